//! Every text that a shell reads when the image is built or started: which shell, which variables are set,
//! and what ShellCheck says of it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::shellcheck::{self, Lint, Shell};
use crate::source::{Source, Span};
use crate::syntax::ast::{Comment, Form, Healthcheck, Instruction, Kind, Text};
use crate::syntax::shell::{self, Dialect, Script};

use super::Model;
use super::files::StageId;
use super::stage::{Base, Stage, State};

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// RUN, also behind ONBUILD.
    Build,
    /// CMD, ENTRYPOINT or HEALTHCHECK in shell form.
    Start,
    /// A script of the build context that the container starts.
    Script,
}

/// A text for a shell that ShellCheck reads.
pub struct ShellText {
    pub purpose: Purpose,
    pub stage: StageId,
    /// The shell that it is written for.
    pub shell: Shell,
    /// Whether that shell surely reads it: not so for a script that is given to another one by name.
    pub is_read_by_it: bool,
    /// The instruction; for a script the one that names it, where that is known.
    instruction: Option<usize>,
    /// The file of the context, and what it says.
    file: Option<(Source, Script)>,
    lints: OnceLock<Vec<Lint>>,
}

/// Variables that a build may set whatever the Dockerfile says.
const PROXIES: [&str; 8] =
    ["FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy"];

impl ShellText {
    /// Another file than the Dockerfile that it stands in.
    pub fn file(&self) -> Option<&Source> {
        self.file.as_ref().map(|(source, _)| source)
    }

    pub fn script<'a>(&'a self, model: &'a Model) -> Option<&'a Script> {
        match (&self.file, self.instruction) {
            (Some((_, script)), _) => Some(script),
            (None, Some(index)) => text_of(model.instruction(index)).map(|(_, script)| script),
            (None, None) => None,
        }
    }

    /// What ShellCheck says of it; worked out when it is first asked for.
    pub fn lints(&self, model: &Model) -> &[Lint] {
        self.lints.get_or_init(|| {
            let Some(script) = self.script(model) else { return Vec::new() };
            let set = match (&self.file, self.instruction, model.stages.get(self.stage)) {
                (None, Some(index), Some(stage)) => exported(stage.before(index)),
                _ => BTreeSet::new(),
            };
            shellcheck::lint(script, self.shell, &set)
        })
    }

    /// The instruction that its text stands in, or that names its file.
    pub fn instruction(&self) -> Option<usize> {
        self.instruction
    }
}

impl Model {
    /// The texts of all stages in their order, then the scripts that the image starts. Without those that no
    /// shell known to ShellCheck reads, or that could not be parsed.
    pub fn shell_texts(&self) -> &[ShellText] {
        self.shell_texts.get_or_init(|| {
            let mut texts: Vec<ShellText> = self.stages.iter().flat_map(|stage| self.texts_of(stage.id)).collect();
            texts.extend(self.start_scripts());
            texts
        })
    }

    fn texts_of(&self, id: StageId) -> Vec<ShellText> {
        let Some(stage) = self.stages.get(id).filter(|stage| !stage.windows) else { return Vec::new() };
        let text = |(index, instruction): (usize, &Instruction)| {
            let (purpose, script) = text_of(instruction)?;
            let named = Shell::of_program(&self.shell_program(id, index)?);
            let shell = Shell::of_script(&script.text.text, named).filter(|_| script.understood)?;
            let lints = OnceLock::new();
            let instruction = Some(index);
            Some(ShellText { purpose, stage: id, shell, is_read_by_it: true, instruction, file: None, lints })
        };
        self.instructions_of(stage).filter_map(text).collect()
    }

    fn start_scripts(&self) -> Vec<ShellText> {
        let Some(start) = self.start(self.target) else { return Vec::new() };
        let mut texts: Vec<ShellText> = Vec::new();
        for script in &start.scripts {
            let source = script.name.as_deref().and_then(|name| self.context.as_ref()?.read(name));
            let Some(source) =
                source.filter(|it| texts.iter().all(|old| old.file().map(Source::path) != Some(it.path())))
            else {
                continue;
            };
            // What a shell is given by name it reads whatever the first line says; that tells what is meant all the same.
            let Some(shell) = Shell::of_script(source.text(), Some(Shell::Sh)) else { continue };
            let text = Text { text: source.text().to_owned(), pieces: Vec::new() };
            let parsed = shell::parse(text, Dialect::Posix);
            if !parsed.understood || source.text().contains('\r') {
                continue;
            }
            let instruction = script.span.and_then(|span| self.instruction_at(span));
            let is_read_by_it = script.by_kernel && source.text().starts_with("#!");
            let (purpose, stage, file, lints) = (Purpose::Script, self.target, Some((source, parsed)), OnceLock::new());
            texts.push(ShellText { purpose, stage, shell, is_read_by_it, instruction, file, lints });
        }
        texts
    }

    fn instruction_at(&self, span: Span) -> Option<usize> {
        self.dockerfile.instructions.iter().position(|it| it.span.contains(span))
    }

    /// The program that reads the shell form of an instruction: that of SHELL, or of hadolint's comment
    /// `hadolint shell=`, whichever comes later. The comment before the first FROM is for all stages.
    fn shell_program(&self, id: StageId, index: usize) -> Option<String> {
        let stage = self.stages.get(id)?;
        let state = stage.before(index);
        let set = state.shell_instruction.map(|it| self.instruction(it).span.start);
        let pragma = self.pragma(id, self.instruction(index).span.start);
        match pragma {
            Some((at, name)) if set.is_none_or(|set| set < at) => Some(name),
            _ => state.shell.first().cloned(),
        }
    }

    /// The comment that tells the shell, before byte `before` of the file, with its place.
    fn pragma(&self, id: StageId, before: u32) -> Option<(u32, String)> {
        let all: Vec<(u32, String)> = self.dockerfile.comments.iter().filter_map(told).collect();
        if all.is_empty() {
            return None;
        }
        let of = |start: u32, end: u32| all.iter().rev().find(|(at, _)| (start..end).contains(at)).cloned();
        let from = |stage: &Stage| stage.from.map_or(0, |from| self.instruction(from).span.start);
        let mut end = before;
        for stage in self.chain(id) {
            let start = from(stage);
            if let Some(found) = of(start, end.max(start)) {
                return Some(found);
            }
            let Base::Stage(parent) = stage.base else { break };
            end = self.stages.get(parent).map_or(0, |it| self.end_of_text(it.instructions.end));
        }
        of(0, self.stages.first().map_or(0, from))
    }

    /// Where the instruction before `index` ends.
    fn end_of_text(&self, index: usize) -> u32 {
        index.checked_sub(1).and_then(|it| self.dockerfile.instructions.get(it)).map_or(0, |it| it.span.end)
    }
}

/// The shell text of an instruction.
fn text_of(instruction: &Instruction) -> Option<(Purpose, &Script)> {
    let (purpose, form) = match &instruction.kind {
        Kind::Run(run) => (Purpose::Build, &run.form),
        Kind::Onbuild(inner) if matches!(inner.kind, Kind::Run(_)) => return text_of(inner),
        // What was meant as an array is no shell text.
        Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) if !exec.broken_json => {
            (Purpose::Start, &exec.form)
        }
        _ => return None,
    };
    match form {
        Form::Shell(script) => Some((purpose, script)),
        Form::Exec(_) => None,
    }
}

/// The names that ENV and ARG set before an instruction, and those that a build may set itself.
fn exported(state: &State) -> BTreeSet<String> {
    let own = state.env.iter().chain(state.args.iter()).filter(|(_, variable)| variable.span.is_some());
    let names = own.map(|(name, _)| name.as_str()).chain(PROXIES);
    names.filter(|name| is_name(name)).map(str::to_owned).collect()
}

/// `# hadolint shell=NAME`: where, and the name.
fn told(comment: &Comment) -> Option<(u32, String)> {
    let rest = comment.text.strip_prefix("hadolint")?.trim_start().strip_prefix("shell")?;
    let name = rest.trim_start().strip_prefix('=')?.split_whitespace().next()?;
    Some((comment.span.start, name.to_owned()))
}

fn is_name(text: &str) -> bool {
    !text.starts_with(|it: char| it.is_ascii_digit())
        && !text.is_empty()
        && text.bytes().all(|it| it == b'_' || it.is_ascii_alphanumeric())
}
