//! The folder that .NET names after the framework: `bin/Release/net8.0` of a project that says `net8.0`.

use crate::facts::commands::{Arg, Setting};

use super::Model;
use super::built::Built;
use super::files::{Content, StageId};
use super::path;

impl Model {
    /// `/src/App/bin/Release/net8.0/publish` for `/src/App/bin/Release/net6.0/publish`, where the only project of
    /// `/src/App` is for that framework, by the text of the project file.
    ///
    /// The folder's name is `TargetFramework` unless `AppendTargetFrameworkToOutputPath` is off
    /// (<https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props>).
    pub fn other_framework(&self, stage: StageId, wanted: &str) -> Option<Built> {
        let names: Vec<&str> = wanted.split('/').collect();
        let at = names.windows(3).position(|it| it[0] == "bin" && matches!(it[1], "Release" | "Debug"))? + 2;
        let named = names[at];
        if !is_framework(named) {
            return None;
        }
        let folder = path::clean(&names[..at - 2].join("/"));
        let changes = self.stages.get(stage)?.changes.len();
        let listing = self.list(stage, changes, &folder);
        let ends = [".csproj", ".fsproj", ".vbproj"];
        let mut projects = listing.names.iter().filter(|name| ends.iter().any(|end| name.ends_with(end)));
        let project = projects.next().filter(|_| projects.next().is_none())?;
        let file = path::child(&folder, project);
        let text = self.text_at(stage, changes, &file)?;
        let one = text.matches("<TargetFramework>").count() == 1 && !text.contains("<TargetFrameworks>");
        let moved =
            ["AppendTargetFramework", "OutputPath", "OutDir", "PublishDir", "UseArtifactsOutput", "BaseOutputPath"];
        if !one || moved.iter().any(|sign| text.contains(sign)) || self.passes_framework(stage) {
            return None;
        }
        let own = text.split("<TargetFramework>").nth(1)?.split('<').next()?.trim();
        if own == named || !is_framework(own) {
            return None;
        }
        let look = self.look(stage, &file);
        let from_context = matches!(look.found()?.entry.content, Content::Context(_));
        let is_dotnet = |arg: &Arg| matches!(arg, Arg::Known(name) if name == "dotnet");
        let mut runs = self.invocations_in(stage).iter().filter(|it| it.argv.first().is_some_and(is_dotnet));
        let instruction = runs.next_back()?.instruction;
        let mut names = names.clone();
        names[at] = own;
        let said = Some(Setting { path: file, text: own.to_owned() });
        let (path, by) = (names.join("/"), "dotnet".to_owned());
        from_context.then_some(Built { stage, instruction, path, by, said, rivals: Vec::new() })
    }

    /// Whether a command of the stage chooses a framework or sets a property by itself.
    fn passes_framework(&self, stage: StageId) -> bool {
        let arg = |arg: &Arg| match arg {
            Arg::Known(text) => {
                let text = text.as_str();
                matches!(text, "-f" | "--framework") || text.contains("TargetFramework") || text.contains("--framework")
            }
            _ => true,
        };
        let mut own = self.invocations_in(stage).iter();
        own.any(|it| {
            let is_dotnet = it.argv.first() == Some(&Arg::Known("dotnet".to_owned()));
            is_dotnet && it.argv.iter().any(arg)
        })
    }
}

/// `net8.0`, `netcoreapp3.1`; not `net472`, nor one with a platform.
fn is_framework(name: &str) -> bool {
    let rest = name.strip_prefix("netcoreapp").or_else(|| name.strip_prefix("net"));
    let version = rest.and_then(|rest| rest.split_once('.'));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    version.is_some_and(|(major, minor)| digits(major) && digits(minor))
}
