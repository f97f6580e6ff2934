use std::fs;

use super::super::discover::discover;
use super::*;

/// The services that are run, as `file name: key=value ...` with the keys asked for.
fn whole(files: &[(&str, &str)]) -> Vec<Service> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = fs::canonicalize(folder.path()).expect("it was just made");
    fs::create_dir(root.join(".git")).expect("a folder");
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    let workspace = Workspace::open(&root, &discover(std::slice::from_ref(&root)));
    read(&workspace).into_iter().filter(|it| it.made == Made::Whole).collect()
}

fn one(files: &[(&str, &str)], name: &str) -> Service {
    let mut found = whole(files);
    let at = found.iter().position(|it| it.name == name).expect("the service is there");
    found.remove(at)
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.map(Value::one_or_more).unwrap_or_default();
    items.iter().filter_map(|it| it.written().map(str::to_owned)).collect()
}

#[test]
fn anchors_merge_keys_and_variables() {
    let text = "x-base: &base\n  image: 'app:${TAG:-1}'\n  environment: {A: \"1\"}\n\
                services:\n  web:\n    <<: *base\n    environment: {B: \"${HOST}\"}\n    ports: ['${PORT}:80']\n";
    let web = one(&[("compose.yaml", text), (".env", "HOST=h\n")], "web");
    assert_eq!(web.body.get("image").and_then(Value::text), Some("app:1"));
    let environment = web.body.get("environment").expect("it is there");
    assert_eq!(environment.get("B").and_then(Value::text), Some("h"));
    assert!(environment.get("A").is_none());
    assert_eq!(texts(web.body.get("ports")), ["\u{fffc}:80"]);
}

#[test]
fn an_override_is_laid_over_the_standard_file() {
    let base = "services:\n  web:\n    build: .\n    command: [a]\n    ports: ['80:80']\n    volumes: ['./a:/x', './b:/y']\n    environment: [A=1, B=1]\n";
    let over = "services:\n  web:\n    command: [b, c]\n    ports: ['81:81']\n    volumes: ['./c:/x']\n    environment: {B: 2}\n";
    let web = one(&[("compose.yaml", base), ("compose.override.yaml", over)], "web");
    assert_eq!(texts(web.body.get("command")), ["b", "c"]);
    assert_eq!(texts(web.body.get("ports")), ["80:80", "81:81"]);
    assert_eq!(texts(web.body.get("volumes")), ["./b:/y", "./c:/x"]);
    let environment = web.body.get("environment").expect("it is there");
    assert_eq!(environment.get("A").and_then(Value::text), Some("1"));
    assert_eq!(environment.get("B").and_then(Value::text), Some("2"));
    let reset = over.replace("['81:81']", "!override ['81:81']").replace("[b, c]", "!reset null");
    let web = one(&[("compose.yaml", base), ("compose.override.yaml", &reset)], "web");
    assert_eq!(texts(web.body.get("ports")), ["81:81"]);
    assert!(web.body.get("command").is_none());
}

#[test]
fn parts_of_services_belong_to_the_standard_file() {
    let base = "services:\n  web:\n    build: .\n    command: [a]\n";
    let part = "services:\n  web:\n    environment: [PORT=1]\n";
    let files = [("docker-compose.yml", base), ("docker-compose.prod.yml", part)];
    let found = whole(&files);
    let opens: Vec<(bool, bool)> = found.iter().map(|it| (it.open.environment, it.open.start)).collect();
    // The part with all that it needs, and the standard file that the part may change.
    assert_eq!(opens, [(false, false), (true, false)]);
    assert!(found[0].body.get("build").is_some());
    let other = "services:\n  web:\n    image: x\n";
    let found = whole(&[("docker-compose.yml", base), ("docker-compose.prod.yml", other)]);
    assert!(found[0].open.start && found[0].body.get("command").is_none());
    assert!(!found[1].open.start);
}

#[test]
fn services_extend_others() {
    let base = "services:\n  base:\n    build: ./app\n    environment: [A=1]\n    expose: [1]\n";
    let own = "services:\n  web:\n    extends: {service: base, file: common/base.yaml}\n    environment: [B=2]\n    expose: [2]\n  \
               loop: {extends: loop}\n  lost: {image: x, extends: {service: a, file: nowhere.yml}}\n  same: {extends: web}\n";
    let files = [("compose.yaml", own), ("common/base.yaml", base)];
    let web = one(&files, "web");
    assert_eq!(texts(web.body.get("expose")), ["1", "2"]);
    let context = web.body.get("build").expect("it is there");
    assert!(context.source.path().ends_with("common/base.yaml"));
    assert!(one(&files, "lost").open.start);
    assert!(one(&files, "same").body.get("build").is_some());
}

#[test]
fn included_files_are_read_whatever_their_name() {
    let files = [
        ("compose.yaml", "include: [parts/db.yaml, {path: [parts/x.yaml]}, 'oci://a/b', ../../etc/passwd]\n"),
        ("parts/db.yaml", "include: ../compose.yaml\nservices: {db: {image: d}}\n"),
        ("parts/x.yaml", "services: {x: {image: x}}\n"),
        ("parts/other.yaml", "services: {y: {image: y}}\n"),
    ];
    let names: Vec<String> = whole(&files).into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["db", "x"]);
}

#[test]
fn odd_files_end() {
    let bomb: String =
        (1..20).map(|at| format!("  a{at}: &a{at} {{x: [{}]}}\n", format!("*a{}, ", at - 1).repeat(9))).collect();
    let texts = [
        format!("services:\n  a0: &a0 {{image: x}}\n{bomb}"),
        "services: {a: {extends: b}, b: {extends: a}}\n".to_owned(),
        "services: 5\n".to_owned(),
        "services:\n  a: [\n".to_owned(),
        "a: &a\n  <<: *a\n".to_owned(),
        "services: {a: {image: \"{{ x }}\"}}\n".to_owned(),
    ];
    for text in texts {
        assert!(whole(&[("compose.yaml", &text)]).is_empty(), "{text}");
    }
}

#[test]
fn a_shared_network_and_the_first_version() {
    let text = "services:\n  vpn: {image: v, ports: ['80:80']}\n  app: {image: a, network_mode: 'service:vpn'}\n";
    assert!(one(&[("compose.yaml", text)], "vpn").open.network);
    assert_eq!(one(&[("docker-compose.yml", "web:\n  build: .\n")], "web").name, "web");
}

/// The keys of a map are found by their names: else this takes minutes.
#[test]
fn large_maps_are_merged_key_by_key() {
    let keys = |value: &str| (0..20_000).map(|it| format!("      K{it}: {value}\n")).collect::<String>();
    let base = format!("services:\n  web:\n    image: a\n    environment:\n{}", keys("old"));
    let over = format!("services:\n  web:\n    environment:\n{}      LAST: x\n", keys("new"));
    let web = one(&[("compose.yaml", &base), ("compose.override.yaml", &over)], "web");
    let environment = web.body.get("environment").expect("it is there").pairs();
    assert_eq!(environment.len(), 20_001);
    assert_eq!((environment[0].0.as_str(), environment[0].1.text()), ("K0", Some("new")));
}

/// A variable that holds much, used again and again, makes no text that fills the memory.
#[test]
fn variables_bring_only_so_much() {
    let text = format!("services:\n  web:\n    image: a\n    command: [{}]\n", "$A, ".repeat(20_000));
    let env = format!("A={}\n", "x".repeat(60_000));
    assert!(whole(&[("compose.yaml", &text), (".env", &env)]).is_empty());
    let text = "services:\n  web:\n    image: a\n    command: $A$A\n";
    let web = one(&[("compose.yaml", text), (".env", &env)], "web");
    assert_eq!(web.body.get("command").and_then(Value::text), None);
}
