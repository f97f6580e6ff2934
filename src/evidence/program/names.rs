//! What is assigned to a name, declared for it, or given for it, anywhere in the program.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::bind::{Bind, address, bind, merge, with_variable};
use super::defaults::FIELD;
use super::pattern::{made_regex, regex};
use super::value::{MAX_BINDS, MAX_DEPTH, Values};

impl Values<'_> {
    /// A setting that is asked for by name: `viper.GetString("port")`, `app.get("port")`.
    pub(super) fn setting(&self, file: usize, key: &str, depth: usize) -> Option<Vec<Bind>> {
        let key = regex::escape(key);
        let pattern = format!(r#"(?i)\b(?:set|set_?default|bind_?env)\(\s*["']{key}["']\s*,\s*"#);
        let Some(found) = self.matches(file, &pattern) else { return self.flag(&key, depth) };
        let mut out: Option<Vec<Bind>> = None;
        for (file, range) in found {
            let code = &self.files[file];
            let is_variable_name = code.slice(range.clone()).to_ascii_lowercase().contains("env");
            let expression = code.expression(range.end);
            let value = match is_variable_name {
                true => {
                    let name = code.whole_string(expression.clone()).map(|it| code.slice(it).to_owned());
                    with_variable(None, name, file, expression)
                }
                false => self.evaluate(file, expression, depth),
            };
            out = merge(out.unwrap_or_default(), value?);
        }
        out.map(|binds| self.read_from_environment(&key, binds))
    }

    /// What is assigned to a name anywhere: first in the same file, then in its folder, then in all.
    /// `path` is the name as it is used, such as `config.server.port`.
    pub(super) fn name(&self, file: usize, at: usize, path: &str, depth: usize) -> Option<Vec<Bind>> {
        let mut segments = path.rsplit(['.', ':', '>', '?', '&', '*', '$', '@', '!', '-']).filter(|it| !it.is_empty());
        let name = segments.next()?;
        if name.len() < 2 && depth < MAX_DEPTH - 3 {
            return None;
        }
        if path == name
            && let Some(owner) = self.taken_from(file, name)
        {
            return self.name(file, at, &format!("{owner}.{name}"), depth.checked_sub(1)?);
        }
        let escaped = regex::escape(name);
        let assigned = format!(
            r"(?m)(?:^|[^\w$]){escaped}\b(?:\s*,\s*\w+)?(?:\s*:\s*[\w<>\[\]&' |]+?|\s+(?:u?int\d*|string|time\.\w+))?\s*(?::=|=|\?\?=|\|\|=)(?:[ \t]*\n)?\s*|^\s*{escaped}\s*:\s+|[{{,]\s*{escaped}\s*:\s*"
        );
        let mut found = self.matches(file, &assigned).unwrap_or_default();
        // A declaration without a value says nothing, and stands nearer than the value.
        found.retain(|(other, range)| {
            let code = &self.files[*other];
            !VOID.contains(&code.slice(code.expression(range.end)))
        });
        let found = self.nearest(found, segments.next());
        let mut out: Option<Vec<Bind>> = None;
        let mut known = false;
        for (other, range) in found {
            // In Go the first statement of a block looks like a key: `{ addr := ...`.
            let is_key = self.files[other].slice(range.clone()).trim_end().ends_with(':');
            let declares = is_key && self.files[other].slice(range.end..range.end + 2).starts_with("= ");
            let expression = self.files[other].expression(range.end + usize::from(declares));
            let text = self.files[other].slice(expression.clone());
            // A comparison, a type, an assignment of itself, or an empty start value.
            let void = VOID.contains(&text) || text.contains(".address()") || is_key && FIELD.is_match(text);
            if text.starts_with('=') || text == name || text.is_empty() || void || expression.contains(&at) {
                continue;
            }
            known = true;
            let value = self.evaluate(other, expression.clone(), depth)?;
            let value = self.destructured(other, &expression, name, value);
            out = merge(out.unwrap_or_default(), value);
        }
        let declared = self.declared(file, name, depth);
        match (known, declared) {
            (true, Some(more)) => merge(out?, more),
            (true, None) => out,
            (false, Some(more)) => Some(more),
            (false, None) => self.parameter(file, at, name, depth),
        }
    }

    /// The object that `const { port } = config.express` takes a name from; the environment is none.
    fn taken_from(&self, file: usize, name: &str) -> Option<String> {
        let code = &self.files[file];
        if !code.text.contains("} = ") || !self.may_search(code.text.len()) {
            return None;
        }
        let pattern = format!(
            r"\{{\s*(?:\w+\s*,\s*)*{}\s*(?:,\s*\w+\s*)*,?\s*\}}\s*=\s*([\w$.]+)\s*;?[ \t]*(?:\n|$)",
            regex::escape(name)
        );
        let owner = made_regex(&pattern)?.captures(&code.text)?.get(1)?.as_str().to_owned();
        (!owner.ends_with(name) && !owner.contains("env")).then_some(owner)
    }

    /// Of several keys of one name in a file (`port` of the server, `port` of its database) those inside
    /// the object `parent`, else those that are nested least.
    fn nearest(&self, found: Vec<(usize, Range<usize>)>, parent: Option<&str>) -> Vec<(usize, Range<usize>)> {
        let is_key =
            |(file, range): &(usize, Range<usize>)| self.files[*file].slice(range.clone()).trim_end().ends_with(':');
        if found.len() < 2 || !found.iter().all(is_key) {
            return found;
        }
        let block = parent.and_then(|it| made_regex(&format!(r"\b{}\s*[:=]\s*[\w.&]*\{{", regex::escape(it))));
        let inside = |(file, range): &(usize, Range<usize>)| {
            let code = &self.files[*file];
            let opens = block.as_ref().and_then(|it| it.find(&code.text)).map(|it| it.end());
            opens.is_some_and(|start| start < range.end && code.closing(start).is_some_and(|end| range.end <= end))
        };
        let own: Vec<_> = found.iter().filter(|it| inside(it)).cloned().collect();
        let found = if own.is_empty() { found } else { own };
        let indent = |(file, range): &(usize, Range<usize>)| {
            let text = &self.files[*file].text;
            let key = range.start + text[range.clone()].find(|it: char| it.is_alphanumeric()).unwrap_or(0);
            let line = text[..key].rfind('\n').map_or(0, |at| at + 1);
            text[line..].chars().take_while(|it| it.is_whitespace()).count()
        };
        let least = found.iter().map(indent).min();
        found.into_iter().filter(|it| Some(indent(it)) == least).collect()
    }

    /// `const { PORT = 3000 } = process.env`: the name is that of the variable.
    fn destructured(&self, file: usize, range: &Range<usize>, name: &str, binds: Vec<Bind>) -> Vec<Bind> {
        let rest = self.files[file].slice(range.end..(range.end + 200).min(self.files[file].text.len()));
        let line = rest.lines().next().unwrap_or_default();
        if !line.contains("} = process.env") {
            return binds;
        }
        binds.into_iter().map(|it| Bind { variable: Some(name.to_owned()), ..it }).collect()
    }

    /// Defaults that flags, struct tags and attributes declare for a name.
    fn declared(&self, file: usize, name: &str, depth: usize) -> Option<Vec<Bind>> {
        let escaped = regex::escape(name);
        let by_reference = format!(r#"Var[A-Z]?P?\(\s*&(?:\w+\.)*{escaped}\s*,\s*"[^"]*"\s*,\s*(?:"\w?"\s*,\s*)?"#);
        let tag = format!(r#"\b{escaped}\s+[\w.*]+\s+`[^`\n]*\b(?:default|envDefault|env-default):"([^"`]+)"[^`\n]*`"#);
        let attribute = format!(
            r#"#\[(?:arg|clap|structopt|serde)\([^\]]*?default_value(?:_t)?\s*=\s*([^,\]]+?)\s*(?:,[^\]]*)?\)\]\s*(?:pub(?:\(crate\))?\s+)?{escaped}\s*:"#
        );
        let option = format!(
            r#"(?:add_argument|option|add_option)\([^()]*["']--{}["'][^()]*?\bdefault\s*=\s*"#,
            escaped.replace('_', "[-_]")
        );
        for (pattern, group) in [(by_reference, 0), (tag, 1), (attribute, 1), (option, 0)] {
            let Some(found) = self.captures(file, &pattern, group) else { continue };
            let (other, range) = found;
            let code = &self.files[other];
            if group == 0 {
                return self.evaluate(other, code.expression(range.end), depth);
            }
            let whole = code.slice(range.start.saturating_sub(120)..(range.end + 120).min(code.text.len()));
            let binds = match address(code.slice(range.clone()).trim_matches('"')) {
                Some((port, host)) => vec![bind(Some(port), host, other, range)],
                None => return None,
            };
            let variable = TAG_VARIABLE.captures(whole).map(|it| it[1].to_owned());
            return Some(binds.into_iter().map(|it| Bind { variable: variable.clone(), ..it }).collect());
        }
        self.named_default(file, &escaped, depth).or_else(|| self.field(name, depth))
    }

    /// What the function `name` without parameters comes to: its only `return`, or in Rust all of its body.
    pub(super) fn returned(&self, name: &str, depth: usize) -> Option<Vec<Bind>> {
        let pattern = format!(r"\b(?:fn|func|def|function|fun)\s+{}\s*\(\s*\)[^{{}}\n]*\{{", regex::escape(name));
        let found = self.matches_everywhere(&pattern);
        let [(file, range)] = found.as_slice() else { return None };
        let code = &self.files[*file];
        let body = code.trim(range.end..code.closing(range.end)?);
        let text = code.slice(body.clone());
        let mut returns = text.match_indices("return ").map(|(at, it)| body.start + at + it.len());
        match (returns.next(), returns.next()) {
            (Some(start), None) => self.evaluate(*file, code.expression(start), depth),
            (None, None) if !text.contains(';') => self.evaluate(*file, body, depth),
            _ => None,
        }
    }

    /// What is given for a parameter `name` where its function is called.
    fn parameter(&self, file: usize, at: usize, name: &str, depth: usize) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let before = code.slice(0..at);
        let function = FUNCTION.captures_iter(before).last()?;
        let list = function.get(2)?;
        let index = parameters(list.as_str()).iter().position(|it| it == name)?;
        let called = format!(r"\b{}\(", regex::escape(&function[1]));
        let mut out: Option<Vec<Bind>> = None;
        let mut calls = 0;
        for (other, range) in self.matches_everywhere(&called) {
            let defined = other == file && range.end == list.start();
            if defined || self.files[other].slice(0..range.start).trim_end().ends_with("func") {
                continue;
            }
            calls += 1;
            let arguments = self.files[other].arguments(range.end)?;
            let value = self.evaluate(other, arguments.get(index)?.clone(), depth)?;
            out = merge(out.unwrap_or_default(), value);
            if calls > MAX_BINDS {
                return None;
            }
        }
        out
    }

    /// Matches in the nearest place that has any: the file, its folder, all files.
    fn matches(&self, file: usize, pattern: &str) -> Option<Vec<(usize, Range<usize>)>> {
        let regex = made_regex(pattern)?;
        let in_file = |index: usize| {
            let code = &self.files[index];
            if !self.may_search(code.text.len()) {
                return Vec::new();
            }
            let found = regex.find_iter(&code.text).filter(|it| !code.in_string(it.start())).take(12);
            found.map(|it| (index, it.range())).collect::<Vec<_>>()
        };
        let own = in_file(file);
        if !own.is_empty() {
            return Some(own);
        }
        let folder = crate::context::path::parent(&self.files[file].path);
        let near = |index: &usize| crate::context::path::parent(&self.files[*index].path) == folder;
        let found: Vec<_> = (0..self.files.len()).filter(near).flat_map(in_file).collect();
        if !found.is_empty() {
            return Some(found);
        }
        let found: Vec<_> = (0..self.files.len()).flat_map(in_file).take(12).collect();
        (!found.is_empty()).then_some(found)
    }

    pub(super) fn matches_everywhere(&self, pattern: &str) -> Vec<(usize, Range<usize>)> {
        let Some(regex) = made_regex(pattern) else { return Vec::new() };
        let in_file = |index: usize| {
            let code = &self.files[index];
            if !self.may_search(code.text.len()) {
                return Vec::new();
            }
            let found = regex.find_iter(&code.text).filter(|it| !code.in_string(it.start())).take(8);
            found.map(|it| (index, it.range())).collect::<Vec<_>>()
        };
        (0..self.files.len()).flat_map(in_file).take(24).collect()
    }

    /// Takes `bytes` off what may still be searched.
    fn may_search(&self, bytes: usize) -> bool {
        let left = self.bytes_left.get().checked_sub(bytes);
        self.bytes_left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The first match, in the file or elsewhere, of a group of `pattern`.
    pub(super) fn captures(&self, file: usize, pattern: &str, group: usize) -> Option<(usize, Range<usize>)> {
        let regex = made_regex(pattern)?;
        let others = (0..self.files.len()).filter(|it| *it != file);
        std::iter::once(file).chain(others).find_map(|index| {
            if !self.may_search(self.files[index].text.len()) {
                return None;
            }
            let found = regex.captures(&self.files[index].text)?.get(group)?;
            Some((index, found.range()))
        })
    }
}

/// What a name is declared with before it has a value: nothing, or its type.
const VOID: &[&str] = &[
    "\"\"",
    "''",
    "0",
    "nil",
    "null",
    "None",
    "undefined",
    "u16",
    "u32",
    "i32",
    "usize",
    "String",
    "number",
    "string",
    "int",
    "str",
    "Option<u16>",
    "Option<String>",
    "&str",
    "Int",
    "Integer",
    "SocketAddr",
    "any",
];

static TAG_VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"\b(?:env|envconfig)\s*(?::|=)\s*"([A-Z][A-Z0-9_]*)""#));

static FUNCTION: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(?:func|def|function|fn|fun)\s+(?:\([^()]*\)\s*)?(\w+)\s*(?:<[^()]*?>)?\(([^()]*)\)"));

/// The names in a list of parameters.
fn parameters(list: &str) -> Vec<String> {
    let name = |part: &str| {
        let word = part.split([':', ' ', '=', '\t']).find(|it| !it.is_empty() && *it != "mut")?;
        Some(word.to_owned())
    };
    let parts = list.split(',').map(str::trim).filter(|it| !["self", "&self", "&mut self", "cls"].contains(it));
    parts.filter_map(name).collect()
}
