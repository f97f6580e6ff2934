//! What Maven and Gradle call their archives, as far as the project says it in plain text.
//!
//! Maven names an archive `<artifactId>-<version>` with a classifier behind, or `<finalName>` (its super POM);
//! Gradle `<project>-<version>` in `build/libs`. A project that renames anything yields nothing.

use super::tool::{Tool, base_name, join, parent, text};
use super::{Effect, Rival, Setting};

/// Signs in a POM that names, places or contents of archives are changed.
const RENAMES: [&str; 8] = [
    "outputFile",
    "antrun",
    "exec-maven",
    "frontend-maven-plugin",
    "<jarName",
    "<directory>",
    "<warName",
    "maven-resources-plugin",
];

/// The same in a build of Gradle.
const GRADLE_RENAMES: [&str; 14] = [
    "archiveFileName",
    "archiveBaseName",
    "archivesBaseName",
    "archivesName",
    "archiveVersion",
    "archiveName",
    "baseName",
    "destinationDir",
    "buildDir",
    "buildDirectory",
    "setVersion",
    "versioning",
    "axion",
    "libsDirName",
];

/// Parents that name archives as Maven does.
const PLAIN_PARENTS: [&str; 3] = ["org.springframework.boot", "io.micronaut", "io.quarkus"];

/// What building the module in `folder` is known to make.
pub(super) fn maven(tool: &Tool, folder: &str, pom: &str) -> Option<Effect> {
    let words: Vec<&str> = tool.args.iter().filter_map(text).collect();
    let goals = ["package", "install", "verify", "deploy"];
    let plain =
        |word: &&str| !["finalName", "revision", "version", "changelist", "sha1"].iter().any(|it| word.contains(it));
    if !words.iter().any(|word| goals.contains(word)) || !words.iter().all(plain) || words.len() < tool.args.len() {
        return None;
    }
    let pom = without(pom, "<!--", "-->");
    if RENAMES.iter().any(|sign| pom.contains(sign)) {
        return None;
    }
    let head = [
        "parent",
        "dependencies",
        "dependencyManagement",
        "build",
        "profiles",
        "properties",
        "organization",
        "developers",
    ]
    .iter()
    .fold(pom.clone(), |text, block| without(&text, &format!("<{block}>"), &format!("</{block}>")));
    let packaging = element(&head, "packaging").unwrap_or("jar");
    if !matches!(packaging, "jar" | "war") {
        return None;
    }
    let above = pom.find("<parent>").map(|at| pom[at..].split("</parent>").next().unwrap_or_default().to_owned());
    if let Some(above) = &above {
        let local = tool.read(&join(&parent(folder), "pom.xml"));
        let known = PLAIN_PARENTS.contains(&element(above, "groupId").unwrap_or_default());
        if !known && local.is_none_or(|text| text.contains("finalName") || RENAMES.iter().any(|it| text.contains(it))) {
            return None;
        }
    }
    let mut names = pom.matches("<finalName>");
    let (start, said) = match (names.next(), names.next()) {
        (None, _) => {
            let own = element(&head, "version");
            let version = own.or_else(|| element(above.as_deref()?, "version"))?;
            (format!("{}-{version}", element(&head, "artifactId")?), version.to_owned())
        }
        // One in the configuration of a plugin is for that plugin's archive only.
        (Some(_), None) if !plugin_names(&pom) => {
            let name = element(&pom, "finalName")?;
            (name.to_owned(), name.to_owned())
        }
        _ => return None,
    };
    if start.contains(['$', '<', '/']) {
        return None;
    }
    let target = join(folder, "target");
    let said = Some(Setting { path: join(folder, "pom.xml"), text: said });
    let path = join(&target, &format!("{start}.{packaging}"));
    let by = format!("{} package", tool.name);
    Some(Effect::Builds { path, by, said, rivals: vec![Rival::Archives { folder: target, start }] })
}

fn plugin_names(pom: &str) -> bool {
    let before = pom.split("<finalName>").next().unwrap_or_default();
    before.matches("<plugin>").count() > before.matches("</plugin>").count()
}

/// The trimmed text of the first element of this name.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let open = format!("<{name}>");
    let rest = &text[text.find(&open)? + open.len()..];
    rest.split('<').next().map(str::trim).filter(|it| !it.is_empty())
}

/// The text without everything from `open` to the next `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once(open) {
        left.push_str(before);
        rest = inner.split_once(close).map_or("", |(_, behind)| behind);
    }
    left + rest
}

/// What building the only project in `folder` is known to make.
pub(super) fn gradle(tool: &Tool, folder: &str) -> Option<Effect> {
    let words: Vec<&str> = tool.args.iter().filter_map(text).collect();
    let tasks = ["build", "assemble", "bootJar", "jar", "bootWar", "war", "shadowJar"];
    let plain = |word: &&str| !word.starts_with("-P") && !word.starts_with("-I") && !word.contains(':');
    if !words.iter().any(|word| tasks.contains(word)) || !words.iter().all(plain) || words.len() < tool.args.len() {
        return None;
    }
    let either = |name: &str| {
        let (plain, kotlin) = (join(folder, name), join(folder, &format!("{name}.kts")));
        tool.read(&plain).map(|text| (plain, text)).or_else(|| tool.read(&kotlin).map(|text| (kotlin, text)))
    };
    let (settings_path, settings) = either("settings.gradle")?;
    let (_, build) = either("build.gradle")?;
    let properties = tool.read(&join(folder, "gradle.properties")).unwrap_or_default();
    let lines = |text: &str| -> Vec<String> {
        let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('*'));
        code.map(str::to_owned).collect()
    };
    let renamed = GRADLE_RENAMES.iter().any(|sign| build.contains(sign) || settings.contains(sign));
    let several = lines(&settings).iter().any(|line| line.starts_with("include"));
    if renamed || several || lines(&properties).iter().any(|line| line.starts_with("version")) {
        return None;
    }
    let name = lines(&settings).iter().find_map(|line| {
        let value = line.strip_prefix("rootProject.name")?.trim_start().strip_prefix('=')?;
        quoted(value.trim())
    })?;
    let build = lines(&build);
    let mut versions = build.iter().filter_map(|line| {
        let rest = line.strip_prefix("version")?;
        let value = rest.trim_start();
        let value = value.strip_prefix('=').map_or(value, str::trim_start);
        (rest.starts_with([' ', '='])).then(|| quoted(value))
    });
    let start = match (versions.next(), versions.next()) {
        (Some(Some(version)), None) => format!("{name}-{version}"),
        // Without a version the archive has the project's name alone.
        (None, None) if !build.iter().any(|line| line.contains("version =") || line.contains("apply from")) => {
            name.clone()
        }
        _ => return None,
    };
    let libs = join(folder, "build/libs");
    let said = Some(Setting { path: settings_path, text: name });
    let rivals = vec![Rival::Archives { folder: libs.clone(), start }, Rival::At(join(folder, "target"))];
    Some(Effect::Builds { path: libs, by: base_name(tool.name).to_owned(), said, rivals })
}

/// The start script that `installDist` of the only project in `folder` writes: `build/install/<project>/bin/<name>`.
///
/// By the application plugin (<https://docs.gradle.org/current/userguide/application_plugin.html>).
pub(super) fn installed(tool: &Tool, folder: &str) -> Vec<Effect> {
    let asks = |word: &str| matches!(word, "installDist" | ":installDist");
    let reads =
        |name: &str| tool.read(&join(folder, name)).or_else(|| tool.read(&join(folder, &format!("{name}.kts"))));
    let (Some(settings), Some(build)) = (reads("settings.gradle"), reads("build.gradle")) else { return Vec::new() };
    let renamed =
        ["distributionBaseName", "installDist {", "installDist{", "buildDir =", "buildDir=", "buildDirectory"];
    if !tool.args.iter().filter_map(text).any(asks) || renamed.iter().any(|sign| build.contains(sign)) {
        return Vec::new();
    }
    let value = |text: &str, key: &str| {
        text.lines().map(str::trim).find_map(|line| {
            let rest = line.strip_prefix(key)?.trim_start();
            quoted(rest.strip_prefix('=').unwrap_or(rest).trim())
        })
    };
    let Some(name) = value(&settings, "rootProject.name") else { return Vec::new() };
    let out = join(folder, &format!("build/install/{name}"));
    let mut scripts: Vec<String> = build
        .lines()
        .filter_map(|line| value(line, "applicationName").or_else(|| value(line, "application.applicationName")))
        .collect();
    // A task of one's own that writes start scripts stands beside the one of the plugin.
    if scripts.is_empty() || build.contains("CreateStartScripts") {
        scripts.push(name);
    }
    let script = |name: &String| Effect::File { path: join(&out, &format!("bin/{name}")), executable: Some(true) };
    let scripts: Vec<Effect> = scripts.iter().map(script).collect();
    [Effect::Folder(join(&out, "lib"))].into_iter().chain(scripts).collect()
}

/// The folder of a Quarkus application, where nothing says that it is packed otherwise.
pub(super) fn quarkus(tool: &Tool, folder: &str, pom: &str) -> Option<Effect> {
    let goals = ["package", "install", "verify", "deploy"];
    let built = tool.args.iter().filter_map(text).any(|word| goals.contains(&word));
    let settings = tool.read(&join(folder, "src/main/resources/application.properties")).unwrap_or_default();
    let repacked = |text: &str| ["quarkus.package", "quarkus.native", "<finalName>"].iter().any(|it| text.contains(it));
    let plain = pom.contains("quarkus-maven-plugin") && !repacked(pom) && !repacked(&settings);
    let given = tool.args.iter().any(|arg| text(arg).is_none_or(|it| it.contains("quarkus.") || it == "-Pnative"));
    let path = join(folder, "target/quarkus-app/quarkus-run.jar");
    (built && plain && !given).then_some(Effect::File { path, executable: None })
}

/// The literal that a line of Gradle ends with: `'1.0'`, `"1.0"`.
fn quoted(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let inner = value[1..].split(quote).next()?;
    (!inner.is_empty() && !inner.contains(['$', '/'])).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{element, quoted, without};

    #[test]
    fn reads_plain_text_only() {
        assert_eq!(element("<a><version> 1.2 </version></a>", "version"), Some("1.2"));
        assert_eq!(without("x<!-- y --> z<!-- open", "<!--", "-->"), "x z");
        assert_eq!(quoted("'1.0' // now"), Some("1.0".to_owned()));
        assert_eq!(quoted("\"$base\""), None);
        assert_eq!(quoted("libs.version"), None);
    }
}
