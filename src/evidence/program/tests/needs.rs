//! Outgoing TLS, roots, native packages, what is gathered, and that nothing fails.

use super::*;

fn calls(language: Language, files: &[(&str, &str)]) -> Vec<String> {
    super::super::needs(&project(language, None, files)).outgoing_tls.into_iter().map(|it| it.what).collect()
}

#[test]
fn outgoing_tls() {
    let go = [("main.go", "import \"net/http\"\nfunc f() { http.Get(\"https://api.stripe.com/v1/x\") }\n")];
    assert_eq!(calls(Language::Go, &go), ["calls `https://api.stripe.com/v1/x`"]);
    let quiet = [
        "func f() { log.Println(\"see https://api.stripe.com/docs\") }",
        "// http.Get(\"https://api.stripe.com\")",
        "http.Get(\"https://localhost:8080\")",
        "http.Get(\"http://api.stripe.com\")",
        "const schema = \"https://json-schema.org/draft\"\nvar c http.Client",
        "const url = \"https://api.stripe.com\"",
    ];
    for text in quiet {
        assert!(calls(Language::Go, &[("main.go", text)]).is_empty(), "{text}");
    }
    let value = [("main.go", "const apiURL = \"https://api.github.com\"\nvar c http.Client\n")];
    assert_eq!(calls(Language::Go, &value), ["holds `https://api.github.com` and has an HTTP client"]);
    let sdk = [("main.go", "import (\n\t\"github.com/aws/aws-sdk-go-v2/config\"\n)\n")];
    assert_eq!(calls(Language::Go, &sdk), ["uses `github.com/aws/aws-sdk-go-v2/config`, which calls AWS"]);
    let wrapped = [
        ("main.go", "req, err := http.NewRequest(\n\t\"GET\",\n\t\"https://api.x.io/\",\n\tnil)\n"),
        ("b.go", "http.NewRequest(\"POST\", \"https://hooks.y.io\", b)"),
    ];
    assert_eq!(calls(Language::Go, &wrapped).len(), 2);
    let python = [
        ("a.py", "import requests\nrequests.get('https://api.x.io/v1')\n"),
        ("requirements.txt", "boto3==1.2\nflask\n"),
    ];
    assert_eq!(calls(Language::Python, &python).len(), 2);
    let javascript = [
        ("a.js", "await fetch(`https://api.x.io/${id}`)"),
        ("package.json", "{\"dependencies\": {\"stripe\": \"^1.0\"}}"),
    ];
    assert_eq!(
        calls(Language::JavaScript, &javascript),
        ["calls `https://api.x.io`", "uses `stripe`, which calls Stripe"]
    );
}

#[test]
fn roots_and_cgo() {
    let go = super::super::needs(&project(
        Language::Go,
        None,
        &[("main.go", "import (\n\t_ \"golang.org/x/crypto/x509roots/fallback\"\n\t\"C\"\n)\n")],
    ));
    assert!(go.embedded_roots.is_some() && go.native.is_some());
    let rust = super::super::needs(&project(
        Language::Rust,
        None,
        &[(
            "Cargo.toml",
            "[dependencies]\nreqwest = { version = \"0.12\", features = [\"rustls-tls-webpki-roots\"] }\nopenssl-sys = \"0.9\"\n",
        )],
    ));
    assert!(rust.embedded_roots.is_some() && rust.native.is_some());
}

#[test]
fn no_text_makes_it_fail() {
    let texts = [
        "\"",
        "'\\",
        "`${",
        "http.ListenAndServe(",
        "app.listen(((((",
        "é\u{1F600}\"é",
        "x = x\nx = y\ny = x\napp.run(port=x)",
        "/*",
        "r#\"",
        "'\\x",
    ];
    for language in [
        Language::Go,
        Language::JavaScript,
        Language::Python,
        Language::Jvm,
        Language::Rust,
        Language::DotNet,
        Language::Ruby,
        Language::Php,
    ] {
        for text in texts {
            for name in [
                "a.go",
                "a.js",
                "a.py",
                "A.java",
                "a.rs",
                "A.cs",
                "a.rb",
                "a.php",
                "application.yml",
                "package.json",
                "Cargo.toml",
            ] {
                super::super::needs(&project(language, None, &[(name, text)]));
            }
        }
    }
}

#[test]
fn no_cut_makes_it_fail() {
    let texts = [
        (Language::Go, "m.go", "port := os.Getenv(\"P\")\nhttp.ListenAndServe(fmt.Sprintf(\"%s:%d\", h, `x`), n)"),
        (Language::JavaScript, "m.js", "const { P = `:${x}` } = process.env; app.listen({ port: P || a ? b : 3 })"),
        (Language::Python, "m.py", "p = int(os.environ.get('P', \"80\") or 5)\napp.run(host='x', port=args.p)"),
        (Language::Rust, "m.rs", "let a = format!(\"{}:{p}\", 'x', r#\"a\"#); TcpListener::bind(([0, 0], p).into())"),
    ];
    for (language, name, text) in texts {
        for at in (0..text.len()).step_by(5) {
            needs_of(language, name, &text[..at]);
            needs_of(language, name, &text[at..]);
            needs_of(language, name, &format!("{}\u{1F600}\\é{}", &text[..at], &text[at..]));
        }
    }
}

fn needs_of(language: Language, name: &str, text: &str) {
    super::super::needs(&project(language, None, &[(name, text)]));
}

#[test]
fn only_what_is_built_is_gathered() {
    use crate::context::{Workspace, discover::discover};
    let tree = tempfile::tempdir().expect("a temporary folder");
    let files = [
        "go.mod",
        "main.go",
        "main_test.go",
        "api.pb.go",
        "README.md",
        "vendor/x/x.go",
        "internal/a/a.go",
        "tools/go.mod",
        "tools/t.go",
        ".hidden/h.go",
        "testdata/d.go",
    ];
    std::fs::create_dir(tree.path().join(".git")).expect("a folder");
    for path in files {
        let path = tree.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, "package x\n").expect("a file");
    }
    let workspace = Workspace::open(tree.path(), &discover(&[tree.path().to_owned()]));
    let root = workspace.repository().to_owned();
    let context = Context::open(workspace, &root, &root.join("Dockerfile"), String::new());
    let program = Program { language: Language::Go, root: String::new(), entry: Some(String::new()) };
    let project = Project::gather(&context, &program);
    let paths: Vec<_> = project.files.keys().map(String::as_str).collect();
    assert_eq!(paths, ["go.mod", "internal/a/a.go", "main.go"]);
    assert!(project.complete && read(&context, &program).listeners.is_empty());
}
