//! A download does not check whom it talks to.
//!
//! Only `possible` where the same RUN compares what came with a checksum or signature. Silent for the machine itself.

use crate::facts::commands::Arg;
use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Fix, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::Kind;

use super::{downloads, tls_fixes};

pub(super) const RULE: Rule = Rule { id: "tls-verification-off", check };

/// A variable, the values that switch the check off (none: any), and the name that others report it by.
const VARIABLES: [(&str, &[&str], &str); 9] = [
    ("PYTHONHTTPSVERIFY", &["0"], "CKV2_DOCKER_5"),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"], "CKV2_DOCKER_6"),
    ("NPM_CONFIG_STRICT_SSL", &["false", "0"], "CKV2_DOCKER_12"),
    ("YARN_STRICT_SSL", &["false", "0"], ""),
    ("GIT_SSL_NO_VERIFY", &["1", "true", "yes", "on"], "CKV2_DOCKER_14"),
    ("PIP_TRUSTED_HOST", &[], "CKV2_DOCKER_16"),
    ("UV_INSECURE_HOST", &[], ""),
    ("CONDA_SSL_VERIFY", &["false", "0"], ""),
    ("BUNDLE_SSL_VERIFY_MODE", &["0"], ""),
];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = of_instructions(model);
    let mut seen = std::collections::BTreeSet::new();
    for invocation in commands::all(model) {
        for assigned in &invocation.assignments {
            let Arg::Known(value) = &assigned.value else { continue };
            findings.extend(of_variable(model, &assigned.name, value, assigned.span, false));
        }
        let Some((word, name)) = of_words(model, invocation) else { continue };
        let is_checked = downloads::is_checked(model, invocation);
        let confidence = if is_checked { Confidence::Possible } else { Confidence::Certain };
        let program = commands::program(invocation).unwrap_or("this");
        let message = format!("`{program}` does not check whom it talks to");
        let finding = Finding::new(word.span, message).confidence(confidence);
        let finding = if name.is_empty() { finding.own() } else { finding.known_as(&[name]) };
        findings.push(with(finding, tls_fixes::of_command(model, invocation, word)));
    }
    findings.retain(|it| seen.insert((it.span.start, it.span.end)));
    findings
}

fn with(finding: Finding, fix: Option<Fix>) -> Finding {
    match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}

fn of_instructions(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for instruction in &model.dockerfile.instructions {
        match &instruction.kind {
            Kind::Env(pairs) => findings.extend(pairs.iter().filter_map(|pair| {
                of_variable(model, pair.key.as_str(), pair.value.as_str(), pair.key.span.to(pair.value.span), true)
            })),
            Kind::Arg(arguments) => findings.extend(arguments.iter().filter_map(|argument| {
                let value = argument.default.as_ref()?;
                of_variable(model, argument.name.as_str(), value.as_str(), argument.name.span.to(value.span), false)
            })),
            _ => {}
        }
    }
    findings
}

fn of_variable(model: &Model, name: &str, value: &str, span: Span, stays: bool) -> Option<Finding> {
    let upper = name.to_ascii_uppercase();
    let (_, values, alias) = VARIABLES.iter().find(|(variable, ..)| *variable == upper)?;
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    let is_off = if values.is_empty() { !value.is_empty() } else { values.contains(&value.as_str()) };
    let when = if stays { ", in the build and in the container" } else { "" };
    let finding = Finding::new(span, format!("`{name}` switches off the check of certificates{when}"));
    let finding = if alias.is_empty() { finding.own() } else { finding.known_as(&[alias]) };
    let fix = tls_fixes::of_variable(model, name, span);
    is_off.then(|| with(finding, fix))
}

/// The word that switches the check off, and the name that others report it by.
fn of_words<'a>(model: &Model, invocation: &'a Invocation) -> Option<(&'a Word, &'static str)> {
    let words = invocation.words.get(1..)?;
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let first = |is: &dyn Fn(&str) -> bool| words.iter().find(|word| is(&word.text));
    let behind = |key: &str, values: &[&str]| {
        let at = words.iter().position(|word| word.text.eq_ignore_ascii_case(key))?;
        values.contains(&text(at + 1)).then(|| &words[at])
    };
    let no = ["false", "0", "no", "False"];
    match commands::program(invocation)? {
        "curl" => {
            let word = first(&|it| it == "--insecure" || it == "--proxy-insecure" || downloads::is_short(it, 'k'))?;
            let urls = downloads::urls(invocation);
            (urls.is_empty() || urls.iter().any(|url| !downloads::is_local(&url.text)))
                .then_some((word, "CKV2_DOCKER_2"))
        }
        "wget" => Some((first(&|it| it.starts_with("--no-check-cert"))?, "CKV2_DOCKER_3")),
        "pip" | "pip3" | "pipx" | "python" | "python3" | "uv" => {
            let is_off = |it: &str| {
                let option = it.split('=').next().unwrap_or(it);
                matches!(option, "--trusted-host" | "--allow-insecure-host" | "global.trusted-host")
            };
            Some((first(&is_off)?, "CKV2_DOCKER_4"))
        }
        "git" => {
            let is_off = |it: &str| {
                let lower = it.to_ascii_lowercase();
                lower.strip_prefix("http.sslverify=").is_some_and(|value| no.contains(&value))
            };
            Some((first(&is_off).or_else(|| behind("http.sslverify", &no))?, ""))
        }
        "npm" | "yarn" | "pnpm" => {
            let is_off = |it: &str| matches!(it, "--strict-ssl=false" | "--no-strict-ssl" | "strict-ssl=false");
            let set = || behind("strict-ssl", &no).or_else(|| behind("enableStrictSsl", &no));
            Some((first(&is_off).or_else(set)?, "CKV2_DOCKER_13"))
        }
        "yum" | "dnf" | "microdnf" | "tdnf" | "yum-config-manager" => {
            let is_off = |it: &str| {
                let value = it.rsplit_once("sslverify=").map(|(_, value)| value);
                value.is_some_and(|value| no.contains(&value))
            };
            Some((first(&is_off)?, "CKV2_DOCKER_15"))
        }
        "apt-get" | "apt" => {
            let is_off = |it: &str| it.contains("Verify-Peer=false") || it.contains("Verify-Host=false");
            Some((first(&is_off)?, ""))
        }
        "conda" | "mamba" | "micromamba" => Some((behind("ssl_verify", &no)?, "")),
        "aria2c" => Some((first(&|it| it == "--check-certificate=false")?, "")),
        "helm" => Some((first(&|it| it == "--insecure-skip-tls-verify")?, "")),
        "composer" => Some((behind("disable-tls", &["true", "1"])?, "")),
        _ => None,
    }
    .filter(|_| !model.stages[invocation.stage].windows)
}
