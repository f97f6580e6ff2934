//! Keywords, variables, stages and users.

use crate::model::Model;
use crate::model::files::StageId;
use crate::model::stage::Variable;
use crate::source::Span;
use crate::syntax::ast::Kind;
use crate::syntax::expand::Value;

use super::super::variables::{self, Means};
use super::super::{docs, shortened, title};
use super::cursor::Cursor;
use super::{Proposal, ProposalKind};

/// Characters of a value that are shown.
const LONGEST: usize = 60;

/// The instructions, in the letter case of the file.
pub(super) fn keywords(cursor: &Cursor) -> Vec<Proposal> {
    let model = cursor.model;
    let own = cursor.index;
    let written = model.dockerfile.instructions.iter().enumerate();
    let written = written.filter(|(index, it)| Some(*index) != own && !matches!(it.kind, Kind::Invalid(_)));
    let (mut lower, mut upper) = (0, 0);
    for (_, it) in written {
        match model.source.slice(it.keyword).starts_with(|it: char| it.is_ascii_lowercase()) {
            true => lower += 1,
            false => upper += 1,
        }
    }
    let is_lower = lower > upper;
    let first = model.stages.first().and_then(|it| it.from).map(|it| model.instruction(it).span.start);
    let is_global = first.is_none_or(|first| cursor.at <= first);
    let span = cursor.whole(&cursor.word);
    let behind = &model.source.text()[span.end as usize..];
    let blank = if behind.starts_with([' ', '\t']) { "" } else { " " };
    let fits = |keyword: &str| match (cursor.is_onbuild, is_global) {
        (true, _) => !matches!(keyword, "FROM" | "ONBUILD" | "MAINTAINER"),
        (false, true) => matches!(keyword, "FROM" | "ARG"),
        (false, false) => true,
    };
    let known = docs::INSTRUCTIONS.into_iter().filter(|(keyword, _)| fits(keyword));
    let proposal = |(keyword, text): docs::Known| {
        let label = if is_lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
        let rank = u8::from(keyword == "MAINTAINER");
        let written = format!("{label}{blank}");
        Proposal::new(ProposalKind::Keyword, rank, label, span).text(written).documentation(format!("{text}."))
    };
    known.map(proposal).collect()
}

/// The variables of this place, where the word ends in `$`, `${` and a part of a name.
pub(super) fn variables(cursor: &Cursor) -> Option<Vec<Proposal>> {
    let (before, typed) = cursor.word.rsplit_once('$')?;
    let (braced, name) = typed.strip_prefix('{').map_or((false, typed), |name| (true, name));
    let is_name = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    if !name.bytes().all(is_name) || before.ends_with(cursor.model.dockerfile.escape) || cursor.in_string {
        return None;
    }
    let span = cursor.span(name);
    let rest = cursor.rest_of_line();
    let more = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(rest.len());
    let span = Span { end: span.end + more as u32, ..span };
    let closes = braced && !rest[more..].starts_with(['}', ':', '-', '+', '?', '#', '%', '/']);
    let proposal = |(rank, name, detail): (u8, String, String)| {
        let text = if closes { format!("{name}}}") } else { name.clone() };
        Proposal::new(ProposalKind::Variable, rank, name, span).text(text).detail(detail)
    };
    Some(known(cursor).into_iter().map(proposal).collect())
}

/// Rank, name and value of every variable that is set here; those of the file first.
fn known(cursor: &Cursor) -> Vec<(u8, String, String)> {
    let model = cursor.model;
    let Some(state) = cursor.state() else {
        let globals = variables::definitions(model).into_iter();
        let globals = globals.filter(|it| it.means == Means::GlobalArg && it.span.end < cursor.at);
        let own = globals.map(|it| (0, it.name.clone(), format!("line {}", model.source.line(it.span.start))));
        return own
            .chain(docs::PLATFORM.iter().map(|(name, text)| (1, (*name).to_owned(), (*text).to_owned())))
            .collect();
    };
    let is_container = matches!(cursor.keyword.as_str(), "CMD" | "ENTRYPOINT" | "HEALTHCHECK");
    let end = cursor.stage().map(|stage| stage.end()).unwrap_or(state);
    let env = if is_container { &end.env } else { &state.env };
    let args = state.args.iter().filter(|(name, _)| !is_container && !env.contains_key(*name));
    let detail = |variable: &Variable| match (&variable.value, variable.span) {
        (Value::Known(text), Some(span)) => {
            format!("{} (line {})", shortened(text, LONGEST), model.source.line(span.start))
        }
        (Value::Known(text), None) => shortened(text, LONGEST),
        (Value::Unknown(why), _) => shortened(why, LONGEST),
    };
    let all = env.iter().chain(args);
    all.map(|(name, it)| (u8::from(it.span.is_none()), name.clone(), detail(it))).collect()
}

/// The stages before `before`, by name or, without one, by number.
pub(super) fn stages(model: &Model, before: StageId, span: Span, numbers: Numbers) -> Vec<Proposal> {
    let earlier = model.stages.iter().take(before);
    let proposal = |stage: &crate::model::stage::Stage| {
        let label = match (&stage.name, numbers) {
            (Some(_), _) => super::super::stages::definition(model, stage.id)
                .map(|span| model.source.slice(span).to_owned())
                .or_else(|| stage.name.clone())?,
            (None, Numbers::Allowed) => stage.id.to_string(),
            (None, Numbers::Refused) => return None,
        };
        let base = stage.from.and_then(|from| match &model.instruction(from).kind {
            Kind::From(from) => Some(model.source.slice(from.image.span).to_owned()),
            _ => None,
        });
        let detail = base.map(|base| format!("{}, from {base}", title(stage).replace('`', ""))).unwrap_or_default();
        Some(Proposal::new(ProposalKind::Stage, 0, label, span).detail(detail))
    };
    earlier.filter_map(proposal).collect()
}

/// Whether a number can stand for a stage: not so in FROM.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    Allowed,
    Refused,
}

/// Accounts of the image at this place, those that the file makes first.
pub(super) fn users(cursor: &Cursor, typed: &str) -> Vec<Proposal> {
    let Some(state) = cursor.state() else { return Vec::new() };
    if let Some((user, group)) = typed.split_once(':') {
        return groups(cursor, user, group);
    }
    let span = cursor.whole(typed);
    let detail = |account: &crate::model::stage::Account| {
        let id = account.id.map(|id| format!("id {id}"));
        let made = account.instruction.map(|it| cursor.model.source.line(cursor.model.instruction(it).keyword.start));
        let made = made.map(|line| format!("made on line {line}"));
        id.into_iter().chain(made).collect::<Vec<_>>().join(", ")
    };
    let proposal = |(name, account): (&String, &crate::model::stage::Account)| {
        let rank = match (account.instruction, name.as_str()) {
            (Some(_), _) => 0,
            (None, "nobody" | "nonroot" | "node" | "www-data" | "root") => 1,
            (None, _) if account.id.is_some_and(|id| (1_000..60_000).contains(&id)) => 1,
            (None, _) => 2,
        };
        Proposal::new(ProposalKind::User, rank, name.clone(), span).detail(detail(account))
    };
    state.accounts.iter().map(proposal).collect()
}

/// Groups that commands of the stage make, and the one that comes with the user.
fn groups(cursor: &Cursor, user: &str, typed: &str) -> Vec<Proposal> {
    use crate::facts::commands::Arg;
    let span = cursor.whole(typed);
    let mut found = Vec::new();
    let stages: Vec<StageId> =
        cursor.stage().map(|it| cursor.model.chain(it.id).map(|it| it.id).collect()).unwrap_or_default();
    for invocation in cursor.model.invocations.iter().filter(|it| stages.contains(&it.stage)) {
        let (Some(Arg::Known(program)), Some(Arg::Known(last))) = (invocation.argv.first(), invocation.argv.last())
        else {
            continue;
        };
        let makes_group = matches!(program.as_str(), "groupadd" | "addgroup");
        let before = cursor.index.is_none_or(|index| invocation.instruction < index);
        if makes_group && before && !last.starts_with('-') && invocation.argv.len() > 1 {
            let line = cursor.model.source.line(invocation.span.start);
            found.push(Proposal::new(ProposalKind::User, 0, last.clone(), span).detail(format!("made on line {line}")));
        }
    }
    if user == "root" && found.is_empty() {
        found.push(Proposal::new(ProposalKind::User, 1, "root", span));
    }
    found
}
