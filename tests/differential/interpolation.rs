//! Variables in Compose files, against Compose's own code, on texts made by chance.
//!
//! `DOCKVET_COMPOSE_ORACLE` names a program that reads questions, a line of JSON each, and answers each with one. What
//! the environment does not set is not known to us and empty to Compose: such texts are compared where both agree on
//! what is known.

use std::collections::BTreeMap;

use dockvet::context::compose::interpolate::{Environment, UNKNOWN, interpolate};
use serde::{Deserialize, Serialize};

use crate::made::Random;
use crate::oracle::{ask, cases, report_differences, seed, variable};

#[derive(Serialize)]
struct Asked {
    text: String,
    env: BTreeMap<&'static str, &'static str>,
}

#[derive(Deserialize)]
struct Answer {
    value: String,
    error: String,
}

#[test]
fn variables_are_filled_in_as_compose_does() {
    if variable("DOCKVET_COMPOSE_ORACLE").is_none() {
        return;
    }
    let parts = [
        "$", "${", "}", "A", "B", "E", "_x", ":-", "-", ":+", "+", "?", ":?", "$$", "$A", "${A}", "${B:-", "${E:-",
        "${E-", "${A:+", "${E:+", "${E+", "${A:?", "a", " ", ":", "/", "\"", "'", "\\", "é", "1", "=", "{", "}", "}",
        "NO", "${NO:-", "${NO-", "${NO+", "$NO",
    ];
    let env = BTreeMap::from([("A", "a b"), ("B", "${A}"), ("E", ""), ("_x", "$$"), ("a", "small")]);
    let environment: Environment =
        env.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect();
    let mut random = Random(seed() + 3);
    let text = |random: &mut Random| (0..=random.below(8)).map(|_| random.of(&parts)).collect::<String>();
    let asked: Vec<Asked> = (0..cases()).map(|_| Asked { text: text(&mut random), env: env.clone() }).collect();
    let lines = asked.iter().map(|it| serde_json::to_string(it).expect("plain data"));
    let (mut differences, mut refused, mut unknown) = (Vec::new(), 0, 0);
    for (asked, answer) in asked.iter().zip(ask("DOCKVET_COMPOSE_ORACLE", &[], lines)) {
        let answer: Answer = serde_json::from_str(&answer).expect("the oracle answers as agreed");
        let ours = interpolate(&asked.text, &environment);
        if !answer.error.is_empty() {
            refused += 1;
        } else if ours.contains(UNKNOWN) {
            unknown += 1;
        } else if ours != answer.value {
            differences.push(format!("{:?}: {ours:?}, Compose has {:?}", asked.text, answer.value));
        }
    }
    eprintln!("interpolation: {refused} refused by Compose, {unknown} not known to us");
    report_differences("interpolation", asked.len(), &differences);
}
