//! From a place in the code that starts a server to listeners.

use std::ops::Range;

use regex::Regex;

use super::code::Code;
use super::value::Values;
use super::{Listener, Needs, Trust};

/// How a place that starts a server is to be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Site {
    pub(super) host: Option<String>,
    pub(super) udp: bool,
    pub(super) certainty: Certainty,
}

/// Whether the place surely starts a server, so that a port that cannot be read counts as unresolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Certainty {
    #[default]
    Sure,
    /// `run`, `start`, `listen`: other things have such names.
    Perhaps,
}

/// A match of a pattern outside strings: its file, its whole range and its groups.
pub(super) struct Match {
    pub(super) file: usize,
    pub(super) range: Range<usize>,
    pub(super) groups: Vec<Option<Range<usize>>>,
}

/// Where `pattern` stands in the files, outside strings.
pub(super) fn sites(files: &[Code], pattern: &Regex) -> Vec<Match> {
    let in_file = |(file, code): (usize, &Code)| {
        let found = pattern.captures_iter(&code.text).filter_map(move |it| {
            let range = it.get(0)?.range();
            let groups = it.iter().skip(1).map(|group| group.map(|it| it.range())).collect();
            (!code.in_string(range.start)).then_some(Match { file, range, groups })
        });
        found.take(50).collect::<Vec<_>>()
    };
    files.iter().enumerate().flat_map(in_file).take(200).collect()
}

/// Collects what listens.
pub(super) struct Listeners<'a> {
    pub(super) files: &'a [Code],
    pub(super) values: Values<'a>,
    pub(super) needs: &'a mut Needs,
}

impl<'a> Listeners<'a> {
    pub(super) fn new(files: &'a [Code], needs: &'a mut Needs) -> Listeners<'a> {
        Listeners { files, values: Values::new(files), needs }
    }

    /// The server that listens on what the expression at `range` comes to.
    pub(super) fn add(&mut self, file: usize, range: Range<usize>, site: &Site) {
        let binds = self.values.of(file, range);
        let found = binds.iter().any(|it| it.port.is_some());
        for bind in binds {
            let Some(port) = bind.port else { continue };
            self.needs.listeners.push(Listener {
                port,
                host: site.host.clone().or(bind.host),
                udp: site.udp,
                variable: bind.variable,
                trust: Trust::Source,
                place: self.files[bind.file].place(bind.range),
            });
        }
        if !found && site.certainty == Certainty::Sure {
            self.needs.unresolved_listeners += 1;
        }
    }

    /// A framework's own default, where nothing says otherwise.
    pub(super) fn framework(&mut self, file: usize, range: Range<usize>, port: u16, variable: Option<&str>) {
        self.needs.listeners.push(Listener {
            port,
            host: None,
            udp: false,
            variable: variable.map(str::to_owned),
            trust: Trust::Framework,
            place: self.files[file].place(range),
        });
    }

    /// The value of `key` in a call's named arguments or object: `port=80`, `port: 80`, `{ port }`.
    pub(super) fn named(&self, file: usize, arguments: &[Range<usize>], key: &str) -> Option<Range<usize>> {
        let code = &self.files[file];
        arguments.iter().find_map(|range| {
            let text = code.slice(range.clone());
            let rest = text.trim_start_matches([':', '"', '\'']).strip_prefix(key)?;
            let rest = rest.trim_start_matches(['"', '\'']).trim_start();
            if rest.is_empty() {
                return Some(range.clone());
            }
            let value = rest.strip_prefix("=>").or_else(|| rest.strip_prefix(['=', ':']))?;
            Some(code.trim(range.end - value.len()..range.end))
        })
    }

    /// The members of the object or block that opens at `range`'s start.
    pub(super) fn members(&self, file: usize, range: Range<usize>) -> Vec<Range<usize>> {
        let code = &self.files[file];
        let text = code.slice(range.clone());
        let skip = text.find('{').map_or(1, |at| at + 1);
        code.arguments(range.start + skip).unwrap_or_default()
    }
}
