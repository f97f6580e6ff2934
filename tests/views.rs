//! `dockvet image` and `dockvet context`: their schemas, the page, and what the README shows of them.

mod common;

use std::process::Command;

use serde_json::Value;

/// What the program writes for `arguments`, from the root of the project.
fn run(arguments: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_dockvet");
    let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

fn hold_schema(schema: &str, arguments: &[&str]) {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let view: Value = serde_json::from_str(&run(arguments)).expect("the view is JSON");
    let mistakes: Vec<String> =
        validator.iter_errors(&view).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(mistakes.is_empty(), "{arguments:?}: {mistakes:#?}");
}

#[test]
fn the_views_keep_to_their_schemas() {
    let image = include_str!("../schemas/dockvet-image.schema.json");
    let context = include_str!("../schemas/dockvet-context.schema.json");
    for project in ["examples/incident", "examples/java-service", "examples/node-api", "tests/cmd/image.in"] {
        hold_schema(image, &["image", "--isolated", "--format", "json", project]);
        hold_schema(image, &["image", "--isolated", "--format", "json", "--tree", "/", project]);
        hold_schema(context, &["context", "--isolated", "--format", "json", project]);
    }
    hold_schema(context, &["context", "--isolated", "--format", "json", "tests/cmd/context.in"]);
}

#[test]
fn the_readme_shows_the_real_views() {
    let shown = run(&["image", "examples/incident"]);
    common::hold_readme("image", &format!("```text\n{shown}```"));
}

/// The page of `dockvet image` holds all that it shows, and nothing of a Dockerfile becomes markup.
#[test]
fn the_image_page_needs_nothing_else() {
    let page = run(&["image", "--isolated", "--format", "html", "tests/cmd/image.in"]);
    for part in ["<svg", "id=\"stage-1\"", "id=\"L14\"", "/usr/local/bin/shop", "&lt;open&gt;"] {
        assert!(page.contains(part), "no {part} in the page");
    }
    for part in ["http://", "https://", "<script", "src=", "url(", "@import", "<open>"] {
        assert!(!page.contains(part), "there is {part} in the page");
    }
}
