//! `cp`, `mv`, `ln`, `install`, `rsync`: from one place of the stage to another.

use super::files::executable;
use super::tool::{Options, Tool, base_name, join, text};
use super::{Arg, Effect};

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "cp" | "mv" => Some(copy(tool)),
        "ln" => Some(link(tool)),
        "install" => Some(install(tool)),
        "rsync" => Some(rsync(tool)),
        _ => None,
    }
}

/// Sources, the destination, and whether the destination is surely a folder that takes them in.
struct Transfer {
    sources: Vec<Arg>,
    to: Arg,
    into: Option<bool>,
}

fn transfer(tool: &Tool, options: &Options) -> Option<Transfer> {
    if let Some(to) = options.value(&["-t", "--target-directory"]) {
        return Some(Transfer { sources: options.operands.clone(), to: to.clone(), into: Some(true) });
    }
    let (to, sources) = options.operands.split_last()?;
    let exact = options.has(&["-T", "--no-target-directory"]);
    let into = match to {
        _ if exact => Some(false),
        Arg::Known(to) if sources.len() > 1 || tool.is_folder(to) => Some(true),
        _ => None,
    };
    Some(Transfer { sources: sources.to_vec(), to: to.clone(), into })
}

fn copy(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-t", "--target-directory", "-S", "--suffix"]);
    let Some(Transfer { sources, to, into }) = transfer(tool, &options) else { return Vec::new() };
    let Some(destination) = tool.place(&to) else { return vec![tool.opens_arg(&to)] };
    if options.has(&["--parents"]) {
        return vec![tool.opens(destination)];
    }
    let mut effects = Vec::new();
    for source in &sources {
        let from = tool.absolute(source);
        let to = destination.clone();
        if from == Arg::Unknown {
            effects.push(tool.opens(to));
        } else if tool.name == "mv" {
            effects.push(Effect::Move { from, to, into });
        } else {
            let contents_only = matches!(source, Arg::Known(it) if it == "." || it.ends_with("/."));
            effects.push(Effect::Copy { from, to, into, contents_only });
        }
    }
    effects
}

fn link(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-t", "--target-directory", "-S", "--suffix"]);
    let here = options.operands.len() == 1 && !options.has(&["-t", "--target-directory"]);
    let transfer = if here {
        let operands = options.operands.clone();
        Some(Transfer { sources: operands, to: Arg::Known("./".to_owned()), into: Some(true) })
    } else {
        transfer(tool, &options)
    };
    let Some(Transfer { sources, to, into }) = transfer else { return Vec::new() };
    let Some(destination) = tool.place(&to) else { return vec![tool.opens_arg(&to)] };
    let mut effects = Vec::new();
    for source in &sources {
        let Some(target) = text(source) else {
            effects.push(tool.opens(destination.clone()));
            continue;
        };
        let path = if into == Some(true) { join(&destination, base_name(target)) } else { destination.clone() };
        if options.has(&["-s", "--symbolic"]) {
            effects.push(Effect::Link { path, target: target.to_owned() });
        } else {
            effects.push(Effect::Copy {
                from: tool.absolute(source),
                to: path,
                into: Some(false),
                contents_only: false,
            });
        }
    }
    effects
}

fn install(tool: &Tool) -> Vec<Effect> {
    let options =
        tool.options(&["-m", "--mode", "-o", "--owner", "-g", "--group", "-t", "--target-directory", "-S", "--suffix"]);
    let mode = options.value(&["-m", "--mode"]).map_or(Some("755"), text);
    let owner = options.value(&["-o", "--owner"]).and_then(text);
    let mut effects = Vec::new();
    let note = |path: String, effects: &mut Vec<Effect>| {
        if let Some(mode) = mode {
            effects.push(Effect::Mode { path: path.clone(), mode: mode.to_owned(), recursive: false });
        }
        if let Some(user) = owner {
            effects.push(Effect::Owner { path, user: user.to_owned(), recursive: false });
        }
    };
    if options.has(&["-d", "--directory"]) {
        for arg in &options.operands {
            let Some(path) = tool.place(arg) else {
                effects.push(tool.opens_arg(arg));
                continue;
            };
            effects.push(Effect::Folder(path.clone()));
            note(path, &mut effects);
        }
        return effects;
    }
    let Some(Transfer { sources, to, into }) = transfer(tool, &options) else { return effects };
    let Some(destination) = tool.place(&to) else { return vec![tool.opens_arg(&to)] };
    for source in &sources {
        let from = tool.absolute(source);
        let name = text(source).map(base_name);
        if from == Arg::Unknown {
            effects.push(tool.opens(destination.clone()));
            continue;
        }
        let path = match (into, name) {
            (Some(true), Some(name)) => join(&destination, name),
            _ => destination.clone(),
        };
        effects.push(Effect::Copy { from, to: destination.clone(), into, contents_only: false });
        if let Some(executable) = mode.and_then(executable) {
            let recursive = into == Some(true) && name.is_none();
            effects.push(Effect::Executable { path: path.clone(), executable, recursive });
        }
        note(path, &mut effects);
    }
    effects
}

/// `rsync a/ b/` copies contents, `rsync a b/` the folder; filters can leave anything out.
fn rsync(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-e", "--rsh", "--exclude", "--include", "--filter", "-f"]);
    options.operands.last().map(|to| tool.opens_arg(to)).into_iter().collect()
}
