//! .NET: `dotnet restore`, `build`, `publish`.

use super::tool::{Tool, join, text};
use super::{Arg, Effect};

const VALUED: &[&str] = &[
    "-o",
    "--output",
    "-c",
    "--configuration",
    "-r",
    "--runtime",
    "-f",
    "--framework",
    "-v",
    "--verbosity",
    "-s",
    "--source",
    "--configfile",
    "--packages",
    "--version-suffix",
    "-a",
    "--arch",
    "--os",
    "--tool-path",
    "--version",
    "--add-source",
    "--interactive-timeout",
    "--artifacts-path",
    "--self-contained-value",
];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "dotnet" => dotnet(tool),
        "nuget" | "msbuild" => Some(vec![tool.opens(tool.cwd()), tool.opens(join(&tool.home(), ".nuget"))]),
        _ => None,
    }
}

fn dotnet(tool: &Tool) -> Option<Vec<Effect>> {
    // `--no-restore` and `-p:Name=value` are single words; `-p:` would read as a cluster of letters.
    let args: Vec<Arg> = tool.args.iter().filter(|arg| !is_property(arg)).cloned().collect();
    let options = super::tool::read(&args, VALUED);
    let home = [".nuget", ".dotnet", ".local", ".config"].map(|name| tool.opens(join(&tool.home(), name)));
    let mut effects = home.to_vec();
    match options.subcommand()? {
        "restore" | "build" | "publish" | "test" | "pack" | "msbuild" | "clean" | "format" | "vstest" | "fsi" => {
            effects.extend(
                options.value(&["-o", "--output", "--artifacts-path", "--packages"]).map(|to| tool.opens_arg(to)),
            );
            if let Some(path) = options.value(&["-o", "--output"]).and_then(|to| tool.place(to)) {
                effects.push(Effect::Folder(path));
            }
            // `bin` and `obj` lie in each project that is referred to, at or beside the working directory.
            effects.push(tool.opens(tool.cwd()));
            for project in options.rest().iter().filter(|_| options.subcommand() != Some("test")) {
                effects.push(tool.opens(super::tool::parent(&tool.holder(project))));
            }
            effects.extend(property_paths(tool));
        }
        "tool" | "workload" | "new" | "add" | "sln" | "ef" | "remove" | "nuget" => {
            effects.push(tool.opens(tool.cwd()));
            effects.push(tool.opens("/usr/share/dotnet"));
            effects.extend(options.value(&["--tool-path", "-o", "--output"]).map(|to| tool.opens_arg(to)));
        }
        "dev-certs" | "--info" | "--list-sdks" | "--list-runtimes" => (),
        _ => return None,
    }
    // A project in the root folder opens nothing but that folder's own `bin` and `obj`.
    effects.retain(|effect| !matches!(effect, Effect::Opens { path, .. } if path == "/") || tool.call.cwd.is_none());
    if tool.call.cwd == Some("/") {
        effects.extend(["/bin/Release", "/bin/Debug", "/obj"].map(|path| tool.opens(path)));
    }
    Some(effects)
}

fn is_property(arg: &Arg) -> bool {
    text(arg).is_some_and(|it| {
        ["-p:", "/p:", "--property:", "-property:", "/nologo", "-t:", "/t:"].iter().any(|start| it.starts_with(start))
    })
}

/// `-p:PublishDir=/x` and `-p:OutputPath=/x`.
fn property_paths(tool: &Tool) -> Vec<Effect> {
    let names = ["PublishDir=", "OutputPath=", "OutDir=", "PublishUrl=", "BaseOutputPath=", "ArtifactsPath="];
    let written = tool.args.iter().filter_map(text);
    let values = written.filter_map(|it| names.iter().find_map(|name| it.split_once(name).map(|(_, value)| value)));
    values.map(|path| tool.opens_arg(&Arg::Known(path.to_owned()))).collect()
}
