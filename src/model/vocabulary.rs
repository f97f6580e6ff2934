//! Which words the Dockerfile and the build files of the project use: what no text names, no command of the
//! project can have made.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::context::vocabulary::{Words, words};
use crate::syntax::ast::{Healthcheck, Kind, TransferSource};

use super::Model;

/// The words of one Dockerfile and its context, in small letters.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// How often each word stands in the Dockerfile, and as it is spelt there first.
    dockerfile: HashMap<String, (u32, String)>,
    /// Words of what may make a file: all but start commands and the sources of `COPY --from`.
    makers: HashSet<String>,
    /// Words of names and build files of the context.
    context: Arc<Words>,
}

impl Vocabulary {
    pub(super) fn new(model: &Model) -> Vocabulary {
        let text = model.source.text();
        let joined = |text: &'_ str| super::joined(text, model.dockerfile.escape).into_owned();
        let mut dockerfile: HashMap<String, (u32, String)> = HashMap::new();
        for (_, word) in words(&joined(text)) {
            dockerfile.entry(word.to_lowercase()).or_insert_with(|| (0, word.to_owned())).0 += 1;
        }
        let mut taken = dockerfile.iter().map(|(word, (count, _))| (word.clone(), *count)).collect::<HashMap<_, _>>();
        for (start, end) in takers(model) {
            for (_, word) in words(&joined(text.get(start..end).unwrap_or_default())) {
                if let Some(count) = taken.get_mut(&word.to_lowercase()) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        let makers = taken.into_iter().filter(|(_, count)| *count > 0).map(|(word, _)| word).collect();
        let context = model.context.as_ref().map(|context| context.words()).unwrap_or_default();
        Vocabulary { dockerfile, makers, context }
    }

    /// Whether nothing that may make files names the word; `false` where that cannot be told.
    pub(super) fn is_unheard_of(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.context.all.as_ref().is_some_and(|context| !context.contains_key(&word)) && !self.makers.contains(&word)
    }

    /// Whether the word stands at one place of the Dockerfile only, and nowhere in the build files, as far as
    /// they were read.
    pub(super) fn is_used_once(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.dockerfile.get(&word).is_none_or(|(count, _)| *count <= 1)
            && self.context.all.as_ref().is_none_or(|context| !context.contains_key(&word))
    }

    /// The word of the Dockerfile, else of the context, that `word` is a slip of.
    pub(super) fn meant(&self, word: &str) -> Option<&str> {
        let low = word.to_lowercase();
        let mut near: Vec<(&String, &String)> =
            self.dockerfile.iter().map(|(word, (_, spelt))| (word, spelt)).filter(|(it, _)| it.len() >= 5).collect();
        near.sort();
        let own = near.iter().find(|(it, _)| is_slip(&low, it));
        if let Some((_, spelt)) = own {
            return Some(spelt);
        }
        let context = self.context.all.as_ref()?;
        // Of all words of a project some differ in one letter: only one that is left out or too many counts.
        let near = |it: &str| it.len() >= 6 && it.len() != low.len() && is_slip(&low, it);
        let found = context.iter().filter(|(it, _)| near(it)).min();
        found.map(|(_, spelt)| spelt.as_str())
    }
}

/// Whether one word is the other with a slip of the pen: a letter left out or too many, but not at the end, where
/// `server` and `servers` differ; two neighbours swapped; in long words, another letter. Both in small letters.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    if one == other || !crate::spelling::is_one_edit(one, other) {
        return false;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() == long.len() {
        let mut pairs = short.bytes().zip(long.bytes()).filter(|(one, other)| one != other);
        let swapped = pairs.by_ref().count() == 2;
        // `enabler` and `enabled` are two words.
        let same_end = short.bytes().next_back() == long.bytes().next_back();
        return swapped || short.len() >= 7 && same_end;
    }
    // `ap` for `app`: the doubled letter may be the one before the last.
    let doubled = long.bytes().rev().take(2).collect::<Vec<u8>>();
    !long.starts_with(short) || doubled.first() == doubled.get(1)
}

/// Parts of the Dockerfile that only take files, as byte ranges.
fn takers(model: &Model) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for instruction in &model.dockerfile.instructions {
        match &instruction.kind {
            Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Healthcheck(Healthcheck::Cmd(_)) => {
                found.push(instruction.span);
            }
            Kind::Copy(transfer) if instruction.flag("from").is_some() => {
                found.extend(transfer.sources.iter().filter_map(|source| match source {
                    TransferSource::Path(word) => Some(word.span),
                    TransferSource::Heredoc(_) => None,
                }));
            }
            _ => {}
        }
    }
    found.into_iter().map(|span| (span.start as usize, span.end as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_not_at_the_end() {
        let table = [
            ("metrics", "metrcs", true),
            ("server", "servers", false),
            ("server", "sevrer", true),
            ("state", "stage", false),
            ("frontend", "fromtend", true),
            ("ap", "app", true),
            ("http", "httpd", false),
            ("enabler", "enabled", false),
        ];
        for (one, other, expected) in table {
            assert_eq!(is_slip(one, other), expected, "{one} {other}");
            assert_eq!(is_slip(other, one), expected, "{other} {one}");
        }
    }
}
