//! What lies around the program for those who get it elsewhere: it says the same as the program does.

use std::fs;
use std::path::Path;

use dockvet::context::discover::is_dockerfile_name;
use regex::Regex;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the file can be read")
}

/// The text between the quotes after `key` in the hooks, of one line or of several that YAML folds.
fn pattern(hooks: &str, key: &str) -> Regex {
    let (_, rest) = hooks.split_once(key).expect("the key is there");
    let (_, rest) = rest.split_once('\'').expect("it opens");
    let (quoted, _) = rest.split_once('\'').expect("it ends");
    let folded: Vec<&str> = quoted.lines().map(str::trim).collect();
    Regex::new(&folded.join(" ")).expect("it is a pattern")
}

#[test]
fn hooks_take_the_files_that_the_program_takes() {
    let hooks = text(".pre-commit-hooks.yaml");
    let (files, exclude) = (pattern(&hooks, "files: &files"), pattern(&hooks, "exclude: &exclude"));
    let stems =
        ["Dockerfile", "dockerfile", "DOCKERFILE", "Containerfile", "api", "docker", "Dockerfiles", ".Dockerfile"];
    let ends = "dockerfile Dockerfile containerfile dev alpine php rb kt java scala swift lua dart vue pl hs groovy j2 tmpl tpl \
        template in erb mustache jinja jinja2 ejs hbs gotmpl dockerignore containerignore md MD txt rst swp swo bak orig rej tmp \
        json yml yaml sh py go js ts rs html ex exs cs cpp cc hpp tsx jsx mjs cjs css sql c h e amd64 3.12";
    let mut names: Vec<String> = stems.map(str::to_owned).to_vec();
    for stem in stems {
        let joined = |end| ['.', '-', '_'].map(|mark| format!("{stem}{mark}{end}"));
        names.extend(ends.split_whitespace().flat_map(joined));
        names.extend([format!("{stem}~"), format!("#{stem}#"), format!("{stem}x")]);
    }
    let taken = names.iter().filter(|it| is_dockerfile_name(it)).count();
    assert!(taken > 50 && taken < names.len() / 2, "{taken} of {}", names.len());
    for name in &names {
        for path in [name.clone(), format!("services/api/{name}")] {
            let is_taken = files.is_match(&path) && !exclude.is_match(&path);
            assert_eq!(is_taken, is_dockerfile_name(name), "{path}");
        }
    }
}
