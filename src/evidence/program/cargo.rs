//! The programs of a cargo project, by its manifests.

use toml::{Table, Value};

use crate::context::Context;
use crate::context::path::join;

/// A program of a cargo project: the folder of the package or workspace and the file that it is built from, relative
/// to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoProgram {
    pub root: String,
    pub entry: String,
}

/// Larger workspaces are not looked through to their end.
const MOST_MEMBERS: usize = 300;

/// The program `name` of the package or workspace in the folder `root` of the context.
pub fn find(context: &Context, root: &str, name: &str) -> Option<CargoProgram> {
    let own = of_package(context, root, name);
    let found = own.or_else(|| members(context, root).iter().find_map(|member| of_package(context, member, name)))?;
    Some(CargoProgram { root: root.to_owned(), entry: found.entry })
}

fn of_package(context: &Context, root: &str, name: &str) -> Option<CargoProgram> {
    let manifest = manifest(context, root)?;
    let at = |file: &str| CargoProgram { root: root.to_owned(), entry: join(root, file) };
    let listed = manifest.get("bin").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(bin) = listed.iter().find(|it| text(it, "name").as_deref() == Some(name)) {
        return Some(at(&text(bin, "path").unwrap_or_else(|| "src/main.rs".to_owned())));
    }
    let is_file = |file: &str| context.read(&join(root, file)).is_some();
    let package = manifest.get("package").and_then(|it| text(it, "name"));
    if package.as_deref() == Some(name) && is_file("src/main.rs") {
        return Some(at("src/main.rs"));
    }
    let files = [format!("src/bin/{name}.rs"), format!("src/bin/{name}/main.rs")];
    files.iter().find(|file| is_file(file)).map(|file| at(file))
}

/// The folders of a workspace's members.
fn members(context: &Context, root: &str) -> Vec<String> {
    let Some(manifest) = manifest(context, root) else { return Vec::new() };
    let members = manifest.get("workspace").and_then(|it| it.get("members")).and_then(Value::as_array);
    let patterns = members.into_iter().flatten().filter_map(Value::as_str).take(MOST_MEMBERS);
    let folders = patterns.flat_map(|pattern| match pattern.contains(['*', '?', '[']) {
        true => context.glob(&join(root, pattern)),
        false => vec![join(root, pattern)],
    });
    folders.take(MOST_MEMBERS).collect()
}

fn manifest(context: &Context, root: &str) -> Option<Table> {
    context.read(&join(root, "Cargo.toml"))?.text().parse().ok()
}
