//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::catalogue::{Named, Profile, Severity};
use crate::config::{FailOn, Level, Selector};
use crate::rules::Confidence;

use super::narrow::Narrow;
use super::output::Output;

/// Works out, without building, what the image of a Dockerfile will be, and what will go wrong
#[derive(Parser)]
#[command(name = "dockvet", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Exit codes: 0 nothing found, 1 findings, 2 wrong usage or configuration, or nothing to check.")]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: Check,
}

/// What can be typed without a command. The arguments of all commands take as long to be laid out as a Dockerfile takes
/// to be checked.
#[derive(Parser)]
#[command(name = "dockvet")]
pub(super) struct Bare {
    #[command(flatten)]
    pub(super) check: Check,
}

/// The names of the commands.
pub(super) const COMMANDS: [&str; 15] = [
    "cache",
    "check",
    "completions",
    "context",
    "explain",
    "fmt",
    "hadolint",
    "help",
    "image",
    "init",
    "lsp",
    "man",
    "migrate",
    "rules",
    "server",
];

#[derive(Subcommand)]
pub(super) enum Command {
    /// Check Dockerfiles (what `dockvet` does without a command)
    Check(Box<Check>),
    /// Write what a shell completes, for its configuration
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Tell all about a rule
    Explain {
        /// The rule's id, or its name in another tool, such as DL3002
        rule: String,
    },
    /// Show what each step's cache depends on, and how many of the last commits run it again
    Cache {
        #[command(flatten)]
        view: View,
        #[arg(long, value_enum, default_value_t = CacheFormat::Human, help_heading = "Output")]
        format: CacheFormat,
        /// How many commits are looked at
        #[arg(long, value_name = "N", default_value_t = 500, help_heading = "Output")]
        commits: usize,
    },
    /// Show what is sent to the builder, what is left out and by which line, and what enters which COPY
    Context {
        #[command(flatten)]
        view: View,
        #[arg(long, value_enum, default_value_t = ContextFormat::Human, help_heading = "Output")]
        format: ContextFormat,
        /// How many of the largest entries are named
        #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
        top: usize,
    },
    /// Lay Dockerfiles out: keywords, blanks, indentation, blank lines
    Fmt(Box<super::fmt::Typed>),
    /// Check Dockerfiles with hadolint's arguments, configuration, codes and formats
    Hadolint(Box<super::hadolint::Typed>),
    /// Show the image that would be built: stages, user, environment, ports, start command, files
    Image {
        #[command(flatten)]
        view: View,
        /// Only this stage: its name or its number from 0
        #[arg(long, value_name = "STAGE", conflicts_with = "at", help_heading = "What is shown")]
        stage: Option<String>,
        /// The state after the instruction on this line
        #[arg(long, value_name = "LINE", help_heading = "What is shown")]
        at: Option<u32>,
        /// The files below this folder of the image
        #[arg(long, value_name = "PATH", help_heading = "What is shown")]
        tree: Option<String>,
        #[arg(long, value_enum, default_value_t = ImageFormat::Human, help_heading = "Output")]
        format: ImageFormat,
    },
    /// Write the manual page
    Man,
    /// Serve an editor: the language server, over standard input and output
    #[command(visible_alias = "server")]
    Lsp {
        /// What is done anyway; some editors insist on saying it
        #[arg(long)]
        stdio: bool,
    },
    /// Write a `.dockerignore` from what is there, or a `dockvet.toml` to fill in
    Init(super::init::Typed),
    /// Write a `dockvet.toml` from the configuration of hadolint or tally
    Migrate(super::migrate::Typed),
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value_t = RulesFormat::Human)]
        format: RulesFormat,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum RulesFormat {
    Human,
    Json,
}

#[derive(ClapArgs)]
pub(super) struct Check {
    /// Dockerfiles, or folders to look for them; `-` is standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) build: Build,

    #[command(flatten)]
    pub(super) output: Output,

    /// Exit with 1 from this severity on: error, warning, info, style, never (default: warning)
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on, help_heading = "Findings")]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Findings")]
    pub(super) exit_zero: bool,
    /// Show no less: error, warning, info, style
    #[arg(long, value_name = "SEVERITY", value_parser = severity, help_heading = "Findings")]
    pub(super) min_severity: Option<Severity>,
    /// Show nothing less sure: certain, likely, possible (default: likely)
    #[arg(long, value_name = "CONFIDENCE", value_parser = confidence, help_heading = "Findings")]
    pub(super) min_confidence: Option<Confidence>,
    /// The set of rules: recommended, strict, hadolint, buildkit (default: recommended)
    #[arg(long, value_name = "PROFILE", value_parser = profile, help_heading = "Findings")]
    pub(super) profile: Option<Profile>,
    /// Use only these rules: ids, names in other tools, categories, `all`
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selector, help_heading = "Findings")]
    pub(super) select: Vec<Selector>,
    /// Do not use these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selector, help_heading = "Findings")]
    pub(super) ignore: Vec<Selector>,
    /// Use these rules too
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selector, help_heading = "Findings")]
    pub(super) extend_select: Vec<Selector>,
    /// How severe a rule is: off, style, info, warning, error
    #[arg(long, value_name = "RULE=SEVERITY", value_delimiter = ',', value_parser = level, help_heading = "Findings")]
    pub(super) severity: Vec<(Named, Level)>,
    /// Tell every image that is not from one of these registries
    #[arg(long, value_name = "REGISTRY", value_delimiter = ',', help_heading = "Findings")]
    pub(super) trusted_registry: Vec<String>,
    /// Show what comments silence
    #[arg(long, help_heading = "Findings")]
    pub(super) no_suppressions: bool,
    #[command(flatten)]
    pub(super) narrow: Narrow,

    #[command(flatten)]
    pub(super) fixing: Fixing,

    #[command(flatten)]
    pub(super) configuration: Configuration,
    /// The path that standard input stands for
    #[arg(long, value_name = "PATH", help_heading = "Configuration")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Be content where `exclude` leaves out every file that is named (for hooks and editors)
    #[arg(long, help_heading = "Configuration")]
    pub(super) force_exclude: bool,
    /// Dockerfiles looked at at a time (default: one a processor)
    #[arg(short, long, value_name = "N", help_heading = "Configuration")]
    pub(super) jobs: Option<std::num::NonZeroU16>,
}

/// What is done about findings.
#[derive(ClapArgs)]
#[command(next_help_heading = "Fixes")]
pub(super) struct Fixing {
    /// Mend what can be mended without changing the image
    #[arg(long)]
    pub(super) fix: bool,
    /// Mend in ways that change the image too, to be read afterwards (with --fix or --diff)
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Print what --fix would change as a patch, and write nothing; exit with 1 if there is something
    #[arg(long)]
    pub(super) diff: bool,
    /// Mend, and report nothing of what is left
    #[arg(long, conflicts_with = "diff")]
    pub(super) fix_only: bool,
    /// Exit with 1 if something was mended
    #[arg(long)]
    pub(super) exit_non_zero_on_fix: bool,
}

/// What a view needs.
#[derive(ClapArgs)]
pub(super) struct View {
    /// A Dockerfile, or a folder with one
    #[arg(value_name = "DOCKERFILE", default_value = ".")]
    pub(super) dockerfile: PathBuf,
    #[command(flatten)]
    pub(super) build: Build,
    #[command(flatten)]
    pub(super) configuration: Configuration,
    /// Colours (default: on a terminal)
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN", help_heading = "Output")]
    pub(super) color: When,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum CacheFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ImageFormat {
    Human,
    Json,
    /// The graph of the stages, for Markdown
    Mermaid,
    /// One page that needs no network
    Html,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ContextFormat {
    Human,
    Json,
}

/// How a Dockerfile is built.
#[derive(ClapArgs, Default)]
#[command(next_help_heading = "Build")]
pub(super) struct Build {
    /// The build context (default: what a Compose file, a script or the sources say)
    #[arg(long, value_name = "DIR")]
    pub(super) context: Option<PathBuf>,
    /// The stage that is built (default: the last)
    #[arg(long, value_name = "STAGE")]
    pub(super) target: Option<String>,
    /// A build argument's value
    #[arg(long = "build-arg", value_name = "NAME=VALUE", value_parser = build_arg)]
    pub(super) build_args: Vec<(String, String)>,
}

/// Which configuration holds.
#[derive(ClapArgs)]
#[command(next_help_heading = "Configuration")]
pub(super) struct Configuration {
    /// Read this configuration, and no other
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long)]
    pub(super) isolated: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

fn build_arg(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        None if !text.is_empty() => {
            let value =
                std::env::var(text).map_err(|_| format!("`{text}` has no value and is no environment variable"));
            Ok((text.to_owned(), value?))
        }
        _ => Err("the name is missing".to_owned()),
    }
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    FailOn::parse(text).ok_or_else(|| "it is one of error, warning, info, style, never".to_owned())
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::parse(text).ok_or_else(|| format!("it is one of {}", Profile::ALL.map(Profile::name).join(", ")))
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::parse(text).ok_or_else(|| "it is one of error, warning, info, style".to_owned())
}

fn confidence(text: &str) -> Result<Confidence, String> {
    Confidence::parse(text).ok_or_else(|| "it is one of certain, likely, possible".to_owned())
}

fn selector(text: &str) -> Result<Selector, String> {
    Selector::parse(text.trim()).map_err(|near| match near {
        Some(near) => format!("no such rule; did you mean `{near}`?"),
        None => "no such rule; `dockvet rules` lists them all".to_owned(),
    })
}

fn level(text: &str) -> Result<(Named, Level), String> {
    let (rule, word) = text.split_once('=').ok_or("it is `RULE=SEVERITY`")?;
    let level = match word {
        "off" => Level::Off,
        word => Level::On(severity(word).map_err(|_| "the severity is one of off, style, info, warning, error")?),
    };
    match selector(rule)? {
        Selector::Rule(named) => Ok((named, level)),
        _ => Err(format!("`{rule}` is no single rule")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_command_is_named() {
        let mut command = Args::command();
        command.build();
        let mut names: Vec<&str> =
            command.get_subcommands().flat_map(|it| it.get_all_aliases().chain([it.get_name()])).collect();
        names.sort();
        assert_eq!(names, COMMANDS);
    }

    #[test]
    fn build_args_have_a_name() {
        assert_eq!(build_arg("A=b=c"), Ok(("A".to_owned(), "b=c".to_owned())));
        assert!(build_arg("=x").is_err() && build_arg("").is_err());
        assert!(build_arg("NO_SUCH_VARIABLE_IS_SET_HERE").is_err());
    }
}
