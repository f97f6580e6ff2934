//! Edits that bring a package of the distribution into a stage: one more name for an install that is there, else a
//! step of its own in the words of the stage's package manager.
//!
//! None where the package manager is not known, where the release has left its mirrors or lacks the package, and
//! where a step would not run as root.

use crate::facts::packages::{self, Manager};
use crate::facts::{Tri, missing};
use crate::model::Model;
use crate::model::files::StageId;
use crate::model::run::{Invocation, Origin, Word};
use crate::model::stage::Stage;
use crate::source::Span;
use crate::syntax::ast::{Form, Kind};
use crate::syntax::shell::Reach;

use super::commands::{self, Arguments};
use super::{Edit, edits, is_root};

/// By when the package must be there.
#[derive(Clone, Copy)]
pub(super) enum When<'a> {
    /// Before this command of a RUN.
    Before(&'a Invocation),
    /// When a container of the stage starts.
    AtStart(StageId),
}

/// How a package manager is called.
struct Way {
    programs: &'static [&'static str],
    verb: &'static str,
    manager: Manager,
    /// Commands of a step of its own, around the one that ends with the package's name.
    before: Option<&'static str>,
    install: &'static str,
    after: Option<&'static str>,
}

const WAYS: [(&str, Way); 5] = [
    (
        "apt",
        Way {
            programs: &["apt-get", "apt"],
            verb: "install",
            manager: Manager::Apt,
            before: Some("apt-get update"),
            install: "apt-get install -y --no-install-recommends",
            after: Some("rm -rf /var/lib/apt/lists/*"),
        },
    ),
    (
        "apk",
        Way {
            programs: &["apk"],
            verb: "add",
            manager: Manager::Apk,
            before: None,
            install: "apk add --no-cache",
            after: None,
        },
    ),
    ("dnf", of_red_hat(&["dnf"], "dnf install -y", "dnf clean all")),
    ("microdnf", of_red_hat(&["microdnf"], "microdnf install -y", "microdnf clean all")),
    ("yum", of_red_hat(&["yum"], "yum install -y", "yum clean all")),
];

const fn of_red_hat(programs: &'static [&'static str], install: &'static str, clean: &'static str) -> Way {
    Way { programs, verb: "install", manager: Manager::Dnf, before: None, install, after: Some(clean) }
}

/// Programs of packages that are not called like them: the program, the package of Debian, that of Alpine. The table
/// of packages has each.
const OTHERWISE: [(&str, &str, &str); 29] = [
    ("add-apt-repository", "software-properties-common", ""),
    ("convert", "imagemagick", "imagemagick"),
    ("dig", "dnsutils", "bind-tools"),
    ("envsubst", "gettext-base", "gettext"),
    ("g++", "build-essential", "build-base"),
    ("gcc", "build-essential", "build-base"),
    ("go", "golang-go", "go"),
    ("gpg", "gnupg", "gnupg"),
    ("ip", "iproute2", "iproute2"),
    ("java", "default-jre-headless", ""),
    ("killall", "psmisc", "psmisc"),
    ("locale-gen", "locales", ""),
    ("lsb_release", "lsb-release", ""),
    ("make", "build-essential", "make"),
    ("mysql", "default-mysql-client", "mysql-client"),
    ("nc", "netcat-openbsd", "netcat-openbsd"),
    ("node", "nodejs", "nodejs"),
    ("pg_isready", "postgresql-client", "postgresql-client"),
    ("ping", "iputils-ping", "iputils"),
    ("pip", "python3-pip", "py3-pip"),
    ("pip3", "python3-pip", "py3-pip"),
    ("ps", "procps", "procps"),
    ("psql", "postgresql-client", "postgresql-client"),
    ("redis-cli", "redis-tools", "redis"),
    ("ssh", "openssh-client", "openssh-client"),
    ("ssh-keygen", "openssh-client", "openssh-keygen"),
    ("update-ca-certificates", "ca-certificates", "ca-certificates"),
    ("useradd", "passwd", "shadow"),
    ("xz", "xz-utils", "xz"),
];

/// The package that brings `program` to the stage, where the table of packages says so.
pub(super) fn package_of(model: &Model, stage: StageId, program: &str) -> Option<&'static str> {
    let way = way(model, stage)?;
    let other = OTHERWISE.iter().find(|(name, ..)| *name == program);
    let named = other.and_then(|(_, debian, alpine)| match way.manager {
        Manager::Apt => Some(*debian),
        Manager::Apk => Some(*alpine),
        _ => None,
    });
    match named {
        Some(name) => Some(name).filter(|name| brings(way.manager, name, program)),
        None => packages::files(way.manager, program).find(|it| it.rsplit('/').next() == Some(program)).map(file_name),
    }
}

fn brings(manager: Manager, package: &str, program: &str) -> bool {
    let is_it = |path: &str| path.rsplit('/').next() == Some(program) && path.contains("bin/");
    let own = |name: &str| packages::files(manager, name).any(is_it);
    own(package) || packages::depends(manager, package).any(own)
}

fn file_name(path: &'static str) -> &'static str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether the stage's package manager has the bundle under its usual name: all of these do.
pub(super) fn certificates(model: &Model, stage: StageId) -> Option<&'static str> {
    way(model, stage).map(|_| "ca-certificates")
}

/// The edit that brings `package`.
pub(super) fn package(model: &Model, when: When, package: &str) -> Option<Edit> {
    let stage = model.stages.get(when.stage())?;
    let way = way(model, stage.id)?;
    let release = model.release(stage.id);
    if release.is_some_and(|it| it.gone.is_some() || missing::lacks(it, package)) || stage.windows {
        return None;
    }
    let before = model.invocations_in(stage.id).iter().rev().filter(|it| when.allows(it));
    let mut joined = before.filter_map(|it| joined(model, way, it, package));
    joined.next().or_else(|| step(model, way, stage, package))
}

/// The edit that adds `package` to the install that a command is.
pub(super) fn beside(model: &Model, invocation: &Invocation, package: &str) -> Option<Edit> {
    let way = way(model, invocation.stage)?;
    joined(model, way, invocation, package)
}

impl When<'_> {
    fn stage(&self) -> StageId {
        match self {
            When::Before(invocation) => invocation.stage,
            When::AtStart(stage) => *stage,
        }
    }

    /// Whether the command is one of the stage that is through by then.
    fn allows(&self, other: &Invocation) -> bool {
        let in_time = match self {
            When::Before(it) => (other.instruction, other.span.end) <= (it.instruction, it.span.start),
            When::AtStart(_) => true,
        };
        in_time && other.stage == self.stage()
    }
}

fn way(model: &Model, stage: StageId) -> Option<&'static Way> {
    let facts = model.chain(stage).last().and_then(Stage::facts)?;
    let name = facts.package_manager.as_deref()?;
    // What the table calls `dnf` is `microdnf` in small images.
    let name = if name == "dnf" && facts.tool("dnf") == Tri::No { "microdnf" } else { name };
    WAYS.iter().find(|(known, _)| *known == name).map(|(_, way)| way)
}

fn joined(model: &Model, way: &Way, invocation: &Invocation, package: &str) -> Option<Edit> {
    let arguments = Arguments::of(invocation);
    let operands = arguments.operands(&["-o", "--option", "-X", "--repository"]);
    let (verb, names) = operands.split_first()?;
    // What has a virtual name is taken away again, and what comes from another release is chosen with care.
    let is_special = arguments.words().iter().any(|it| it.text.starts_with("--virtual") || it.text == "-t");
    let is_called = commands::program(invocation).is_some_and(|name| way.programs.contains(&name));
    let last = names.last()?;
    if !is_called || verb.text != way.verb || is_special || !is_open(model, invocation, last) {
        return None;
    }
    let before = arguments.words().iter().rev().find(|it| it.span.end <= last.span.start);
    let text = match before.filter(|it| is_apart(model, it.span, last.span)) {
        Some(_) => format!("{}{package}", next_line(model, invocation, last.span)),
        None => format!(" {package}"),
    };
    Some(Edit::insert(last.span.end, text))
}

/// Whether the command's last word can be followed by another one: it stands in plain shell text that surely runs.
fn is_open(model: &Model, invocation: &Invocation, last: &Word) -> bool {
    let Kind::Run(run) = &model.instruction(invocation.instruction).kind else { return false };
    let beside = model.invocations_of(invocation.instruction).iter();
    let same = beside.filter(|it| commands::place(it) == commands::place(invocation)).count();
    matches!(run.form, Form::Shell(_))
        && invocation.reach == Reach::Always
        && invocation.origin == Origin::Run
        && same == 1
        && commands::is_written(model, last)
        && !commands::is_inner(model, invocation)
}

fn is_apart(model: &Model, one: Span, other: Span) -> bool {
    model.source.line(one.end) != model.source.line(other.start)
}

/// A continuation, and the indentation of the line that the word at `span` begins.
fn next_line(model: &Model, invocation: &Invocation, span: Span) -> String {
    let source = &model.source;
    let start = source.line_span(source.line(span.start)).start;
    let indent = source.slice(Span { start, end: span.start });
    if !indent.trim().is_empty() {
        return " ".to_owned();
    }
    let in_heredoc = !model.instruction(invocation.instruction).heredocs.is_empty();
    let escape = if in_heredoc { '\\' } else { model.dockerfile.escape };
    format!(" {escape}{}{indent}", edits::line_end(source))
}

/// A RUN of its own below FROM, where no change of the sources makes it run again.
fn step(model: &Model, way: &Way, stage: &Stage, package: &str) -> Option<Edit> {
    let from = stage.from?;
    let state = stage.before(from);
    let is_shell = |it: &String| it.ends_with("/sh") || it.ends_with("bash");
    if !is_root(state.user.value.known()?) || !state.shell.first().is_some_and(is_shell) {
        return None;
    }
    let install = format!("{} {package}", way.install);
    let commands: Vec<&str> = way.before.into_iter().chain([install.as_str()]).chain(way.after).collect();
    Some(edits::below(model, model.instruction(from), &[edits::run(model, &commands)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_packages_has_what_is_offered() {
        for (program, debian, alpine) in OTHERWISE {
            for (manager, package) in [(Manager::Apt, debian), (Manager::Apk, alpine)] {
                let is_there = package.is_empty() || brings(manager, package, program);
                assert!(is_there, "`packages.txt` does not say that {manager:?}'s `{package}` brings `{program}`");
            }
        }
    }
}
