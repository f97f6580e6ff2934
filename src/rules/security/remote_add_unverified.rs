//! ADD of a URL without `--checksum`: whatever is there when the image is built goes into it.
//!
//! Silent on git references, and on words that are nothing but a variable.

use crate::rules::{Finding, Input, Rule, froms};
use crate::syntax::ast::{Instruction, Kind, TransferSource};

pub(super) const RULE: Rule = Rule { id: "remote-add-unverified", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.dockerfile.instructions.iter().filter_map(finding).collect()
}

fn finding(instruction: &Instruction) -> Option<Finding> {
    let Kind::Add(transfer) = &instruction.kind else { return None };
    if instruction.flag("checksum").is_some() {
        return None;
    }
    let words = transfer.sources.iter().filter_map(|source| match source {
        TransferSource::Path(word) => Some(word),
        TransferSource::Heredoc(_) => None,
    });
    let is_file = |text: &str| {
        let is_url = text.starts_with("https://") || text.starts_with("http://");
        is_url && !text.ends_with(".git") && !text.contains(".git#") && !text.contains(".git?")
    };
    let word = words.into_iter().find(|word| is_file(froms::unquoted(word.as_str())))?;
    let finding = Finding::new(word.span, "nothing checks what is fetched from this address");
    Some(finding.help("write `ADD --checksum=sha256:...` with the digest of the file"))
}
