//! The cache for people: a table a stage, with bars.

use std::io::{self, Write};

use crate::report::{Colour, one_line};

use super::super::text::{Paint, bar};
use super::{CacheView, InputView, Proposal, StageView, StepView};

const BAR: usize = 20;
/// Longer texts of instructions are cut.
const WIDTH: usize = 56;

pub(super) fn write(view: &CacheView, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(colour);
    let name = paint.strong(&one_line(&view.place.dockerfile));
    match (&view.place.context, &view.place.why) {
        (Some(root), Some(why)) => {
            writeln!(out, "{name}: the build context is `{}`: {}", one_line(root), one_line(why))?;
        }
        _ => writeln!(out, "{name}: there is no build context")?,
    }
    history(view, out)?;
    for stage in &view.stages {
        self::stage(view, stage, paint, out)?;
    }
    for proposal in &view.proposals {
        self::proposal(view, proposal, paint, out)?;
    }
    estimate(view, paint, out)
}

fn history(view: &CacheView, out: &mut dyn Write) -> io::Result<()> {
    match (view.history.commits, &view.history.note) {
        (0, Some(why)) => writeln!(out, "there is no git history to count in: {}", one_line(why)),
        (0, None) => writeln!(out, "there is no git history to count in"),
        (commits, None) => writeln!(out, "counted in the last {commits} commits"),
        (commits, Some(why)) => writeln!(out, "counted in the last {commits} commits: {}", one_line(why)),
    }
}

fn stage(view: &CacheView, stage: &StageView, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let runs = if view.history.commits > 0 { "runs again" } else { "" };
    let title = paint.strong(&short(&stage.text, WIDTH));
    writeln!(out, "\n{:>5}  {title}{}{}", stage.line, space(&stage.text, WIDTH), paint.faint(runs))?;
    stage.steps.iter().try_for_each(|step| self::step(view, step, paint, out))
}

fn step(view: &CacheView, step: &StepView, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let shown = short(&step.text, WIDTH);
    let text = if step.work.is_expensive() { shown.clone() } else { paint.faint(&shown) };
    write!(out, "{:>5}  {text}", step.line)?;
    if let Some(runs) = step.reruns {
        let bar = bar(runs as u64, view.history.commits as u64, BAR);
        let bar = if step.work.is_expensive() { paint.doubt(&bar) } else { bar };
        let bar = if runs > 0 { format!("  {bar}") } else { String::new() };
        write!(out, "{}{runs:>5}{bar}", space(&step.text, WIDTH))?;
    }
    writeln!(out)?;
    if !step.inputs.is_empty() {
        let takes = takes(&step.inputs);
        let changed = match (step.changed, step.reruns) {
            (Some(changed), Some(runs)) if changed != runs => format!(": changed in {changed}"),
            _ => String::new(),
        };
        writeln!(out, "         {}", paint.faint(&format!("{takes}{changed}")))?;
    }
    if let Some(better) = step.better {
        let bar = bar(better as u64, view.history.commits as u64, BAR);
        let label = "in the better order";
        writeln!(
            out,
            "{}",
            format!("         {label}{}{better:>5}  {bar}", " ".repeat(WIDTH - label.len())).trim_end()
        )?;
    }
    Ok(())
}

fn takes(inputs: &[InputView]) -> String {
    const MOST: usize = 4;
    let named = |input: &InputView| match input.kind {
        "context" if input.text == "." => "everything that is sent".to_owned(),
        "context" => format!("`{}`", one_line(&input.text)),
        "stage" => {
            let (stage, path) = input.text.split_once(':').unwrap_or(("", &input.text));
            format!("`{}` of stage `{}`", one_line(path), one_line(stage))
        }
        "remote" => format!("`{}`, asked for in each build", one_line(&input.text)),
        _ => format!("what is not known, as {}", one_line(&input.text)),
    };
    let mut names: Vec<String> = inputs.iter().take(MOST).map(named).collect();
    if inputs.len() > MOST {
        names.push(format!("{} more", inputs.len() - MOST));
    }
    format!("takes {}", names.join(", "))
}

fn proposal(view: &CacheView, proposal: &Proposal, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let install = paint.strong(&format!("`{}`", short(&proposal.install, WIDTH)));
    writeln!(out, "\nbetter: line {}, {install}, need not wait for line {}", proposal.line, proposal.above)?;
    let advice = proposal.advice.replacen("this line", &format!("line {}", proposal.above), 1);
    writeln!(out, "        {}", one_line(&advice))?;
    if let (Some(now), Some(better)) = (proposal.reruns, proposal.better) {
        let commits = view.history.commits;
        writeln!(out, "        now {now} of {commits} commits run it again; in that order, {better}")?;
    }
    Ok(())
}

fn estimate(view: &CacheView, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(estimate) = view.estimate else { return Ok(()) };
    let percent = |part: f64| format!("{:.0} %", part * 100.0);
    write!(out, "\nestimate: a commit runs {} of a whole build again", paint.strong(&percent(estimate.now)))?;
    if estimate.better < estimate.now {
        write!(out, "; in the better order, {}", paint.strong(&percent(estimate.better)))?;
    }
    writeln!(out)
}

/// `text` in at most `width` characters.
fn short(text: &str, width: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= width {
        return text;
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// What fills up `text` to the column after `width`.
fn space(text: &str, width: usize) -> String {
    " ".repeat(width + 2 - short(text, width).chars().count())
}
