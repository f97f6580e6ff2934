//! Evidence of outgoing TLS: `https` addresses near an HTTP client, and libraries of public services.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::Place;
use super::code::Code;
use super::pattern::regex;
use super::{Needs, Strength, Tls};

/// How a language calls out.
pub(super) struct Client {
    /// A call whose arguments may hold an address.
    pub(super) call: LazyLock<Regex>,
    /// What shows that the program has an HTTP client at all.
    pub(super) present: LazyLock<Regex>,
}

macro_rules! client {
    ($name:ident, $call:expr, $present:expr) => {
        pub(super) static $name: Client =
            Client { call: LazyLock::new(|| regex($call)), present: LazyLock::new(|| regex($present)) };
    };
}

client!(
    GO,
    r"(?:\bhttp\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext)|\.R\(\)[^\n]*\.(?:Get|Post|Put|Delete)|\bresty\.\w+|\btls\.Dial(?:WithDialer)?|\boidc\.NewProvider|\.(?:Get|Post|Do|SetBaseURL|SetHostURL))\($",
    r"\bhttp\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext|Client|DefaultClient)\b|\bresty\.New|\breq\.C\(|\btls\.Dial\("
);
client!(
    JAVASCRIPT,
    r"(?:\bfetch|\baxios(?:\.\w+)?|\bgot(?:\.\w+)?|\brequest(?:\.\w+)?|\bsuperagent\.\w+|\bhttps\.(?:get|request)|\bky(?:\.\w+)?|\.(?:get|post|put|patch|delete|request|create))\($",
    r"\bfetch\(|\baxios\b|\brequire\(.(?:got|request|node-fetch|superagent|undici|https).\)|\bfrom .(?:got|node-fetch|superagent|undici|https|node:https|ky).|\bhttps\.(?:get|request)\("
);
client!(
    PYTHON,
    r"(?:\brequests\.\w+|\bhttpx\.\w+|\burlopen|\burllib\.request\.\w+|\bRequest|\burlretrieve|\bsession\.\w+|\bclient\.\w+|\bself\.\w+\.(?:get|post|put)|\baiohttp\.\w+)\($",
    r"\bimport (?:requests|httpx|aiohttp|urllib3|pycurl)\b|\bfrom (?:requests|httpx|aiohttp|urllib3|urllib\.request)\b|\bimport urllib\.request\b|\burlopen\("
);
client!(
    JVM,
    r"(?:\bURI\.create|\bnew URL|\bURL|\bURI|\.getForObject|\.getForEntity|\.postForObject|\.exchange|\.baseUrl|\.url|\.uri|\.target)\($",
    r"\bHttpClient\b|\bRestTemplate\b|\bWebClient\b|\bOkHttpClient\b|\bRestClient\b|\bHttpURLConnection\b|\bHttpsURLConnection\b|@FeignClient\b|\bRetrofit\b"
);
client!(
    RUST,
    r"(?:\breqwest(?:::\w+)*|\bureq(?:::\w+)*|\bsurf::\w+|\.(?:get|post|put|delete|request|head|patch))\($",
    r"\breqwest\b|\bureq\b|\bhyper_tls\b|\bhyper_rustls\b|\bsurf::|\bawc\b|\bisahc\b"
);
client!(
    DOTNET,
    r"(?:\.(?:GetAsync|PostAsync|GetStringAsync|PutAsync|DeleteAsync|GetFromJsonAsync|PostAsJsonAsync|SendAsync)|\bnew Uri|\bnew HttpRequestMessage|\bnew RestClient)\($",
    r"\bHttpClient\b|\bIHttpClientFactory\b|\bRestClient\b|\bFlurl\b|\bRefit\b"
);
client!(
    RUBY,
    r"(?:\bURI|\bURI\.parse|\bHTTParty\.\w+|\bFaraday\.\w+|\bRestClient\.\w+|\bNet::HTTP\.\w+|\bURI\.open|\bHTTP\.\w+)\($",
    r"\bNet::HTTP\b|\bHTTParty\b|\bFaraday\b|\bRestClient\b|\bopen-uri\b|\bExcon\b|\bHTTP\.get\b"
);
client!(
    PHP,
    r"(?:\bcurl_init|\bfile_get_contents|->(?:get|post|request|put|delete)|\bHttp::\w+)\($",
    r"\bcurl_init\b|\bGuzzleHttp\b|\bHttp::\w+\(|\bfile_get_contents\(.https|\bHttpClient\b"
);

/// Hosts whose addresses are names, documentation or examples rather than something that is called.
const NOT_CALLED: &[&str] = &[
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
    "[::1]",
    "example.com",
    "example.org",
    "example.net",
    "www.example.com",
    "www.w3.org",
    "w3.org",
    "json-schema.org",
    "schema.org",
    "schemas.",
    "xmlns.",
    "opensource.org",
    "www.apache.org",
    "www.gnu.org",
    "creativecommons.org",
    "docs.",
    "developer.mozilla.org",
    "stackoverflow.com",
    "en.wikipedia.org",
    "swagger.io",
    "spec.openapis.org",
    "fonts.googleapis.com",
    "fonts.gstatic.com",
    "cdn.",
    "unpkg.com",
    "cdnjs.cloudflare.com",
    "github.com",
    "www.github.com",
    "pkg.go.dev",
    "golang.org",
    "npmjs.com",
    "www.npmjs.com",
    "readthedocs.io",
    "semver.org",
    "datatracker.ietf.org",
    "tools.ietf.org",
    "www.rfc-editor.org",
    "kubernetes.io",
    "foo.com",
    "foo.bar",
    "test.com",
    "host",
    "hostname",
    "domain",
    "your-",
    "my-",
    "www.youtube.com",
    "twitter.com",
    "x.com",
    "www.facebook.com",
    "www.linkedin.com",
    "goo.gl",
    "bit.ly",
    "img.shields.io",
    "via.placeholder.com",
];

static HTTPS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?:https|wss|mongodb\+srv|rediss|amqps|ldaps|smtps)://([A-Za-z0-9\[][A-Za-z0-9.:\[\]-]*)")
});

static NAMED_AS_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?i)(?:url|uri|endpoint|api|host|base|addr|server|upstream|gateway|webhook|issuer|origin)\w*["']?\s*(?::\s*[\w&' ]+)?(?::=|=|:|,)\s*\(?\s*(?:[\w.:]+!?\()?["'`]?$"#,
    )
});

/// A place where text for people is made: an address there is not called.
static MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(?:print(?:ln|f)?!?|log\w*(?:\.\w+)*|errorf?|warn\w*|info|debug|fatal\w*|errors?\.new|error|exception|throw new \w+|raise \w+|redirect\w*|help|description|usage|title|href|src|comment|cors\w*|alloworigins|panic!?|expect|console\.\w+)\s*[(:=]\s*&?[frb@$]*$",
    )
});

/// Finds the addresses that the files hold and how they are used.
pub(super) fn literals(files: &[Code], needs: &mut Needs, client: &Client) {
    let holds = |it: &Code| client.present.find_iter(&it.text).any(|found| !it.in_string(found.start()));
    let has_client = files.iter().any(holds);
    for code in files {
        // An address named as one, in the file that has the client, is what that client calls.
        let strength = if has_client && holds(code) { Strength::Call } else { Strength::Value };
        for (range, text) in code.strings() {
            let Some(found) = HTTPS.captures(text) else { continue };
            if !is_called(&found[1]) || text.contains([' ', '\n', '<', '*']) {
                continue;
            }
            let line = before(code, range.start);
            let before_quote = line.trim_end_matches(['"', '\'', '`']).trim_end_matches(['f', 'r', 'b', '$', '@', '&']);
            let call = before_quote.trim_end();
            let shown = shown(text);
            let place = code.place(range.clone());
            if client.call.is_match(call) || client.call.is_match(open_call(nearby(code, range.start))) {
                push(needs, format!("calls `{shown}`"), Strength::Call, place);
            } else if has_client && !MESSAGE.is_match(call) && is_value(line, call) {
                push(needs, format!("holds `{shown}` and has an HTTP client"), strength, place);
            }
        }
    }
}

/// A library of a service that is reached over TLS.
pub(super) fn dependency(needs: &mut Needs, name: &str, service: &str, place: Place) {
    push(needs, format!("uses `{name}`, which calls {service}"), Strength::Dependency, place);
}

/// Entries of a dependency manifest: a name that stands where `pattern` (one group) says.
pub(super) fn manifest(source: &crate::source::Source, pattern: &Regex, services: &[(&str, &str)], needs: &mut Needs) {
    for found in pattern.captures_iter(source.text()) {
        let Some(name) = found.get(1) else { continue };
        let line = source.text()[name.end()..].lines().next().unwrap_or_default();
        if line.contains("optional = true") {
            continue;
        }
        let fits = |wanted: &str| match wanted.strip_suffix('*') {
            Some(prefix) => name.as_str().starts_with(prefix),
            None => name.as_str().eq_ignore_ascii_case(wanted),
        };
        if let Some((_, service)) = services.iter().find(|(wanted, _)| fits(wanted)) {
            let span = crate::source::Span::new(name.range());
            dependency(needs, name.as_str(), service, Place { source: source.clone(), span });
        }
    }
}

fn push(needs: &mut Needs, what: String, strength: Strength, place: Place) {
    // Enough for every reader, and a bound for generated tables of addresses.
    if needs.outgoing_tls.len() < 500 {
        needs.outgoing_tls.push(Tls { what, strength, place });
    }
}

fn is_called(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    let named = |it: &str| host == it || (it.ends_with(['.', '-']) && host.starts_with(it));
    let local = host.ends_with(".local")
        || host.ends_with(".svc")
        || host.ends_with(".cluster.local")
        || host.ends_with(".test");
    let internal = host.ends_with(".internal")
        || host.ends_with(".example.com")
        || host.ends_with(".example")
        || host.ends_with(".invalid");
    let docs = host.ends_with(".readthedocs.io") || host.ends_with(".w3.org");
    host.contains('.') && !local && !internal && !docs && !NOT_CALLED.iter().any(|it| named(it))
}

/// Bytes before a literal that are looked at: a bundle is one long line.
const MOST_BEFORE: usize = 400;

/// What stands before byte `at`, as far as it is looked at.
fn near_end(code: &Code, at: usize) -> &str {
    let start = code.text.ceil_char_boundary(at.saturating_sub(MOST_BEFORE));
    &code.text[start..at]
}

/// The text on the line before byte `at`, and the line before if it ends with an open bracket.
fn before(code: &Code, at: usize) -> &str {
    let text = near_end(code, at);
    let line = text.rfind('\n').map_or(0, |it| it + 1);
    let earlier = text[..line].trim_end();
    let start = match earlier.ends_with(['(', '=', ',']) {
        true => earlier.rfind('\n').map_or(0, |it| it + 1),
        false => line,
    };
    &text[start..]
}

/// Some hundred bytes before the literal at `at`, without its quote.
fn nearby(code: &Code, at: usize) -> &str {
    near_end(code, at).trim_end_matches(['"', '\'', '`'])
}

/// `http.NewRequest("GET", ` becomes `http.NewRequest(`: the call that is open at the end.
fn open_call(text: &str) -> &str {
    let mut depth = 0i32;
    for (at, it) in text.char_indices().rev() {
        match it {
            ')' | ']' => depth += 1,
            '(' | '[' if depth == 0 => return &text[..=at],
            '(' | '[' => depth -= 1,
            ';' | '{' | '}' => break,
            _ => {}
        }
    }
    ""
}

/// Whether the literal is assigned to something that is named as an address.
fn is_value(line: &str, call: &str) -> bool {
    NAMED_AS_ADDRESS.is_match(line)
        || NAMED_AS_ADDRESS.is_match(call)
        || open_call(call).to_ascii_lowercase().contains("env")
}

/// An address, not too long.
fn shown(text: &str) -> String {
    let end = text.char_indices().nth(60).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let cut = text.find(['$', '{', '%', '?']).unwrap_or(text.len());
    text[..cut].trim_end_matches('/').to_owned()
}

/// The range of a word in a text file.
pub(super) fn place_of(source: &crate::source::Source, range: Range<usize>) -> Place {
    Place { source: source.clone(), span: crate::source::Span::new(range) }
}
