//! The whole line, over a little repository: nothing panics, what is found stands in the text, and the same input
//! gives the same output, on one thread and on several.

use dockvet::analysis::pipeline::Job;
use dockvet::analysis::{Analysis, drop_repeats};
use dockvet::hadolint;
use dockvet::init;
use dockvet::model::Model;
use dockvet::report::{Colour, Format};
use dockvet::source::{Source, Span};
use dockvet::view::{cache, context, image};

use super::tree::{self, Ask, Tree, WORKING_DIRECTORY};

pub fn hold(input: &[u8]) {
    let _unmoved = WORKING_DIRECTORY.read();
    let tree = Tree::grow(input);
    let jobs = tree.jobs(Ask::Everything, None);
    let (mut analyses, models): (Vec<_>, Vec<_>) = tree::run(&jobs).into_iter().unzip();
    analyses.iter().for_each(places);
    models.iter().for_each(shown);
    init_files(&models);
    let source = &jobs.first().map_or_else(|| Source::new("Dockerfile", ""), |it| it.build.source.clone());
    let _ = hadolint::lint("Dockerfile", source.clone(), &hadolint::config::Partial::default().settle());
    drop_repeats(&mut analyses);
    let report = tree.report(&analyses, Format::Json);
    serde_json::from_str::<serde_json::Value>(&report).expect("the report is JSON");
    for format in Format::ALL {
        let _ = tree.report(&analyses, *format);
    }
    let mut again = at_once(&tree);
    drop_repeats(&mut again);
    assert_eq!(report, tree.report(&again, Format::Json), "several threads, read anew");
}

/// Everything that is said stands in the text of its file, on the bounds of letters, and so do fixes.
pub fn places(analysis: &Analysis) {
    let suppressed = analysis.suppressed.iter().map(|it| &it.diagnostic);
    for diagnostic in analysis.diagnostics.iter().chain(&analysis.newer).chain(suppressed) {
        let what = &diagnostic.entry.id;
        place(&diagnostic.source, diagnostic.finding.span, what);
        for label in &diagnostic.finding.labels {
            place(&label.place.source, label.place.span, what);
        }
        for fix in &diagnostic.finding.fixes {
            let source = fix.source(&diagnostic.source);
            fix.edits.iter().for_each(|it| place(source, it.span, what));
        }
        assert!(!diagnostic.finding.message.is_empty(), "{what} says nothing");
    }
}

fn place(source: &Source, span: Span, what: &str) {
    let path = source.path().display();
    assert!(source.text().get(span.range()).is_some(), "{what}: {span:?} does not lie in `{path}`");
    for at in [span.start, span.end] {
        let (chars, units, bytes) = (source.position(at), source.position_utf16(at), source.position_bytes(at));
        let line = source.slice(source.line_span(chars.line));
        assert!(chars.line >= 1 && chars.line as usize <= source.line_count(), "{what}: line {}", chars.line);
        assert!(chars.column <= units.column && units.column <= bytes.column, "{what}: {chars:?} {units:?} {bytes:?}");
        // The carriage return of the line end is no part of the line.
        let longest = line.len() + source.text().len().min(2);
        assert!(bytes.column as usize <= longest + 1, "{what}: column {} of {line:?}", bytes.column);
    }
}

/// What the views draw of a dry build.
fn shown(model: &Model) {
    let mut out = Vec::new();
    if let Ok(view) = image::of(model, &image::Asked::default()) {
        let asked = [view.human(Colour::Always, &mut out), view.json(&mut out), view.mermaid(&mut out)];
        assert!(asked.iter().all(Result::is_ok) && view.html(&mut out).is_ok(), "memory takes what is written");
    }
    let cache = cache::of(model, &Err("there is no history".to_owned()));
    assert!(cache.human(Colour::Never, &mut out).is_ok() && cache.json(&mut out).is_ok());
    if let Some(view) = context::of(model, 5) {
        assert!(view.human(Colour::Never, &mut out).is_ok() && view.json(&mut out).is_ok());
    }
}

fn init_files(models: &[Model]) {
    let models: Vec<&Model> = models.iter().collect();
    if let Some(context) = models.first().and_then(|it| it.context.as_ref()) {
        let _ = init::dockerignore(context, &models);
        let _ = init::allow_list(&models);
    }
}

/// The same files again, with nothing remembered, all Dockerfiles at once.
fn at_once(tree: &Tree) -> Vec<Analysis> {
    let tree = tree.anew();
    tree.repository().prepare();
    let jobs = tree.jobs(Ask::Everything, None);
    std::thread::scope(|scope| {
        let one = |job: &Job| tree::analyses(std::slice::from_ref(job)).remove(0);
        let started: Vec<_> = jobs.iter().map(|job| scope.spawn(move || one(job))).collect();
        started.into_iter().map(|it| it.join().expect("no analysis panics")).collect()
    })
}
