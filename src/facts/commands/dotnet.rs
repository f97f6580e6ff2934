//! .NET: `dotnet restore`, `build`, `publish`.

use super::tool::{Options, Tool, base_name, join, parent, text};
use super::{Arg, Effect, Rival, Setting};

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
            if matches!(options.subcommand(), Some("build" | "publish")) {
                effects.extend(made(tool, &options));
            }
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

/// Signs in a project that its output goes elsewhere.
const MOVES: [&str; 6] =
    ["BaseOutputPath", "OutputPath", "OutDir", "PublishDir", "UseArtifactsOutput", "ArtifactsPath"];

/// What building or publishing one project makes: its assembly, the program of that name, and the folder.
fn made(tool: &Tool, options: &Options) -> Vec<Effect> {
    let made = Project::read(tool, options).and_then(|project| project.made(options));
    made.unwrap_or_default()
}

/// A project with what holds for it.
struct Project<'a> {
    tool: &'a Tool<'a>,
    file: String,
    text: String,
    /// Texts of `Directory.Build.props` and the like.
    shared: Vec<String>,
}

impl<'a> Project<'a> {
    /// `None` where the output goes where it is told elsewhere.
    fn read(tool: &'a Tool<'a>, options: &Options) -> Option<Project<'a>> {
        let file = project(tool, options)?;
        let text = tool.read(&file)?;
        let shared = directory_properties(tool, &parent(&file));
        let moved = |text: &str| MOVES.iter().any(|sign| text.contains(sign));
        let given = tool.args.iter().filter_map(super::tool::text).any(moved);
        (!given && !moved(&text) && !shared.iter().any(|text| moved(text))).then_some(Project {
            tool,
            file,
            text,
            shared,
        })
    }

    /// A property by the command line, the project, or what is shared.
    fn property(&self, name: &str) -> Option<String> {
        let given = self.tool.args.iter().filter_map(text).find_map(|it| it.split_once(&format!(":{name}=")));
        let own = given.map(|(_, value)| value.to_owned()).or_else(|| element(&self.text, name));
        own.or_else(|| self.shared.iter().find_map(|text| element(text, name)))
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.property(name).is_some_and(|it| it.eq_ignore_ascii_case(value))
    }

    /// The assembly's name; `None` where it is computed or said more than once.
    fn assembly(&self) -> Option<String> {
        let (stem, _) = base_name(&self.file).rsplit_once('.')?;
        let several = |text: &String| text.matches("<AssemblyName>").count() > 1;
        let name = self.property("AssemblyName").unwrap_or_else(|| stem.to_owned());
        let name = name.replace("$(MSBuildProjectName)", stem);
        let plain = !name.is_empty() && !name.contains(['$', '/', '%']);
        (plain && !several(&self.text) && !self.shared.iter().any(several)).then_some(name)
    }

    /// One file for all (`PublishSingleFile`), or compiled to a program (`PublishAot`): no assembly is left.
    fn is_bundled(&self) -> bool {
        self.is("PublishSingleFile", "true") || self.is("PublishAot", "true")
    }

    /// Whether a program named after the assembly comes with it, unless `UseAppHost` is off.
    fn has_host(&self) -> bool {
        let signs = ["Sdk.Web", "Sdk.Worker", "<OutputType>Exe<"];
        signs.iter().any(|sign| self.text.contains(sign)) && !self.is("UseAppHost", "false")
    }

    fn made(&self, options: &Options) -> Option<Vec<Effect>> {
        let (name, folder) = (self.assembly()?, parent(&self.file));
        let out = match options.value(&["-o", "--output"]) {
            Some(to) => Some(self.tool.place(to)?),
            None => None,
        };
        let mut effects = Vec::new();
        if let Some(out) = &out {
            if !self.is_bundled() {
                effects.push(Effect::File { path: join(out, &format!("{name}.dll")), executable: None });
            }
            if self.has_host() {
                effects.push(Effect::File { path: join(out, &name), executable: Some(true) });
            }
        }
        let configuration = options.value(&["-c", "--configuration"]).map_or(Some(None), |it| text(it).map(Some))?;
        let by = format!("dotnet {}", options.subcommand()?);
        let rivals = self.rivals(&by, out.as_ref(), configuration, &name);
        let said = element(&self.text, "AssemblyName").filter(|said| *said == name);
        let said = said.map(|text| Setting { path: self.file.clone(), text });
        let path = out.or_else(|| configuration.map(|it| join(&folder, &format!("bin/{it}"))))?;
        effects.push(Effect::Builds { path, by, said, rivals });
        Some(effects)
    }

    /// The folders of the other configuration, the usual ones where `-o` names another, and other assemblies.
    fn rivals(&self, by: &str, out: Option<&String>, configuration: Option<&str>, name: &str) -> Vec<Rival> {
        let folder = parent(&self.file);
        let other = match configuration {
            Some("Release") => Some("Debug"),
            Some("Debug") => Some("Release"),
            _ => None,
        };
        let mut rivals: Vec<Rival> =
            other.map(|other| Rival::At(join(&folder, &format!("bin/{other}")))).into_iter().collect();
        let framework = element(&self.text, "TargetFramework").filter(|it| !it.contains('$'));
        if let (Some(framework), Some(_), "dotnet publish") = (&framework, out, by) {
            let usual = |name: &str| Rival::At(join(&folder, &format!("bin/{name}/{framework}/publish")));
            rivals.extend(["Release", "Debug"].map(usual));
        }
        if !self.is_bundled() {
            rivals.push(Rival::Assemblies { folder: out.cloned(), made: name.to_owned() });
        }
        rivals
    }
}

/// The one project file that the command line or the working directory names.
fn project(tool: &Tool, options: &Options) -> Option<String> {
    let is_project = |name: &str| [".csproj", ".fsproj", ".vbproj"].iter().any(|end| name.ends_with(end));
    // `--self-contained` may have its value in the next word.
    let rest: Vec<&Arg> = options.rest().iter().filter(|arg| !matches!(text(arg), Some("true" | "false"))).collect();
    let folder = match rest.as_slice() {
        [] => tool.cwd(),
        [only] => {
            let path = tool.place(only)?;
            if is_project(&path) {
                return Some(path);
            }
            path
        }
        _ => return None,
    };
    let Some(names) = (tool.call.list)(&folder) else {
        // Steps before wrote to the folder; by custom it has the name of its project.
        let custom = join(&folder, &format!("{}.csproj", base_name(&folder)));
        return tool.read(&custom).map(|_| custom);
    };
    let mut projects = names.iter().filter(|name| is_project(name));
    let project = projects.next().filter(|_| projects.next().is_none())?;
    let is_solution = |name: &String| name.ends_with(".sln") || name.ends_with(".slnx");
    (!names.iter().any(is_solution)).then(|| join(&folder, project))
}

/// The texts of `Directory.Build.props` in the folder of a project or the nearest above, which holds for it.
fn directory_properties(tool: &Tool, folder: &str) -> Vec<String> {
    let mut at = folder.to_owned();
    loop {
        let found: Vec<String> = ["Directory.Build.props", "Directory.Build.targets"]
            .iter()
            .filter_map(|name| tool.read(&join(&at, name)))
            .collect();
        if !found.is_empty() || at == "/" {
            return found;
        }
        at = parent(&at);
    }
}

fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split('<').next().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned)
}
