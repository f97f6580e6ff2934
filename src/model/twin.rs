//! What stands in a stage and resembles a path that does not.

use super::Model;
use super::copy::Copy;
use super::files::{Change, Look, StageId, Tree, What};
use super::stage::Stage;
use super::{names, path};

/// A path that is likely meant.
#[derive(Clone, Debug)]
pub struct Twin {
    pub path: String,
    /// What brought it; `None`: the base image.
    pub instruction: Option<usize>,
    /// One letter off in the same folder: a slip, whatever else may have been written there.
    pub misspelt: bool,
}

/// Files that many images have and others copy.
const WELL_KNOWN: [&str; 3] = ["/etc/ssl/certs/ca-certificates.crt", "/etc/passwd", "/usr/share/zoneinfo"];

/// Folders that builds write to; a name that lacks one letter of one of these is a slip.
const OUTPUT: [&str; 9] =
    ["dist", "build", "public", "target", "vendor", "release", "publish", "standalone", "node_modules"];

/// Programs that images start; a name one letter off is a slip.
const PROGRAMS: [&str; 34] = [
    "apache2-foreground",
    "bundle",
    "caddy",
    "celery",
    "daphne",
    "docker-entrypoint.sh",
    "dotnet",
    "dumb-init",
    "fastapi",
    "flask",
    "gunicorn",
    "httpd",
    "hypercorn",
    "java",
    "nginx",
    "node",
    "npm",
    "npx",
    "php",
    "php-fpm",
    "pnpm",
    "puma",
    "python",
    "python3",
    "rails",
    "redis-server",
    "ruby",
    "supervisord",
    "tini",
    "uvicorn",
    "uwsgi",
    "yarn",
    "streamlit",
    "bundler",
];

/// How folders of programs below `/usr/lib`, `/usr/share` and `/usr/libexec` begin.
const SYSTEM_FOLDERS: [&str; 40] = [
    "apache", "apk", "apt", "cargo", "cgi", "chrom", "cni", "dbus", "debug", "doc", "dotnet", "dpkg", "elixir", "erl",
    "fire", "game", "gcc", "git", "gnu", "go", "gradle", "jni", "java", "jvm", "libre", "llvm", "local", "lua",
    "mariadb", "maven", "my", "nginx", "node", "open", "perl", "php", "post", "py", "ruby", "rust",
];

impl Model {
    /// What in the stage resembles `wanted`: another spelling in the same folder, or the same name in
    /// another folder that an instruction wrote to.
    pub fn twin(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        self.misspelt(stage, wanted)
            .or_else(|| self.base_twin(stage, wanted))
            .or_else(|| self.output_twin(stage, wanted))
            .or_else(|| self.project_twin(wanted))
            .or_else(|| self.made_elsewhere(stage, wanted))
    }

    /// Whether `wanted` lies in a folder of `/usr` that no instruction made, no package is named after and no
    /// distribution has.
    pub fn is_nowhere(&self, stage: StageId, wanted: &str) -> bool {
        let Some(facts) = self.chain(stage).last().and_then(Stage::facts) else { return false };
        let mut names = wanted.split('/').skip(1);
        let (Some("usr"), Some("lib" | "share" | "libexec"), Some(folder), Some(_)) =
            (names.next(), names.next(), names.next(), names.next())
        else {
            return false;
        };
        let related = |name: &str| {
            let stem = |text: &str| text.chars().take_while(char::is_ascii_alphabetic).take(4).collect::<String>();
            !name.is_empty() && stem(name) == stem(folder)
        };
        let mut packages = self.chain(stage).flat_map(|stage| &stage.changes).filter_map(|change| match &change.what {
            What::Packages(packages) => Some(packages),
            _ => None,
        });
        folder.bytes().all(|it| it.is_ascii_lowercase())
            && !SYSTEM_FOLDERS.iter().any(|known| folder.starts_with(known))
            && !path::file_name(&facts.image).split(['-', ':', '.']).any(related)
            && packages.all(|it| it.complete && !it.names.iter().any(|name| related(name)))
            && self.look_own(stage, wanted).is_absent()
    }

    fn misspelt(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        let (folder, name) = (path::parent(wanted), path::file_name(wanted));
        let changes = self.stages.get(stage)?.changes.len();
        let listing = self.list(stage, changes, folder);
        let brought = self.package_files(stage, folder);
        let names = listing.names.iter().map(String::as_str);
        let near = names::nearest(name, names.chain(brought.iter().map(|it| path::file_name(it))))?;
        let at = path::child(folder, near);
        let look = self.look(stage, &at);
        let found = look.found()?;
        let instruction = found.trail.first().map(|origin| origin.instruction);
        Some(Twin { path: at, instruction, misspelt: names::is_slip(name, near) })
    }

    /// Files in `folder` that the packages of the stage surely brought.
    fn package_files(&self, stage: StageId, folder: &str) -> Vec<&'static str> {
        let changes = self.chain(stage).flat_map(|stage| &stage.changes);
        let installed = changes.filter_map(|change| match &change.what {
            What::Packages(installed) => Some(installed),
            _ => None,
        });
        let files = installed.flat_map(|it| it.own_files()).copied();
        files.filter(|file| path::parent(file) == folder).collect()
    }

    /// A program or file that the base image surely has.
    fn base_twin(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        let facts = self.chain(stage).last()?.facts();
        let (folder, name) = (path::parent(wanted), path::file_name(wanted));
        let programs = facts.map_or_else(Vec::new, |facts| facts.known_programs());
        let is_program = matches!(folder, "/usr/bin" | "/bin" | "/usr/local/bin" | "/usr/sbin" | "/sbin");
        let known = programs.iter().map(String::as_str).chain(PROGRAMS);
        // Short names and those with a letter more or less at the end are programs of their own: `tr`, `httpd`.
        let differs_inside =
            |it: &str| name.len() >= 4 && it.len() >= 4 && !it.starts_with(name) && !name.starts_with(it);
        let letters = |it: &str| it.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.').to_owned();
        let mut candidates = known
            .filter(|it| is_program && names::is_slip(name, it) && differs_inside(it) && letters(name) != letters(it));
        if let Some(near) = candidates.next().filter(|_| !PROGRAMS.contains(&name)) {
            return Some(Twin { path: near.to_owned(), instruction: None, misspelt: true });
        }
        let known = WELL_KNOWN.iter().filter(|it| path::parent(it) == folder && self.look(stage, it).is_present());
        let near = names::nearest(name, known.map(|it| path::file_name(it)))?;
        Some(Twin { path: path::child(folder, near), instruction: None, misspelt: true })
    }

    /// A folder of build output whose name lacks a letter, where the folder itself may be there.
    fn output_twin(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        let slip = |name: &str| OUTPUT.iter().find(|it| lacks_one_letter(name, it));
        let names: Vec<&str> = wanted.split('/').collect();
        let at = names.iter().position(|name| slip(name).is_some())?;
        let mut names = names.clone();
        names[at] = slip(names[at])?;
        let path = names.join("/");
        (!self.look(stage, &path).is_absent()).then_some(Twin { path, instruction: None, misspelt: true })
    }

    /// `Servce.dll` where the context has the project `Service.csproj`, which names the assembly.
    fn project_twin(&self, wanted: &str) -> Option<Twin> {
        let name = path::file_name(wanted).strip_suffix(".dll")?;
        let context = self.context.as_ref()?;
        let projects = ["*.csproj", "*/*.csproj", "*/*/*.csproj"].iter().flat_map(|pattern| context.glob(pattern));
        let names: Vec<String> =
            projects.filter_map(|it| it.rsplit('/').next()?.strip_suffix(".csproj").map(str::to_owned)).collect();
        if names.iter().any(|it| it == name) {
            return None;
        }
        let near = names.iter().find(|it| names::is_slip(name, it))?;
        let path = path::child(path::parent(wanted), &format!("{near}.dll"));
        Some(Twin { path, instruction: None, misspelt: true })
    }

    /// What an instruction put into another folder under the same name.
    pub(super) fn made_elsewhere(&self, stage: StageId, wanted: &str) -> Option<Twin> {
        let name = path::file_name(wanted);
        let is_there = |at: &str| at != wanted && matches!(self.look(stage, at), Look::Present(_));
        let mut made = self.chain(stage).flat_map(|stage| &stage.changes).filter_map(made_path);
        let found = made.find(|(at, _)| at.ends_with(name) && path::file_name(at) == name && is_there(at));
        let found = found.map(|(at, index)| (at.to_owned(), index));
        let found = found.or_else(|| self.renamed(stage, name).filter(|(at, _)| is_there(at)));
        let found = found.or_else(|| self.in_copied_folder(stage, name).filter(|(at, _)| is_there(at)));
        let (path, instruction) = found?;
        Some(Twin { path, instruction: Some(instruction), misspelt: false })
    }

    /// Where the source `name` of a COPY lands under another name, and the COPY.
    fn renamed(&self, stage: StageId, name: &str) -> Option<(String, usize)> {
        let mut stages: Vec<StageId> = self.chain(stage).map(|stage| stage.id).collect();
        stages.sort_unstable();
        let copies = stages.iter().flat_map(|stage| self.copies_in(*stage));
        let alone = copies.filter(|copy| copy.sources.len() == 1 && !copy.destination.is_folder);
        let named = |copy: &&Copy| copy.sources[0].text.known().is_some_and(|source| path::file_name(source) == name);
        if name.is_empty() {
            return None;
        }
        let copy = alone.filter(named).find(|copy| copy.destination.path.is_some())?;
        Some((copy.destination.path.clone()?, copy.instruction))
    }

    /// The one place below the folders of the context that are copied where a file is called `name`, and the COPY.
    fn in_copied_folder(&self, stage: StageId, name: &str) -> Option<(String, usize)> {
        let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_' | b'.');
        if COMMON.contains(&name) || !name.bytes().all(is_plain) {
            return None;
        }
        let context = self.context.as_ref()?;
        let mut found = None;
        for change in self.chain(stage).flat_map(|stage| &stage.changes) {
            let What::Tree { path: placed, from: Tree::Context { path: folder, .. }, .. } = &change.what else {
                continue;
            };
            let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            for depth in ["", "*/", "*/*/"] {
                for file in context.glob(&format!("{prefix}{depth}{name}")) {
                    // A folder that is given with a link or as a file has nothing below it by its own name.
                    let Some(rest) = file.strip_prefix(&prefix) else { continue };
                    let at = path::child(placed, rest);
                    if found.as_ref().is_some_and(|(other, _)| *other != at) {
                        return None;
                    }
                    found = Some((at, change.instruction));
                }
            }
        }
        found
    }
}

/// Names that stand in many folders, and so point nowhere.
const COMMON: [&str; 12] = [
    "index.js",
    "main.js",
    "server.js",
    "app.js",
    "index.ts",
    "main.py",
    "app.py",
    "manage.py",
    "__init__.py",
    "__main__.py",
    "index.php",
    "package.json",
];

fn made_path(change: &Change) -> Option<(&str, usize)> {
    match &change.what {
        What::Add { path, .. } | What::Tree { path, .. } => Some((path, change.instruction)),
        _ => None,
    }
}

/// Whether `name` is `whole` without one letter, or with two neighbours swapped.
fn lacks_one_letter(name: &str, whole: &str) -> bool {
    if name.len() + 1 == whole.len() {
        return (0..whole.len()).any(|at| format!("{}{}", &whole[..at], &whole[at + 1..]) == name);
    }
    let swapped = |at: usize| {
        let mut letters: Vec<u8> = whole.bytes().collect();
        letters.swap(at, at + 1);
        letters == name.as_bytes()
    };
    name != whole && name.len() == whole.len() && (0..whole.len() - 1).any(swapped)
}

#[cfg(test)]
mod tests {
    use super::lacks_one_letter;

    #[test]
    fn knows_slips_of_output_folders() {
        for (name, expected) in [("dit", true), ("dsit", true), ("list", false), ("dist", false), ("dists", false)] {
            assert_eq!(lacks_one_letter(name, "dist"), expected, "{name}");
        }
    }
}
