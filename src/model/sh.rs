//! Which shell stands behind `/bin/sh`.

use crate::facts::commands::Arg;

use super::Model;
use super::copy::CopyFrom;
use super::files::StageId;
use super::path;
use super::stage::Base;

/// Programs that can put another shell behind the name.
const REPLACING: [&str; 8] =
    ["cp", "dpkg-divert", "dpkg-reconfigure", "install", "ln", "mv", "rm", "update-alternatives"];

/// A copy of another image's files to one of these may bring its shell.
const WHOLE: [&str; 5] = ["/", "/bin", "/bin/sh", "/usr", "/usr/bin"];

impl Model {
    /// The shell that stands behind `/bin/sh` in `stage`, by the facts of the base image, where no step of the
    /// Dockerfile replaces it: `dash`, `busybox`, `bash`.
    pub fn sh(&self, stage: StageId) -> Option<&str> {
        let last = self.chain(stage).last()?;
        let Base::Image { facts: Some(facts), .. } = &last.base else { return None };
        let sh = facts.sh.as_deref()?;
        (!self.replaces_sh(stage)).then_some(sh)
    }

    fn replaces_sh(&self, stage: StageId) -> bool {
        let chain: Vec<StageId> = self.chain(stage).map(|it| it.id).collect();
        let mut invocations = self.invocations.iter().filter(|it| chain.contains(&it.stage));
        let mut copies = self.copies.iter().filter(|it| chain.contains(&it.stage));
        invocations.any(|it| replaces(&it.argv))
            || copies.any(|copy| {
                let to_whole = copy.destination.path.as_deref().is_none_or(|to| WHOLE.contains(&to));
                to_whole && !matches!(copy.from, CopyFrom::Context)
            })
    }
}

fn replaces(argv: &[Arg]) -> bool {
    let text = |arg: &Arg| match arg {
        Arg::Known(text) | Arg::Glob(text) => Some(text.clone()),
        Arg::Unknown => None,
    };
    let Some(name) = argv.first().and_then(text) else { return false };
    let name = path::file_name(&name);
    let is_sh = |word: &str| matches!(path::file_name(word), "sh" | "dash");
    match name {
        "debconf-set-selections" => true,
        // What a link is called may be computed.
        "ln" => argv.iter().skip(1).map(text).any(|word| word.is_none_or(|word| is_sh(&word))),
        _ => REPLACING.contains(&name) && argv.iter().skip(1).filter_map(text).any(|word| is_sh(&word)),
    }
}
