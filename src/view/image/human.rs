//! The image for people.

use std::io::{self, Write};

use crate::report::{Colour, one_line};

use super::super::text::Paint;
use super::config::{CommandView, SettingView};
use super::files::FileView;
use super::tree::{Branch, TreeView};
use super::{ImageView, Needs, OriginView, StageView};

/// Files, packages and doubts of a stage that is not the image are cut after this many.
const FEW: usize = 8;
const MANY: usize = 40;
const NAME: usize = 11;
const VALUE: usize = 44;

pub(super) fn write(view: &ImageView, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { view, paint: Paint(colour) };
    let context = match (&view.place.context, &view.place.why) {
        (Some(root), Some(why)) => format!("the build context is `{root}`: {why}"),
        _ => "there is no build context".to_owned(),
    };
    let title = page.paint.strong(&one_line(&view.place.dockerfile));
    writeln!(out, "{title}: {}", one_line(&context))?;
    if let Some(tree) = &view.tree {
        return page.tree(tree, out);
    }
    for stage in &view.stages {
        writeln!(out)?;
        page.stage(stage, out)?;
    }
    Ok(())
}

struct Page<'a> {
    view: &'a ImageView,
    paint: Paint,
}

impl Page<'_> {
    fn stage(&self, stage: &StageView, out: &mut dyn Write) -> io::Result<()> {
        let role = match (self.view.at, stage.built, stage.needed) {
            (Some(line), ..) => format!(" after line {line}"),
            (None, true, _) => ", which is the image".to_owned(),
            (None, false, false) => ", which the build does not run".to_owned(),
            (None, false, true) => String::new(),
        };
        let base = one_line(&stage.base.text);
        let known = if stage.base.known { "" } else { " (not known)" };
        let at = stage.line.map(|line| format!("{line:>4}  ")).unwrap_or_default();
        let title = format!("{}{role}", one_line(&stage.label()));
        writeln!(out, "{at}{}: {base}{}", self.paint.strong(&title), self.paint.doubt(known))?;
        self.config(stage, out)?;
        self.starts(stage, out)?;
        let most = if stage.built || self.view.at.is_some() { MANY } else { FEW };
        self.files(stage, most, out)?;
        self.packages(stage, most, out)?;
        self.unknown(stage, most, out)
    }

    /// A line of the table: the line number, a name, a value, and what more there is to say.
    fn row(&self, line: Option<u32>, name: &str, value: &str, note: &str, out: &mut dyn Write) -> io::Result<()> {
        let at = line.map(|line| line.to_string()).unwrap_or_default();
        let (value, note) = (one_line(value), one_line(note));
        if note.is_empty() {
            return writeln!(out, "{at:>4}  {name:<NAME$} {value}");
        }
        writeln!(out, "{at:>4}  {name:<NAME$} {value:<VALUE$}  {}", self.paint.faint(&note))
    }

    fn setting(&self, name: &str, setting: &SettingView, out: &mut dyn Write) -> io::Result<()> {
        match (&setting.value, &setting.why) {
            (Some(value), _) => self.row(setting.line, name, value, "", out),
            (None, why) => self.row(setting.line, name, "?", why.as_deref().unwrap_or_default(), out),
        }
    }

    fn config(&self, stage: &StageView, out: &mut dyn Write) -> io::Result<()> {
        let config = &stage.config;
        self.setting("user", &config.user, out)?;
        self.setting("workdir", &config.workdir, out)?;
        let (own, base): (Vec<_>, Vec<_>) = config.env.iter().partition(|it| it.setting.line.is_some());
        for (index, it) in own.iter().enumerate() {
            let name = if index == 0 { "env" } else { "" };
            let value = it.setting.value.as_deref().unwrap_or("?");
            let why = it.setting.why.as_deref().unwrap_or_default();
            self.row(it.setting.line, name, &format!("{}={value}", it.name), why, out)?;
        }
        if !base.is_empty() && (stage.built || self.view.at.is_some()) {
            let names: Vec<&str> = base.iter().map(|it| it.name.as_str()).collect();
            let name = if own.is_empty() { "env" } else { "" };
            self.row(None, name, &names.join(" "), "of the base", out)?;
        }
        for (index, port) in config.ports.iter().enumerate() {
            let name = if index == 0 { "exposes" } else { "" };
            let of = if port.line.is_none() { "of the base" } else { "" };
            self.row(port.line, name, port.port.as_deref().unwrap_or("?"), of, out)?;
        }
        if !config.volumes.is_empty() {
            self.row(None, "volumes", &config.volumes.join(" "), "", out)?;
        }
        if !stage.built && self.view.at.is_none() {
            return Ok(());
        }
        let commands = [("entrypoint", &config.entrypoint), ("cmd", &config.cmd), ("healthcheck", &config.healthcheck)];
        for (name, command) in commands {
            if let Some(command) = command {
                let note = match (command.line, command.form) {
                    (None, "exec") => "of the base",
                    (None, _) => "of the base, run by a shell",
                    (Some(_), "shell") => "run by a shell",
                    (Some(_), _) => "",
                };
                self.row(command.line, name, &words(command), note, out)?;
            }
        }
        Ok(())
    }

    fn starts(&self, stage: &StageView, out: &mut dyn Write) -> io::Result<()> {
        if !stage.built {
            return Ok(());
        }
        for (index, needs) in stage.starts.iter().enumerate() {
            let name = if index == 0 { "starts" } else { "" };
            let (value, note) = Page::needed(needs);
            self.row(None, name, &value, &note, out)?;
        }
        for (index, it) in stage.listens.iter().enumerate() {
            let name = if index == 0 { "listens" } else { "" };
            let protocol = if it.udp { "/udp" } else { "" };
            let host = it.host.as_deref().map(|host| format!("{host}:")).unwrap_or_default();
            let note = format!("{}:{}: {}", it.file, it.line, it.why);
            self.row(None, name, &format!("{host}{}{protocol}", it.port), &note, out)?;
        }
        Ok(())
    }

    fn needed(needs: &Needs) -> (String, String) {
        let path = needs.path.as_deref().unwrap_or(&needs.name);
        let value = if path == needs.name { path.to_owned() } else { format!("{} -> {path}", needs.name) };
        let note = match needs.state {
            "present" if needs.origin.is_empty() => "it is there, of the base".to_owned(),
            "present" => format!("it is there, {}", Page::trail(&needs.origin)),
            "absent" => "it is not there".to_owned(),
            _ => format!("not known: {}", needs.why.as_deref().unwrap_or_default()),
        };
        (value, note)
    }

    /// `line 9, from `build` line 5`.
    fn trail(origin: &[OriginView]) -> String {
        let mut steps: Vec<String> = Vec::new();
        for (index, it) in origin.iter().enumerate() {
            let step = match index {
                0 => format!("line {}", it.line),
                _ => {
                    format!("from {} of `{}`, line {}", it.path, it.stage, it.line)
                }
            };
            steps.push(step);
        }
        steps.join(", ")
    }

    fn files(&self, stage: &StageView, most: usize, out: &mut dyn Write) -> io::Result<()> {
        for (index, file) in stage.files.iter().take(most).enumerate() {
            let name = if index == 0 { "files" } else { "" };
            self.row(file.origin.first().map(|it| it.line), name, &path(file), &Page::about(file), out)?;
        }
        self.left(stage.files.len(), most, out)
    }

    fn about(file: &FileView) -> String {
        let mut about: Vec<String> = file.note.iter().cloned().collect();
        let owner = file.owner.as_deref().filter(|it| !matches!(*it, "root" | "0" | "0:0" | "root:root"));
        about.extend(owner.map(|it| format!("of {it}")));
        if file.executable == Some(true)
            && file.kind == "file"
            && file.note.as_deref().is_none_or(|it| !it.contains("program"))
        {
            about.push("executable".to_owned());
        }
        if let Some((_, earlier)) = file.origin.split_first().filter(|(_, earlier)| !earlier.is_empty()) {
            let steps = earlier.iter().map(|it| format!("from {} of `{}`, line {}", it.path, it.stage, it.line));
            about.extend(steps);
        }
        about.join(", ")
    }

    fn packages(&self, stage: &StageView, most: usize, out: &mut dyn Write) -> io::Result<()> {
        for (index, brought) in stage.packages.iter().take(most).enumerate() {
            let name = if index == 0 { "packages" } else { "" };
            self.row(Some(brought.line), name, &brought.names.join(" "), "", out)?;
        }
        self.left(stage.packages.len(), most, out)
    }

    fn unknown(&self, stage: &StageView, most: usize, out: &mut dyn Write) -> io::Result<()> {
        for (index, doubt) in stage.unknown.iter().take(most).enumerate() {
            let name = if index == 0 { "not known" } else { "" };
            let shown = doubt.what.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(" ");
            let more = doubt.what.len().checked_sub(4).filter(|more| *more > 0);
            let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
            self.row(doubt.line, name, &format!("{shown}{more}"), &doubt.why, out)?;
        }
        self.left(stage.unknown.len(), most, out)
    }

    fn left(&self, all: usize, most: usize, out: &mut dyn Write) -> io::Result<()> {
        match all.checked_sub(most).filter(|left| *left > 0) {
            Some(left) => self.row(None, "", &self.paint.faint(&format!("and {left} more")), "", out),
            None => Ok(()),
        }
    }

    fn tree(&self, tree: &TreeView, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        let note = match (tree.state, &tree.why) {
            ("absent", _) => "it is not there".to_owned(),
            ("unknown", Some(why)) => format!("whether it is there is not known: {why}"),
            _ => String::new(),
        };
        let folder = self.paint.strong(&one_line(&tree.folder));
        match note.is_empty() {
            true => writeln!(out, "{folder}")?,
            false => writeln!(out, "{folder}  {}", self.paint.doubt(&one_line(&note)))?,
        }
        for Branch { depth, file, unknown } in &tree.entries {
            let indent = "  ".repeat(depth + 1);
            match file {
                Some(file) => {
                    let name = file.path.rsplit('/').next().unwrap_or_default();
                    let slash = if file.kind == "folder" { "/" } else { "" };
                    let line = file.origin.first().map(|it| format!("line {}", it.line)).unwrap_or_default();
                    let about = [line, Page::about(file)].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
                    let name = format!("{indent}{}{slash}", one_line(name));
                    match about.is_empty() {
                        true => writeln!(out, "{name}")?,
                        false => writeln!(out, "{name:<40}  {}", self.paint.faint(&one_line(&about.join(", "))))?,
                    }
                }
                None => writeln!(out, "{indent}{}", self.paint.doubt(unknown.unwrap_or_default()))?,
            }
        }
        if tree.truncated {
            writeln!(out, "{}", self.paint.doubt("there is more than is shown"))?;
        }
        Ok(())
    }
}

fn path(file: &FileView) -> String {
    if file.kind == "folder" { format!("{}/", file.path.trim_end_matches('/')) } else { file.path.clone() }
}

/// A command as its instruction writes it.
pub(super) fn words(command: &CommandView) -> String {
    match command.form {
        "exec" if command.words != ["NONE"] => {
            let words = command.words.iter().map(|word| serde_json::Value::from(word.as_str()).to_string());
            format!("[{}]", words.collect::<Vec<_>>().join(", "))
        }
        _ => command.words.join(" "),
    }
}
