//! The root file system is read-only, and the program or its start script writes to it.
//!
//! Known are nginx and httpd as the official images set them up, gunicorn's workers, and start scripts whose text is
//! in the repository. Volumes, also those that the image declares, are writable.

use crate::evidence::Place;
use crate::model::path;
use crate::model::stage::Stage;
use crate::model::start::{Start, StartScript};
use crate::rules::runs::{self, Runs};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "read-only-root-written", check };

/// Something that is written at start: any of the paths must be writable.
struct Need {
    who: String,
    paths: Vec<String>,
    place: Option<Place>,
}

fn check(input: &Input) -> Vec<Finding> {
    runs::all(input).iter().filter_map(|runs| finding(input, runs)).collect()
}

fn finding(input: &Input, runs: &Runs) -> Option<Finding> {
    let wanted = runs.container.security.read_only_root.as_ref().filter(|it| it.value)?;
    let start = runs.start(input)?;
    let mut needs = nginx(input, runs, &start);
    needs.extend(httpd(runs, &start));
    needs.extend(gunicorn(input, runs, &start));
    needs.extend(start.scripts.iter().flat_map(|script| script_needs(input, runs, script)));
    let refused: Vec<&Need> = needs.iter().filter(|need| !need.paths.iter().any(|at| is_writable(runs, at))).collect();
    let first = refused.first()?;
    let message = format!("the root file system is read-only, and {} writes `{}`", first.who, first.paths.first()?);
    let finding = Finding::new(wanted.place.span, message).in_file(wanted.place.source.clone());
    let mut finding = finding.confidence(runs.confidence(Confidence::Likely));
    for need in refused.iter().take(5) {
        let from = input.model.place(input.model.instruction(runs.stage.from?).span);
        let place = need.place.clone().unwrap_or(from);
        finding = finding.label(place, format!("{} writes `{}`", need.who, need.paths.first()?));
    }
    let folders: Vec<String> = refused.iter().filter_map(|need| need.paths.first()).map(|at| folder(at)).collect();
    let mut folders: Vec<String> = folders.into_iter().map(|it| format!("`{it}`")).collect();
    folders.sort();
    folders.dedup();
    let volume = if runs.is_kubernetes() { "an `emptyDir` volume" } else { "a `tmpfs`" };
    Some(finding.help(format!("mount {volume} at {}", folders.join(" and "))))
}

fn folder(at: &str) -> String {
    let is_file = path::file_name(at).contains('.');
    if is_file { path::parent(at).to_owned() } else { at.to_owned() }
}

/// Whether a volume lies at or above the path.
fn is_writable(runs: &Runs, at: &str) -> bool {
    let paths = [at.to_owned(), at.replacen("/var/run/", "/run/", 1), at.replacen("/run/", "/var/run/", 1)];
    let declared = runs.state().volumes.iter().any(|volume| path::below(at, &path::clean(volume)).is_some());
    declared || runs.is_mounted(&paths)
}

fn runs_program(start: &Start, names: &[&str]) -> bool {
    let words = start.argv.iter().filter_map(|word| word.text.as_deref());
    words.into_iter().any(|word| names.contains(&path::file_name(word)))
}

fn is_image(input: &Input, runs: &Runs, name: &str) -> bool {
    let facts = input.model.chain(runs.stage.id).last().and_then(Stage::facts);
    let image = facts.map(|facts| facts.image.as_str()).unwrap_or_default();
    image == name || image.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))
}

/// nginx makes its temporary folders and its pid file before it serves; its configuration may move them.
fn nginx(input: &Input, runs: &Runs, start: &Start) -> Vec<Need> {
    let is_official = is_image(input, runs, "docker.io/library/nginx");
    let is_unprivileged = is_image(input, runs, "nginxinc/nginx-unprivileged");
    if !(is_official || is_unprivileged) || !runs_program(start, &["nginx"]) {
        return Vec::new();
    }
    let (model, stage) = (input.model, runs.stage);
    let main = model.look_own(stage.id, "/etc/nginx/nginx.conf");
    let text = match main.is_present() {
        true => match model.text_at(stage.id, stage.changes.len(), "/etc/nginx/nginx.conf") {
            Some(text) => text,
            None => return Vec::new(),
        },
        false if main.is_absent() => String::new(),
        false => return Vec::new(),
    };
    // Volumes and copied folders may bring settings that are not read here.
    if runs.is_mounted(&["/etc/nginx/nginx.conf".to_owned()]) || text.contains("_temp_path") {
        return Vec::new();
    }
    let pid = text.lines().find_map(|line| line.trim().strip_prefix("pid ")?.trim().strip_suffix(';'));
    let need = |at: &str| Need { who: "nginx".to_owned(), paths: vec![at.to_owned()], place: None };
    match (is_official, text.is_empty()) {
        (true, _) => vec![need("/var/cache/nginx"), need(pid.unwrap_or("/var/run/nginx.pid"))],
        (false, true) => vec![need("/tmp/nginx.pid")],
        (false, false) => Vec::new(),
    }
}

fn httpd(runs: &Runs, start: &Start) -> Option<Need> {
    let inherits = runs.state().entrypoint.is_unset() && runs_program(start, &["httpd-foreground"]);
    let paths = vec!["/usr/local/apache2/logs/httpd.pid".to_owned()];
    inherits.then(|| Need { who: "httpd".to_owned(), paths, place: None })
}

/// The workers' heartbeat is a file in the first folder that takes one.
fn gunicorn(input: &Input, runs: &Runs, start: &Start) -> Option<Need> {
    let texts: Option<Vec<&str>> = start.argv.iter().map(|word| word.text.as_deref()).collect();
    let texts = texts?;
    let configured =
        texts.iter().any(|it| it.starts_with("--worker-tmp-dir") || *it == "-c" || it.starts_with("--config"));
    let state = runs.state();
    let variables = ["TMPDIR", "TEMP", "TMP", "GUNICORN_CMD_ARGS"];
    let set = variables
        .iter()
        .any(|name| state.env.contains_key(*name) || runs.container.env.iter().any(|(it, _)| it.value == *name));
    if !runs_program(start, &["gunicorn"]) || configured || set || runs.container.env_open {
        return None;
    }
    let own = runs.container.folder.as_ref().map(|it| it.value.as_str()).or(state.folder())?;
    let paths = ["/tmp", "/var/tmp", "/usr/tmp", own].map(str::to_owned).to_vec();
    let word = start.argv.iter().find_map(|word| word.span.filter(|_| word.text.as_deref() == Some("gunicorn")));
    let place = word.map(|span| input.model.place(span));
    Some(Need { who: "gunicorn".to_owned(), paths, place })
}

fn script_needs(input: &Input, runs: &Runs, script: &StartScript) -> Vec<Need> {
    let changed: Vec<&str> = runs.container.env.iter().map(|(name, _)| name.value.as_str()).collect();
    let source = input.model.context.as_ref().zip(script.name.as_deref()).and_then(|(it, name)| it.read(name));
    let writes = input.model.written_by(runs.stage.id, script, &changed);
    let name = path::file_name(&script.path);
    let need = |at: String, span: Span| {
        let place = source.clone().map(|source| Place { source, span });
        Need { who: format!("`{name}`"), paths: vec![at], place }
    };
    writes.into_iter().map(|write| need(write.path, write.span)).collect()
}
