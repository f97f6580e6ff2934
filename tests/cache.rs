//! `dockvet cache` on a repository with a history, which is written object by object: no git program is needed.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::git::Repository;
use serde_json::{Value, json};

const DOCKERFILE: &str = "\
FROM node:24-alpine AS build
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build

FROM node:24-alpine
RUN apk add --no-cache tini
WORKDIR /app
COPY --from=build /app/dist ./dist
COPY config ./config
USER node
CMD [\"tini\", \"node\", \"dist/index.js\"]
";

/// Ten commits: two of them touch the manifests, one only what is ignored, one what is taken by itself.
fn project() -> Repository {
    let mut it = Repository::new();
    it.commit(&[
        ("Dockerfile", DOCKERFILE),
        (".dockerignore", ".git\ndocs\n"),
        ("package.json", "{\"name\": \"app\", \"dependencies\": {\"express\": \"5.1.0\"}}\n"),
        ("package-lock.json", "{\"lockfileVersion\": 3}\n"),
        ("src/index.js", "0\n"),
        ("config/app.json", "{}\n"),
        ("docs/guide.md", "x\n"),
    ]);
    for text in ["1\n", "2\n", "3\n", "4\n", "5\n", "6\n"] {
        it.commit(&[("src/index.js", text)]);
    }
    it.commit(&[("docs/guide.md", "y\n")]);
    it.commit(&[("config/app.json", "{\"port\": 8080}\n")]);
    it.commit(&[("package-lock.json", "{\"lockfileVersion\": 3, \"requires\": true}\n")]);
    it
}

fn run(folder: &Path, args: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_dockvet"))
        .arg("cache")
        .args(args)
        .current_dir(folder)
        .env_remove("FORCE_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("GITHUB_ACTIONS")
        .env_remove("GITLAB_CI")
        .output()
        .expect("the program was built");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the output is text");
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

fn read(folder: &Path, args: &[&str]) -> Value {
    let (text, errors, code) = run(folder, &[args, &["--format", "json"]].concat());
    assert_eq!(code, Some(0), "{errors}");
    serde_json::from_str(&text).expect("the output is JSON")
}

/// Line, changed, reruns, better of each step.
fn counts(value: &Value) -> Vec<[Value; 4]> {
    let stages = value["stages"].as_array().expect("a list").iter();
    let steps = stages.flat_map(|stage| stage["steps"].as_array().expect("a list"));
    steps.map(|it| ["line", "changed", "reruns", "better"].map(|key| it[key].clone())).collect()
}

#[test]
fn each_step_is_counted_in_the_history() {
    let project = project();
    let value = read(project.folder.path(), &["--isolated"]);
    let expected = json!([
        [2, 0, 0, null],
        [3, 9, 9, null],
        [4, 0, 9, 2],
        [5, 0, 9, null],
        [8, 0, 0, null],
        [9, 0, 0, null],
        // What another stage hands over is new whenever the step that writes it ran.
        [10, 9, 9, null],
        [11, 2, 9, null],
    ]);
    assert_eq!(json!(counts(&value)), expected);
    assert_eq!(value["history"], json!({"commits": 10, "note": "there are no more"}));
    assert_eq!(value["proposals"][0]["files"], json!(["package.json", "package-lock.json"]));
    assert_eq!((&value["proposals"][0]["reruns"], &value["proposals"][0]["better"]), (&json!(9), &json!(2)));
    assert!(value["estimate"]["better"].as_f64() < value["estimate"]["now"].as_f64());

    let value = read(project.folder.path(), &["--isolated", "--commits", "3"]);
    assert_eq!(value["history"], json!({"commits": 3, "note": null}));
    assert_eq!(value["stages"][0]["steps"][1]["reruns"], 2);
}

#[test]
fn only_what_the_target_needs_is_shown() {
    let project = project();
    let value = read(project.folder.path(), &["--isolated", "--target", "build"]);
    let names: Vec<&Value> = value["stages"].as_array().expect("a list").iter().map(|it| &it["name"]).collect();
    assert_eq!(names, [&json!("build")]);
}

/// A mount counts by its source, `--link` by itself, a stage below another one with it.
#[test]
fn keys_follow_the_builder() {
    let mut project = project();
    project.commit(&[(
        "Dockerfile",
        "FROM node:24-alpine AS base\nRUN --mount=type=bind,source=package.json,target=/package.json true\n\
         COPY src /src\nFROM base AS child\nRUN true\nCOPY --link config /config\n\
         RUN --mount=type=bind,target=/all true\nFROM scratch\nCOPY --from=child /src /src\n\
         COPY --from=child --exclude=*.md / /rest\n",
    )]);
    let value = read(project.folder.path(), &["--isolated", "--commits", "11"]);
    let expected = json!([
        [2, 1, 1, null],
        [3, 7, 7, null],
        [5, 0, 7, null],
        [6, 2, 2, null],
        [7, 10, 10, null],
        [9, 7, 7, null],
        // What is linked in, and what was there before it; the mounts left nothing.
        [10, 8, 8, null],
    ]);
    assert_eq!(json!(counts(&value)), expected);
}

#[test]
fn without_a_history_the_order_alone_is_shown() {
    let project = project();
    fs::remove_dir_all(project.folder.path().join(".git")).expect("it is there");
    let (text, errors, code) = run(project.folder.path(), &["--isolated"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert!(text.contains("there is no git history to count in: the folder is no git repository"), "{text}");
    assert!(text.contains("above line 3: `COPY package.json package-lock.json ./` and `RUN npm ci`"), "{text}");
    assert!(!text.contains("estimate"), "{text}");
    let value = read(project.folder.path(), &["--isolated"]);
    assert_eq!((&value["estimate"], &value["proposals"][0]["reruns"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_schema_describes_it() {
    let schema: Value = serde_json::from_str(include_str!("../schemas/dockvet-cache.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let project = project();
    let mut value = read(project.folder.path(), &["--isolated"]);
    let mistakes: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    value["stages"][0]["more"] = true.into();
    assert!(!validator.is_valid(&value), "a key that the schema does not know");
    fs::remove_dir_all(project.folder.path().join(".git")).expect("it is there");
    assert!(validator.is_valid(&read(project.folder.path(), &["--isolated"])));
}

#[test]
fn the_readme_shows_the_real_output() {
    let project = project();
    let (text, _, _) = run(project.folder.path(), &["--isolated"]);
    common::hold_readme("cache", &format!("```text\n{text}```"));
}
