//! The dry build: what each stage's files, user, environment, ports and start command will be.
//!
//! Everything is three-valued: known, surely not there, or not known and why. Nothing here judges;
//! rules filter what stands here.

mod apply;
mod aside;
mod build;
pub mod built;
pub mod compiled;
pub mod copy;
pub mod equal;
mod execute;
mod expand;
pub mod files;
mod frameworks;
mod git;
mod installed;
mod invocation;
pub mod launched;
mod list;
pub mod listen;
pub mod log;
mod look;
mod looked;
mod named;
pub mod names;
pub mod path;
pub mod permission;
mod place;
mod program;
pub mod run;
mod sh;
pub mod shared;
pub mod shell_text;
mod slips;
pub mod sources;
pub mod stage;
pub mod start;
mod tools;
pub mod twin;
mod variables;
pub mod versions;
mod vocabulary;
mod words;
pub mod writes;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, OnceLock};

use crate::context::Context;
use crate::facts::base::StatedImages;
use crate::facts::releases::{self, Release};
use crate::source::{Source, Span};
use crate::syntax::ast::{Dockerfile, Instruction, Kind};

use copy::Copy;
use files::{Content, Look, StageId};
use permission::Write;
use run::Invocation;
use stage::{Stage, State, Variables};

/// The meaning of one Dockerfile in its build context.
pub struct Model {
    pub source: Source,
    pub dockerfile: Arc<Dockerfile>,
    /// `None` for text without a place on disk.
    pub context: Option<Context>,
    pub stages: Vec<Stage>,
    /// The stage that is built: `--target`, else the last.
    pub target: StageId,
    /// Stages that other builds of the file are made for.
    pub also_built: Vec<StageId>,
    /// Every COPY and ADD with what its sources turned out to be.
    pub copies: Vec<Copy>,
    /// Variables that words name although nothing defines them.
    pub undefined: Vec<Undefined>,
    /// Every command of every RUN, in order.
    pub invocations: Vec<Invocation>,
    /// Commands that stand in `$( ... )` or in the RUN of an ONBUILD: what they do is not followed.
    pub aside: Vec<Invocation>,
    /// Steps that a non-root user surely may not do.
    pub writes: Vec<Write>,
    listening: OnceLock<listen::Listening>,
    /// What the target starts.
    started: OnceLock<Option<start::Start>>,
    shell_texts: OnceLock<Vec<shell_text::ShellText>>,
    /// How many log entries the look-ups so far visited.
    visited: AtomicU32,
    looked: looked::Looked,
    words: OnceLock<vocabulary::Vocabulary>,
    releases: OnceLock<Vec<Option<&'static Release>>>,
    /// Builds whose output is known.
    built: Vec<built::Built>,
}

/// What the user or a manifest says of the build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub target: Option<String>,
    /// Stages that other builds of the file are made for: development, tests.
    pub also_built: Vec<String>,
    pub build_args: BTreeMap<String, String>,
    /// Facts of base images that win over the table.
    pub base_images: Arc<StatedImages>,
}

/// So many names are compared with one that is not set; real stages set some dozens.
const MOST_KNOWN: usize = 256;

/// A use of a variable that is surely not set.
#[derive(Clone, Debug)]
pub struct Undefined {
    pub name: String,
    pub span: Span,
    pub instruction: usize,
    /// The stage, or `None` for a FROM, which sees only the ARGs before the first FROM.
    pub stage: Option<StageId>,
    known: [Variables; 2],
}

impl Undefined {
    /// Names that were set at this place; of very many, some.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.known.iter().flat_map(Variables::keys).map(String::as_str).take(MOST_KNOWN)
    }
}

/// Does the dry build. Never fails, reads no more than it needs.
pub fn build(source: Source, dockerfile: Dockerfile, context: Option<Context>, options: &Options) -> Model {
    build::build(source, dockerfile, context, options)
}

impl Model {
    /// The stage that is built.
    pub fn final_stage(&self) -> Option<&Stage> {
        self.stages.get(self.target)
    }

    /// What stands at a span of the Dockerfile, its lines joined where one continues another.
    pub fn written(&self, span: Span) -> Cow<'_, str> {
        joined(self.source.slice(span), self.dockerfile.escape)
    }

    /// The configuration of the image that is built.
    pub fn image(&self) -> Option<&State> {
        self.final_stage().map(Stage::end)
    }

    fn vocabulary(&self) -> &vocabulary::Vocabulary {
        self.words.get_or_init(|| vocabulary::Vocabulary::new(self))
    }

    /// The COPY or ADD that the instruction is.
    pub fn copy_at(&self, instruction: usize) -> Option<&Copy> {
        let at = self.copies.partition_point(|copy| copy.instruction < instruction);
        self.copies.get(at).filter(|copy| copy.instruction == instruction)
    }

    /// Every COPY and ADD of one stage.
    pub fn copies_in(&self, stage: StageId) -> &[Copy] {
        let first = self.copies.partition_point(|it| it.stage < stage);
        let own = &self.copies[first..];
        &own[..own.partition_point(|it| it.stage == stage)]
    }

    /// Every command of one stage.
    pub fn invocations_in(&self, stage: StageId) -> &[Invocation] {
        let first = self.invocations.partition_point(|it| it.stage < stage);
        let own = &self.invocations[first..];
        &own[..own.partition_point(|it| it.stage == stage)]
    }

    /// The commands of one RUN; instructions are followed in the order of the file.
    pub fn invocations_of(&self, instruction: usize) -> &[Invocation] {
        let first = self.invocations.partition_point(|it| it.instruction < instruction);
        let own = &self.invocations[first..];
        &own[..own.partition_point(|it| it.instruction == instruction)]
    }

    /// The stage that the instruction belongs to, which is not its FROM.
    pub fn stage_at(&self, instruction: usize) -> Option<&Stage> {
        let stage = self.stages.get(self.stages.partition_point(|it| it.instructions.end <= instruction))?;
        stage.instructions.contains(&instruction).then_some(stage)
    }

    pub fn instruction(&self, index: usize) -> &Instruction {
        &self.dockerfile.instructions[index]
    }

    /// Instructions of `stage` with their indexes.
    pub fn instructions_of(&self, stage: &Stage) -> impl Iterator<Item = (usize, &Instruction)> {
        stage.instructions.clone().map(|index| (index, self.instruction(index)))
    }

    /// Every instruction of every stage, FROM left out, with the stage and its index.
    pub fn instructions(&self) -> impl Iterator<Item = (&Stage, usize, &Instruction)> {
        self.stages.iter().flat_map(|stage| self.instructions_of(stage).map(move |(index, it)| (stage, index, it)))
    }

    /// `stage` and the stages that it is built from by FROM, nearest first.
    pub fn chain(&self, stage: StageId) -> impl Iterator<Item = &Stage> {
        std::iter::successors(self.stages.get(stage), |stage| match stage.base {
            stage::Base::Stage(parent) => self.stages.get(parent),
            _ => None,
        })
    }

    /// The release of a distribution that a stage stands on in the end, where it is known.
    pub fn release(&self, stage: StageId) -> Option<&'static Release> {
        let all = self.releases.get_or_init(|| {
            let mut all: Vec<Option<&Release>> = Vec::with_capacity(self.stages.len());
            for stage in &self.stages {
                all.push(match &stage.base {
                    // A stage is built from one before it.
                    stage::Base::Stage(parent) => all.get(*parent).copied().flatten(),
                    stage::Base::Image { reference, .. } => releases::of(reference),
                    _ => None,
                });
            }
            all
        });
        all.get(stage).copied().flatten()
    }

    /// The stages that the builds of the file run, as BuildKit prunes them: index by stage.
    pub fn needed(&self) -> Vec<bool> {
        let mut needed = vec![false; self.stages.len()];
        let mut todo = vec![self.target];
        todo.extend(&self.also_built);
        while let Some(id) = todo.pop() {
            let Some(stage) = self.stages.get(id) else { continue };
            if std::mem::replace(&mut needed[id], true) {
                continue;
            }
            todo.extend(stage.uses.iter().copied());
            if let stage::Base::Stage(parent) = stage.base {
                todo.push(parent);
            }
        }
        needed
    }

    /// The text of the file at the absolute `path` of a stage, after the first `changes` entries of its
    /// log; `None` where it is not known.
    pub fn text_at(&self, stage: StageId, changes: usize, path: &str) -> Option<String> {
        let Look::Present(found) = self.look_at(stage, changes, path) else { return None };
        match &found.entry.content {
            Content::Context(name) => self.context.as_ref()?.read(name).map(|source| source.text().to_owned()),
            Content::Text(text) => Some(text.text.clone()),
            Content::Program(_) | Content::Unknown => None,
        }
    }

    /// The image of the FROM that opens the built stage.
    pub fn final_from(&self) -> Option<Span> {
        match &self.instruction(self.final_stage()?.from?).kind {
            Kind::From(from) => Some(from.image.span),
            _ => None,
        }
    }

    /// Where a stage has a CA bundle: present where any of the places that runtimes look at has one.
    ///
    /// The places are those of Go's `crypto/x509` and of `openssl-probe`, and what `SSL_CERT_FILE` names. As for the
    /// programs of a system, that an unread build or copy fills some folder is no reason to think that it came along.
    pub fn ca_bundle(&self, stage: StageId) -> Look {
        const PLACES: [&str; 7] = [
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem",
            "/etc/ssl/certs/cacert.pem",
        ];
        let own = self.stages.get(stage).and_then(|stage| stage.end().env_value("SSL_CERT_FILE"));
        let mut doubt = None;
        let changes = self.stages.get(stage).map_or(0, |stage| stage.changes.len());
        let looks = own.into_iter().map(|place| self.look(stage, place));
        for look in looks.chain(PLACES.iter().map(|place| self.look_for_tool(stage, changes, place))) {
            match look {
                Look::Present(found) => return Look::Present(found),
                Look::Unknown(why) => doubt = doubt.or(Some(why)),
                Look::Absent => {}
            }
        }
        for folder in ["/etc/ssl/certs", "/etc/pki/tls/certs"] {
            let listing = self.list(stage, changes, folder);
            if listing.names.iter().any(|name| name.ends_with(".pem") || name.ends_with(".crt")) {
                return Look::Unknown("there are certificates of its own".to_owned());
            }
        }
        doubt.map_or(Look::Absent, Look::Unknown)
    }

    /// A place in the Dockerfile.
    pub fn place(&self, span: Span) -> crate::evidence::Place {
        crate::evidence::Place { source: self.source.clone(), span }
    }
}

/// The text with the ends of continued lines taken out. Comments between them stay.
fn joined(text: &str, escape: char) -> Cow<'_, str> {
    if !text.contains('\n') || !text.contains(escape) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let end = line.trim_end_matches([' ', '\t', '\r', '\n']);
        let is_continued = line.ends_with('\n') && end.ends_with(escape);
        out += if is_continued { &end[..end.len() - escape.len_utf8()] } else { line };
    }
    Cow::Owned(out)
}
