//! A WORKDIR that is not absolute.
//!
//! Below an absolute one of the file it is a matter of taste, and no more than possible; as the first one it hangs on
//! the base image. Silent on words that begin with a variable, and on drives of Windows.

use crate::model::Model;
use crate::model::path;
use crate::model::stage::Stage;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, froms};
use crate::syntax::ast::{Kind, Word};

pub(super) const RULE: Rule = Rule { id: "relative-workdir", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    let mut is_set: Vec<bool> = Vec::new();
    for stage in &model.stages {
        let parent = model.chain(stage.id).nth(1);
        let mut set = parent.is_some_and(|parent| is_set.get(parent.id) == Some(&true));
        for (index, instruction) in model.instructions_of(stage) {
            let Kind::Workdir(word) = &instruction.kind else { continue };
            findings.extend(finding(model, stage, index, word, set));
            set = true;
        }
        is_set.push(set);
    }
    findings
}

fn finding(model: &Model, stage: &Stage, index: usize, word: &Word, has_earlier: bool) -> Option<Finding> {
    let text = froms::unquoted(word.as_str());
    if text.is_empty() || text.starts_with(['/', '$', '\\']) || froms::is_on_drive(text) {
        return None;
    }
    let before = stage.before(index).folder();
    let lands = before.map(|folder| format!("{}/{text}", folder.trim_end_matches('/')));
    let message = match (&lands, has_earlier) {
        (_, true) => format!("`{text}` is taken from the `WORKDIR` above"),
        (Some(lands), false) => format!("`{text}` is taken from the base image's folder: it is `{lands}` today"),
        (None, false) => format!("`{text}` is taken from whatever folder the base image is left in"),
    };
    let finding = Finding::new(word.span, message);
    let finding = match lands {
        Some(lands) => {
            let help = format!("write `WORKDIR {lands}`");
            match fix(model, stage, word, &lands) {
                Some(fix) => finding.help(help).fix(fix),
                None => finding.help(help),
            }
        }
        None => finding.help(format!("write the whole path, such as `WORKDIR /{text}`")),
    };
    Some(match has_earlier {
        true => finding
            .known_as(&["DL3000", "DS009", "DS-0009", "AVD-DS-0009", "CKV_DOCKER_10"])
            .confidence(Confidence::Possible),
        false => finding,
    })
}

/// The whole path, where that is a plain word.
fn fix(model: &Model, stage: &Stage, word: &Word, lands: &str) -> Option<Fix> {
    let is_plain = model.source.slice(word.span) == word.as_str() && !stage.windows;
    if !is_plain || lands.contains(['"', '\'', '\\', '$', ' ', '\t']) {
        return None;
    }
    let lands = path::clean(lands);
    let title = format!("write `WORKDIR {lands}`");
    Some(Fix::new(title, Safety::Safe, vec![Edit::replace(word.span, lands)]))
}
