//! Packages are installed without a look at who signed them.
//!
//! Only `possible` for a package file that no download of the same RUN brings: it was made or copied in.

use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, command_edits, commands};
use crate::syntax::ast::Instruction;

pub(super) const RULE: Rule = Rule { id: "package-signature-unchecked", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut seen = std::collections::BTreeSet::new();
    let mut findings = Vec::new();
    for invocation in commands::all(model) {
        let Some((word, name)) = unchecked(invocation) else { continue };
        let program = commands::program(invocation).unwrap_or("the package manager");
        let message = match program {
            "echo" | "printf" | "sed" | "tee" => "what comes from here is installed, signed or not".to_owned(),
            _ => format!("`{program}` installs here whatever the server sends, signed or not"),
        };
        let confidence = if is_own_file(model, invocation) { Confidence::Possible } else { Confidence::Certain };
        let finding = Finding::new(word.span, message).confidence(confidence);
        let finding = if name.is_empty() { finding.own() } else { finding.known_as(&[name]) };
        findings.push(match fix(model, invocation, word) {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
    findings.extend(model.dockerfile.instructions.iter().flat_map(|it| of_heredocs(model, it)));
    findings.retain(|it| seen.insert((it.span.start, it.span.end)));
    findings
}

/// The word that switches the check off, and the name that others report it by.
fn unchecked(invocation: &Invocation) -> Option<(&Word, &'static str)> {
    let words = invocation.words.get(1..)?;
    let first = |is: &dyn Fn(&str) -> bool| words.iter().find(|word| is(&word.text));
    let starts = |text: &str, options: &[&str]| options.iter().any(|option| text.starts_with(option));
    match commands::program(invocation)? {
        "apk" => Some((first(&|it| it == "--allow-untrusted")?, "CKV2_DOCKER_7")),
        "apt-get" | "apt" | "aptitude" => {
            let is_forced = |it: &str| matches!(it, "--force-yes");
            let options = ["--allow-unauthenticated", "--allow-insecure-repositories"];
            let is_off = |it: &str| {
                let setting = it.strip_prefix("-o").unwrap_or(it).to_ascii_lowercase();
                let keys = ["apt::get::allowunauthenticated", "acquire::allowinsecurerepositories"];
                starts(it, &options)
                    || keys.iter().any(|key| setting == format!("{key}=true") || setting == format!("{key}=1"))
            };
            let forced = first(&is_forced).map(|word| (word, "CKV2_DOCKER_11"));
            forced.or_else(|| first(&is_off).map(|word| (word, "CKV2_DOCKER_8")))
        }
        "yum" | "dnf" | "microdnf" | "tdnf" | "yum-config-manager" => {
            let is_off = |it: &str| {
                it == "--nogpgcheck"
                    || it == "--no-gpgchecks"
                    || it.ends_with("gpgcheck=0") && !it.contains("repo_gpgcheck")
            };
            Some((first(&is_off)?, "CKV2_DOCKER_9"))
        }
        "zypper" => Some((first(&|it| it == "--no-gpg-checks" || it == "--allow-unsigned-rpm")?, "")),
        "rpm" => {
            Some((first(&|it| matches!(it, "--nosignature" | "--nodigest" | "--nofiledigest"))?, "CKV2_DOCKER_10"))
        }
        "echo" | "printf" => Some((first(&|it| is_source_of_anybody(it))?, "")),
        _ => None,
    }
}

/// Without the option. A package that is a file has a signature that the image may not know.
fn fix(model: &Model, invocation: &Invocation, word: &Word) -> Option<Fix> {
    let is_package = |it: &Word| [".apk", ".rpm", ".deb"].iter().any(|end| it.text.ends_with(end));
    let is_unknown = |it: &Word| it.text.contains("${") || it.text.contains("://") || it.text.contains('*');
    let is_manager = matches!(
        commands::program(invocation)?,
        "apk" | "apt-get" | "apt" | "yum" | "dnf" | "microdnf" | "tdnf" | "zypper"
    );
    let at = invocation.words.iter().position(|it| it.span == word.span)?;
    let option = invocation.words.get(at.checked_sub(1)?).filter(|it| matches!(it.text.as_str(), "-o" | "--option"));
    if !is_manager
        || option.is_none() && !word.text.starts_with('-')
        || invocation.words.iter().any(|it| is_package(it) || is_unknown(it))
    {
        return None;
    }
    let words: Vec<&Word> = option.into_iter().chain([word]).collect();
    let edits = command_edits::without(model, &words)?;
    Some(Fix::new(format!("leave `{}` out", word.text), Safety::Unsafe, edits))
}

/// A line of `sources.list` or of a repository file that asks for no signature.
fn is_source_of_anybody(text: &str) -> bool {
    let is_apt = text.trim_start().starts_with("deb") && text.contains("trusted=yes") && !text.contains("file:");
    let is_yum = text.contains("gpgcheck=0") && text.contains("baseurl=http");
    is_apt || is_yum && text.replace("repo_gpgcheck=0", "").contains("gpgcheck=0")
}

/// Files that a COPY or RUN writes out of a heredoc.
fn of_heredocs(model: &Model, instruction: &Instruction) -> Vec<Finding> {
    let bodies = instruction.heredocs.iter().map(|it| it.body.span());
    let unsigned = bodies.filter(|span| model.source.slice(*span).split("\n[").any(is_source_of_anybody));
    let message = "packages of this source are installed whoever signed them";
    unsigned.map(|span| Finding::new(span, message).confidence(Confidence::Likely).own()).collect()
}

fn is_own_file(model: &Model, invocation: &Invocation) -> bool {
    let is_package = |word: &Word| [".apk", ".rpm", ".deb"].iter().any(|end| word.text.ends_with(end));
    let is_address = |word: &Word| word.text.contains("://");
    let packages = invocation.words.iter().filter(|word| is_package(word));
    let is_file = packages.clone().next().is_some() && packages.clone().all(|word| !is_address(word));
    let downloads = |it: &Invocation| matches!(commands::program(it), Some("curl" | "wget" | "aria2c"));
    is_file && !commands::beside(model, invocation).any(downloads)
}
