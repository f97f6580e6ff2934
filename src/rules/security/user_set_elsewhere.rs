//! The image runs as root by itself, and relies on its start command or on a manifest to change that.
//!
//! Silent where the entry point of a base image does so: that is how the image is made to be used.

use crate::rules::{Confidence, Finding, Input, Rule};

use super::elsewhere::{self, Elsewhere};

pub(super) const RULE: Rule = Rule { id: "user-set-elsewhere", check };

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let (_, state) = elsewhere::rooted(input)?;
    let span = elsewhere::span(input, state)?;
    match elsewhere::find(input, state)? {
        Elsewhere::Base => None,
        Elsewhere::Start(place) => {
            let finding = Finding::new(span, "the image is root's, and relies on what it starts to give that up");
            let finding = finding.help("a container that starts with another command, as for a shell, is root's");
            Some(match place {
                Some(place) => finding.label(place, "this starts the program as another user"),
                None => finding,
            })
        }
        Elsewhere::Manifest(user, place) => {
            let message = format!("the image is root's, and relies on a manifest to run as `{user}`");
            let finding = Finding::new(span, message);
            let finding = finding.confidence(Confidence::Likely).label(place, "the user is set here");
            Some(finding.help(format!("write `USER {user}`, so that the image runs the same everywhere")))
        }
    }
}
