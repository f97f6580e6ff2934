//! Where the reports go, and what is written there.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::report::{Format, Report, Screen, sarif, statistics, tame};

use super::args::When;
use super::{BROKEN, CLEAN, complain, printed, replace, summary, told};

/// What was typed about the output.
#[derive(ClapArgs)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// How findings are written (default: human), and where instead of standard output; may be given again
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = DestinationParser)]
    pub(super) formats: Vec<Destination>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Show how often each rule was broken, not each finding (with `human`, `short` or `json`)
    #[arg(long)]
    pub(super) statistics: bool,
    /// Append a summary to the file that GITHUB_STEP_SUMMARY names
    #[arg(long)]
    pub(super) step_summary: bool,
    /// Colours (default: on a terminal)
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) color: When,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub(super) ascii: bool,
    /// Say on standard error which build context is used and why, and name what left the baseline
    #[arg(long, short, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// Write nothing but findings and errors
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Check again whenever a file changes, until interrupted
    #[arg(long)]
    pub(super) watch: bool,
}

/// A format and the file that it goes to; `None`: standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) format: Format,
    pub(super) file: Option<PathBuf>,
}

#[derive(Clone)]
struct DestinationParser;

impl TypedValueParser for DestinationParser {
    type Value = Destination;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Destination, clap::Error> {
        let text = value.to_str().ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidUtf8))?;
        let (name, file) = text.split_once(':').map_or((text, None), |(name, file)| (name, Some(file)));
        let names = PossibleValuesParser::new(Format::ALL.iter().map(|it| it.name()));
        let name = names.parse_ref(command, arg, OsStr::new(name))?;
        let format = Format::parse(&name).expect("the parser lets only names of formats through");
        // Nothing behind the colon is refused later, with words of ours.
        Ok(Destination { format, file: file.filter(|it| *it != "-").map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::ALL.iter().map(|it| PossibleValue::new(it.name()))))
    }
}

impl Output {
    /// Where each report goes, or what makes no sense in what was typed.
    pub(super) fn destinations(&self) -> Result<Vec<Destination>, String> {
        let mut all = self.formats.clone();
        if all.is_empty() {
            all.push(Destination { format: Format::Human, file: None });
        }
        if let Some(file) = &self.output {
            match all.as_mut_slice() {
                [Destination { file: own @ None, .. }] => *own = Some(file.clone()),
                _ => return Err("`--output` goes with one format: write `--format sarif:FILE` for each".to_owned()),
            }
        }
        if all.iter().filter(|it| it.file.is_none()).count() > 1 {
            let help = "give all but one a file, as in `--format sarif:out.sarif`";
            return Err(format!("two formats go to standard output: {help}"));
        }
        for (index, it) in all.iter().enumerate() {
            let Some(file) = &it.file else { continue };
            if file.as_os_str().is_empty() {
                return Err(format!("there is no file behind `{}:`", it.format.name()));
            }
            if all[..index].iter().any(|other| other.file.as_ref() == Some(file)) {
                return Err(format!("two formats go to `{}`", file.display()));
            }
            is_writable(file).map_err(|why| format!("cannot write `{}`: {why}", file.display()))?;
        }
        let is_counted = |it: &Destination| matches!(it.format, Format::Human | Format::Short | Format::Json);
        if self.statistics && !all.iter().all(is_counted) {
            return Err("`--statistics` goes with the formats human, short and json".to_owned());
        }
        Ok(all)
    }
}

/// Whether a file can be there, said before the work is done.
pub(super) fn is_writable(file: &Path) -> Result<(), String> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match () {
        () if !folder.exists() => Err(format!("there is no folder `{}`", folder.display())),
        () if !folder.is_dir() => Err(format!("`{}` is no folder", folder.display())),
        () if file.is_dir() => Err("it is a folder".to_owned()),
        () => Ok(()),
    }
}

/// Writes every report; returns the exit code of that. The report's screen is that of standard output; where
/// `is_taken`, that is for a text, and findings go to standard error.
pub(super) fn write(typed: &Output, destinations: &[Destination], report: &mut Report, is_taken: bool) -> u8 {
    let mut code = CLEAN;
    let screen = report.screen;
    if destinations.iter().any(|it| it.format == Format::Sarif) && sarif::left_out(report) > 0 {
        complain(&format!("{} findings are left out of the SARIF file", sarif::left_out(report)));
    }
    for Destination { format, file } in destinations {
        report.screen = match file {
            Some(_) => Screen { closing: screen.closing, ..Screen::PLAIN },
            None => screen,
        };
        let written = |out: &mut dyn io::Write| match (typed.statistics, format) {
            (true, Format::Json) => tame::written(tame::Text::Json, out, |out| statistics::json(report, out)),
            (true, _) => statistics::human(report, out),
            (false, format) => format.write(report, out),
        };
        let done = match file {
            Some(file) => to_file(file, written),
            None if is_taken => told(written),
            None => printed(written),
        };
        code = code.max(done);
    }
    if typed.step_summary { code.max(summary::append(report)) } else { code }
}

fn to_file(file: &Path, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> u8 {
    let mut text = Vec::new();
    let written = write(&mut text).map_err(|error| error.to_string());
    let Err(why) = written.and_then(|()| replace::put(file, &text)) else { return CLEAN };
    complain(&format!("cannot write `{}`: {why}", file.display()));
    BROKEN
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        output: Output,
    }

    fn destinations(args: &[&str]) -> Result<Vec<(&'static str, Option<String>)>, String> {
        let typed = Typed::try_parse_from(["dockvet"].iter().chain(args)).map_err(|it| it.to_string())?;
        let all = typed.output.destinations()?;
        let file = |it: &Destination| it.file.as_ref().map(|file| file.display().to_string());
        Ok(all.iter().map(|it| (it.format.name(), file(it))).collect())
    }

    #[test]
    fn formats_go_to_files_and_one_to_standard_output() {
        assert_eq!(destinations(&[]), Ok(vec![("human", None)]));
        assert_eq!(destinations(&["-o", "a"]), Ok(vec![("human", Some("a".to_owned()))]));
        let both = destinations(&["--format", "sarif:a:b", "--format", "github:-"]);
        assert_eq!(both, Ok(vec![("sarif", Some("a:b".to_owned())), ("github", None)]));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let wrong: [&[&str]; 7] = [
            &["--format", "json", "--format", "short"],
            &["--format", "json:a", "--format", "sarif:a"],
            &["--format", "json:a", "-o", "b"],
            &["--format", "json:"],
            &["--format", "json:no/such/folder/a"],
            &["--format", "jsn"],
            &["--format", "sarif", "--statistics"],
        ];
        for args in wrong {
            assert!(destinations(args).is_err(), "{args:?}");
        }
    }
}
