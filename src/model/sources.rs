//! What COPY and ADD take from the build context, before the context is known: its root is found by them.

use std::collections::BTreeMap;

use crate::syntax::ast::{Dockerfile, Kind, Transfer, TransferSource, Word};
use crate::syntax::expand::{self, Binding, Value};

use super::Options;

/// The sources of each COPY and ADD from the context, expanded; those that hold a variable without a value,
/// URLs and heredocs are left out.
pub fn context_sources(dockerfile: &Dockerfile, options: &Options) -> Vec<Vec<String>> {
    let mut scope = Scope { values: BTreeMap::new(), escape: dockerfile.escape };
    let mut all = Vec::new();
    for instruction in &dockerfile.instructions {
        match &instruction.kind {
            Kind::Arg(arguments) => {
                for argument in arguments {
                    let name = argument.name.as_str();
                    let passed = options.build_args.get(name).cloned().map(Value::Known);
                    let value = passed.or_else(|| argument.default.as_ref().map(|word| scope.expand(word)));
                    if let Some(value) = value {
                        scope.values.insert(name.to_owned(), value);
                    }
                }
            }
            Kind::Env(pairs) => {
                for pair in pairs {
                    let value = scope.expand(&pair.value);
                    scope.values.insert(pair.key.as_str().to_owned(), value);
                }
            }
            Kind::Copy(transfer) if instruction.flag("from").is_none() => all.push(scope.sources(transfer)),
            Kind::Add(transfer) => all.push(scope.sources(transfer)),
            _ => {}
        }
    }
    all
}

/// Variables of all stages in one heap: good enough to find a folder by.
struct Scope {
    values: BTreeMap<String, Value>,
    escape: char,
}

impl Scope {
    fn expand(&self, word: &Word) -> Value {
        let lookup = |name: &str| match self.values.get(name) {
            Some(value) => Binding::Value(value.clone()),
            None => Binding::Value(Value::Unknown(format!("`{name}` is not known"))),
        };
        expand::expand(word, self.escape, &lookup).value
    }

    fn sources(&self, transfer: &Transfer) -> Vec<String> {
        let words = transfer.sources.iter().filter_map(|source| match source {
            TransferSource::Path(word) => self.expand(word).known().map(str::to_owned),
            TransferSource::Heredoc(_) => None,
        });
        words.filter(|text| !super::copy::is_remote(text)).collect()
    }
}
