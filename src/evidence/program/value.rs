//! What an expression that names a port or an address comes to, as far as literals decide it.
//!
//! One reader for all languages: the forms (`a || b`, `getenv("PORT", "80")`, `fmt.Sprintf(":%d", p)`,
//! a name that is assigned elsewhere) differ less than their languages do. What it does not know it
//! gives up on; it never guesses.

use std::cell::Cell;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::bind::{Bind, address, bind, host_of, merge, or, with_host, with_variable};
use super::code::Code;
use super::defaults::flag_default;
use super::pattern::regex;

/// Looks expressions up in the files of a program.
pub(super) struct Values<'a> {
    pub(super) files: &'a [Code],
    /// How many bytes may still be searched for names, and how many expressions read: a program that is
    /// made to lead in circles ends as not known.
    pub(super) bytes_left: Cell<usize>,
    steps_left: Cell<usize>,
}

const MAX_SEARCHED: usize = 512 << 20;
const MAX_STEPS: usize = 20_000;

pub(super) const MAX_DEPTH: usize = 7;
pub(super) const MAX_BINDS: usize = 6;

static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?:process\.env|Bun\.env|import\.meta\.env|os\.environ|\bENV)(?:\.([A-Z][A-Z0-9_]*)|\[\s*["']([A-Za-z_]\w*)["']\s*\])"#,
    )
});

/// `os.getenv('PORT', '8000')` inside a template string.
static INSERTED_CALL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"^(?:int\(|str\()?(?:os\.)?(?:getenv|environ\.get|env)\(\s*["'](\w+)["']\s*(?:,\s*["']?(\d+)["']?)?\s*\)+$"#,
    )
});

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\+?(\d{1,3}(?:_\d{3})*|\d+)(?:_?[ui](?:16|32|64|size)|[lL])?$"));

static NAME: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[*&]*(?:[A-Za-z_$@][\w$]*(?:::|\??\.|->))*\$?@?([A-Za-z_]\w*)!?$"));

static CALL: LazyLock<Regex> = LazyLock::new(|| regex(r"^[*&]*(?:new\s+|await\s+)*([A-Za-z_$][\w$.:!?<>]*)\s*\("));

static UNWRAP_OR: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\.(?:unwrap_or|unwrap_or_else|getOrElse|orElse|or_else|unwrap_or_default)\(\s*(?:\|[^|]*\|\s*)?")
});

static SUFFIX: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:\s+as\s+\w+|\s*\?|\.(?:unwrap|into|to_string|to_owned|toString|toInt|to_i|as_str|clone|parse(?:::<\w+>)?|asInt|strip|trim)\(\)|\.expect\([^()]*\)|!)$",
    )
});

impl<'a> Values<'a> {
    pub(super) fn new(files: &'a [Code]) -> Values<'a> {
        Values { files, bytes_left: Cell::new(MAX_SEARCHED), steps_left: Cell::new(MAX_STEPS) }
    }

    /// The values that the expression at `range` may have. Empty: not known. A member without a port is
    /// a variable without a default.
    pub(super) fn of(&self, file: usize, range: Range<usize>) -> Vec<Bind> {
        let mut binds = self.evaluate(file, range, MAX_DEPTH).unwrap_or_default();
        binds.truncate(MAX_BINDS);
        binds
    }

    pub(super) fn evaluate(&self, file: usize, range: Range<usize>, depth: usize) -> Option<Vec<Bind>> {
        let depth = depth.checked_sub(1)?;
        self.steps_left.set(self.steps_left.get().checked_sub(1)?);
        let code = &self.files[file];
        let range = self.peel(file, range);
        let text = code.slice(range.clone());
        if text.is_empty() || text.len() > 1_000 {
            return None;
        }
        if let Some(found) = NUMBER.captures(text) {
            let port = found[1].replace('_', "").parse().ok().filter(|port| *port > 0)?;
            return Some(vec![bind(Some(port), None, file, range)]);
        }
        if let Some(string) = code.whole_string(range.clone()) {
            return self.string(file, string, depth);
        }
        if let Some(or) = self.alternatives(file, &range, depth) {
            return or;
        }
        if let Some(sum) = self.sum(file, &range, depth) {
            return sum;
        }
        if let Some(found) = UNWRAP_OR.find(text).filter(|found| !code.in_string(range.start + found.start())) {
            let start = range.start + found.end();
            let default = code.closing(start).map(|end| start..end).and_then(|it| self.default(file, it, depth));
            let variable = environment_call(&text[..found.start()]);
            return with_variable(default, variable, file, range);
        }
        if let Some(found) = ENVIRONMENT.captures(text).filter(|it| it[0].len() == text.len()) {
            let name = found.get(1).or(found.get(2))?.as_str().to_owned();
            return with_variable(None, Some(name), file, range);
        }
        if let Some(found) = CALL.captures(text) {
            let open = range.start + found[0].len();
            return self.call(file, range, &found[1], open, depth);
        }
        if text.starts_with(['(', '[', '{']) {
            return self.tuple(file, range.start + 1, depth);
        }
        if !NAME.is_match(text) {
            return None;
        }
        self.name(file, range.start, text, depth)
    }

    /// Blanks, outer brackets and conversions at the end taken off.
    fn peel(&self, file: usize, range: Range<usize>) -> Range<usize> {
        let code = &self.files[file];
        let mut range = code.trim(range);
        for _ in 0..8 {
            let text = code.slice(range.clone());
            if text.starts_with('(')
                && code.closing(range.start + 1) == Some(range.end.wrapping_sub(1))
                && code.split(range.start + 1..range.end - 1, b',').len() == 1
            {
                range = code.trim(range.start + 1..range.end - 1);
            } else if let Some(found) =
                SUFFIX.find(text).filter(|it| it.start() > 0 && !code.in_string(range.start + it.start()))
            {
                range = code.trim(range.start..range.start + found.start());
            } else {
                break;
            }
        }
        range
    }

    /// A closure's body or a plain expression.
    fn default(&self, file: usize, range: Range<usize>, depth: usize) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let text = code.slice(range.clone());
        let skip = text.find("->").map(|at| at + 2).or_else(|| text.find("=>").map(|at| at + 2)).unwrap_or(0);
        let mut range = code.trim(range.start + skip..range.end);
        let text = code.slice(range.clone());
        if let Some(inner) = ["String::from(", "Ok(", "Some("].iter().find_map(|it| text.strip_prefix(it)) {
            let start = range.end - inner.len();
            range = start..code.closing(start)?;
        }
        self.evaluate(file, range, depth)
    }

    /// `a || b`, `a ?? b`, `a or b`, `a ?: b`, `c ? a : b`.
    fn alternatives(&self, file: usize, range: &Range<usize>, depth: usize) -> Option<Option<Vec<Bind>>> {
        let code = &self.files[file];
        let text = code.slice(range.clone());
        for operator in ["||", "??", "?:", " or "] {
            if let Some(at) = self.outside(file, range, operator) {
                let left = self.evaluate(file, range.start..at, depth);
                let right = self.evaluate(file, at + operator.len()..range.end, depth);
                return Some(or(left, right));
            }
        }
        if !text.contains('?') {
            return None;
        }
        let question = self.outside(file, range, "? ")?;
        let colon = question + self.outside(file, &(question..range.end), " : ")? - question;
        let left = self.evaluate(file, question + 1..colon, depth);
        let right = self.evaluate(file, colon + 2..range.end, depth);
        Some(match (left, right) {
            (Some(left), Some(right)) => merge(left, right),
            _ => None,
        })
    }

    /// Where `operator` first stands outside brackets and strings.
    fn outside(&self, file: usize, range: &Range<usize>, operator: &str) -> Option<usize> {
        let code = &self.files[file];
        let text = code.slice(range.clone());
        let is_outside = |at: usize| {
            let before = &text[..at];
            !code.in_string(range.start + at)
                && before.matches(['(', '[', '{']).count() == before.matches([')', ']', '}']).count()
        };
        text.match_indices(operator).map(|(at, _)| at).find(|at| is_outside(*at)).map(|at| range.start + at)
    }

    /// `":" + port`, `host + ":" + port`, `"0.0.0.0:" + port`.
    fn sum(&self, file: usize, range: &Range<usize>, depth: usize) -> Option<Option<Vec<Bind>>> {
        let code = &self.files[file];
        let parts = code.split(range.clone(), b'+');
        if parts.len() < 2 {
            return None;
        }
        let last = parts.last()?.clone();
        let host = code.whole_string(parts[0].clone()).map(|it| code.slice(it).to_owned());
        let host = host.and_then(|text| host_of(text.trim_end_matches(':')));
        let binds = self.evaluate(file, last, depth);
        Some(binds.map(|binds| with_host(binds, host)))
    }

    /// The address or port that a string literal holds; with an inserted value, what is inserted.
    fn string(&self, file: usize, range: Range<usize>, depth: usize) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let text = code.slice(range.clone());
        let insert = text.rfind("${").map(|at| (at, 2)).or_else(|| text.rfind("#{").map(|at| (at, 2)));
        let insert = insert.or_else(|| text.rfind('{').map(|at| (at, 1)));
        if let Some((at, length)) = insert.filter(|_| text.trim_end().ends_with('}')) {
            let before = &text[..at];
            if !(before.is_empty() || before.ends_with(':')) {
                return None;
            }
            let host = host_of(before.trim_end_matches(':'));
            let inner = range.start + at + length..range.start + text.trim_end().len() - 1;
            return self.inserted(file, inner, depth).map(|binds| with_host(binds, host));
        }
        let (port, host) = address(text)?;
        Some(vec![bind(Some(port), host, file, range)])
    }

    /// The expression inside a template string. It is part of a string, so only a name is read there.
    fn inserted(&self, file: usize, range: Range<usize>, depth: usize) -> Option<Vec<Bind>> {
        let text = self.files[file].slice(range.clone()).trim().to_owned();
        if let Some(found) = ENVIRONMENT.captures(&text) {
            let name = found.get(1).or(found.get(2))?.as_str().to_owned();
            let default = text[found[0].len()..].trim().trim_start_matches(['|', '?']).trim();
            let port = default.parse().ok();
            return Some(vec![Bind { variable: Some(name), ..bind(port, None, file, range) }]);
        }
        if let Some(found) = INSERTED_CALL.captures(&text) {
            let port = found.get(2).and_then(|it| it.as_str().parse().ok());
            return Some(vec![Bind { variable: Some(found[1].to_owned()), ..bind(port, None, file, range) }]);
        }
        if !NAME.is_match(&text) {
            return None;
        }
        self.name(file, range.start, &text, depth)
    }

    /// `("0.0.0.0", 8000)`, `([0, 0, 0, 0], 3000)`: the last member is the port.
    fn tuple(&self, file: usize, start: usize, depth: usize) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let parts = code.arguments(start)?;
        let [host, port] = parts.as_slice() else { return None };
        let host = self.host(file, host.clone());
        self.evaluate(file, port.clone(), depth).map(|binds| with_host(binds, host))
    }

    /// A host that is written where `range` is: a literal, an array of bytes, a well-known constant.
    pub(super) fn host(&self, file: usize, range: Range<usize>) -> Option<String> {
        let code = &self.files[file];
        if let Some(string) = code.whole_string(range.clone()) {
            return host_of(code.slice(string));
        }
        let text: String = code.slice(range).split_whitespace().collect();
        let known = |words: &[&str]| words.iter().any(|it| text.contains(it));
        if known(&["[127,0,0,1]", "LOCALHOST", "Loopback", "localhost", "127.0.0.1", "127,0,0,1"]) {
            return Some("127.0.0.1".to_owned());
        }
        known(&["[0,0,0,0]", "UNSPECIFIED", "IPAddress.Any", "0.0.0.0"]).then(|| "0.0.0.0".to_owned())
    }

    fn call(&self, file: usize, range: Range<usize>, function: &str, open: usize, depth: usize) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let end = code.closing(open)?;
        let arguments = code.arguments(open)?;
        let last_name = function.rsplit(['.', ':']).next().unwrap_or(function).trim_end_matches('!');
        let lower = function.to_ascii_lowercase();
        let literal =
            |at: usize| arguments.get(at).and_then(|it| code.whole_string(it.clone())).map(|it| code.slice(it));
        // `System.getenv().getOrDefault("PORT", "80")`
        if lower.ends_with("getenv") && arguments.is_empty() {
            let rest = code.slice(end + 1..range.end);
            let open = rest.strip_prefix(".getOrDefault(").or_else(|| rest.strip_prefix(".get("))?;
            return self.call(file, range.clone(), "getenv", range.end - open.len(), depth.checked_sub(1)?);
        }
        let decoupled = last_name == "config" && literal(0).is_some_and(|it| it.chars().all(|it| !it.is_lowercase()));
        if (lower.contains("env") || decoupled) && !lower.ends_with("sprintf") {
            let variable = literal(0).filter(|it| is_variable(it)).map(str::to_owned)?;
            // `ENV.fetch("PORT") { 3000 }`
            let block = code.slice(end + 1..range.end).trim();
            let default = match self.fallback(file, &arguments[1..]) {
                Some(default) => self.evaluate(file, default, depth),
                None if block.starts_with('{') => {
                    let start = end + 1 + code.slice(end + 1..range.end).find('{')? + 1;
                    code.closing(start).and_then(|end| self.evaluate(file, start..end, depth))
                }
                None => None,
            };
            if default.is_none() && self.fallback(file, &arguments[1..]).is_some() {
                return None;
            }
            return with_variable(default, Some(variable), file, range);
        }
        if let Some(default) = flag_default(function, last_name, &arguments) {
            return self.evaluate(file, default, depth);
        }
        match last_name {
            "Field" | "Option" | "Argument" => self.described(file, range, &arguments, depth),
            "Sprintf" | "Sprint" | "format" | "sprintf" => self.format(file, &arguments, depth),
            "JoinHostPort" | "InetSocketAddress" | "IPEndPoint" | "SocketAddrV4" => {
                self.address_of(file, &arguments, depth)
            }
            "new" | "from" if function.contains("SocketAddr") => match arguments.len() {
                1 => self.evaluate(file, arguments[0].clone(), depth),
                _ => self.address_of(file, &arguments, depth),
            },
            _ if is_conversion(last_name) && literal(0).is_none_or(|it| address(it).is_some()) => {
                self.evaluate(file, arguments.first()?.clone(), depth)
            }
            _ if arguments.is_empty() => self.returned(last_name, depth),
            _ => self.setting(file, literal(0).filter(|_| arguments.len() == 1)?, depth),
        }
    }

    /// A host and a port, or a port alone.
    fn address_of(&self, file: usize, arguments: &[Range<usize>], depth: usize) -> Option<Vec<Bind>> {
        let host = (arguments.len() > 1).then(|| self.host(file, arguments[0].clone())).flatten();
        self.evaluate(file, arguments.last()?.clone(), depth).map(|binds| with_host(binds, host))
    }

    /// `fmt.Sprintf("%s:%d", host, port)`, `format!("0.0.0.0:{}", port)`, `format!("[::]:{port}")`.
    fn format(&self, file: usize, arguments: &[Range<usize>], depth: usize) -> Option<Vec<Bind>> {
        let code = &self.files[file];
        let template = code.whole_string(arguments.first()?.clone())?;
        let text = code.slice(template.clone());
        let inserts = ["%d", "%s", "%v", "{}"].iter().any(|it| text.ends_with(it));
        if !inserts {
            return self.string(file, template, depth);
        }
        let host = text.rfind(':').and_then(|at| host_of(&text[..at]));
        let host = host.filter(|host| !host.contains(['%', '{']));
        let binds = self.evaluate(file, arguments.last().filter(|_| arguments.len() > 1)?.clone(), depth)?;
        Some(with_host(binds, host))
    }
}

fn is_conversion(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "number",
        "parseint",
        "int",
        "str",
        "string",
        "itoa",
        "atoi",
        "parse",
        "normalizeport",
        "toint",
        "valueof",
        "some",
        "ok",
        "integer",
        "from",
        "from_str",
        "cast",
        "uint16",
        "int32",
        "int64",
        "uint",
        "ipaddr",
        "formatint",
        "parseuint",
        "getint",
        "addr",
        "to_i",
        "u16",
        "unwrap",
    ]
    .contains(&name.as_str())
}

pub(super) fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.len() < 64 && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

static CALLED_VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?i)env\w*(?:::|\.)?\w*!?\(\s*["']([A-Za-z_]\w*)["']"#));

/// The environment variable that a call in `text` reads.
fn environment_call(text: &str) -> Option<String> {
    CALLED_VARIABLE.captures(text).map(|it| it[1].to_owned())
}
