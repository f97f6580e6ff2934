//! `ADD` where `COPY` does the same.
//!
//! Silent on archives, URLs and git references, for which `ADD` has a meaning of its own, on words that begin with a
//! variable (either of those may be in it), and on flags that only `ADD` has.

use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, froms};
use crate::syntax::ast::{Instruction, Kind, Transfer, TransferSource};

pub(super) const RULE: Rule = Rule { id: "add-instead-of-copy", check };

/// Ends of names that `ADD` unpacks, or that look as if it did.
const ARCHIVES: [&str; 15] = [
    ".tar", ".Z", ".bz2", ".gz", ".lz", ".lzma", ".tZ", ".tb2", ".tbz", ".tbz2", ".tgz", ".tlz", ".tpz", ".txz", ".xz",
];

fn check(input: &Input) -> Vec<Finding> {
    let instructions = input.model.dockerfile.instructions.iter();
    let adds = instructions.filter_map(|instruction| match &instruction.kind {
        Kind::Add(transfer) => finding(instruction, transfer),
        _ => None,
    });
    adds.collect()
}

fn finding(instruction: &Instruction, transfer: &Transfer) -> Option<Finding> {
    let texts: Vec<&str> = transfer
        .sources
        .iter()
        .map(|source| match source {
            TransferSource::Path(word) => froms::unquoted(word.as_str()),
            TransferSource::Heredoc(_) => "",
        })
        .collect();
    let is_url = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    if texts.iter().all(|text| is_url(text) || is_archive(text)) {
        return None;
    }
    let is_git = |text: &str| {
        text.starts_with("git@") || text.starts_with("git://") || text.starts_with("ssh://") || text.contains(".git")
    };
    let is_zipped = |text: &str| text.ends_with(".zst") || text.ends_with(".tzst");
    let may_be_other =
        |text: &&str| is_url(text) || is_archive(text) || is_git(text) || is_zipped(text) || text.contains('$');
    let finding = Finding::new(instruction.keyword, "`ADD` here does no more than `COPY`");
    if texts.iter().any(may_be_other)
        || instruction.flags.iter().any(|flag| matches!(flag.name.as_str(), "checksum" | "keep-git-dir" | "unpack"))
    {
        return Some(finding.known_as(&["DL3020"]).confidence(Confidence::Possible));
    }
    let edit = Edit::replace(instruction.keyword, "COPY");
    Some(finding.fix(Fix::new("write `COPY`", Safety::Safe, vec![edit])))
}

/// Whether the name is that of an archive.
pub(super) fn is_archive(name: &str) -> bool {
    ARCHIVES.iter().any(|end| name.ends_with(end))
}
