//! Java, Kotlin, Scala and Clojure: Maven, Gradle and the JDK's own programs.

use super::node::runs;
use super::tool::{Tool, clean, join, parent, program, text};
use super::{Arg, Effect, artifacts};

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "mvn" | "mvnw" | "mvnd" => Some(maven(tool)),
        "gradle" | "gradlew" => Some(gradle(tool)),
        "sbt" | "lein" | "ant" | "mill" | "clojure" | "clj" | "bazel" | "bazelisk" => {
            let homes = [".ivy2", ".sbt", ".m2", ".cache", ".lein", ".coursier"]
                .map(|name| tool.opens(join(&tool.home(), name)));
            Some(runs(tool, &tool.cwd()).into_iter().chain(homes).collect())
        }
        "jlink" | "jpackage" => jlink(tool),
        "javac" | "kotlinc" | "scalac" => {
            let options = tool.options(&["-d", "-cp", "-classpath"]);
            Some(vec![options.value(&["-d"]).map_or_else(|| tool.opens(tool.cwd()), |to| tool.opens_arg(to))])
        }
        "jar" => Some(vec![tool.opens(tool.cwd())]),
        "jdeps" | "jcmd" | "jps" => Some(Vec::new()),
        "java" => java(tool),
        "native-image" => Some(vec![tool.opens(tool.cwd())]),
        _ => None,
    }
}

fn maven(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-f", "--file", "-s", "--settings", "-pl", "-P", "-T", "-gs"]);
    let mut root = tool.cwd();
    if let Some(file) = options.value(&["-f", "--file"]) {
        root = match tool.place(file) {
            Some(path) if path.ends_with(".xml") => parent(&path),
            Some(path) => path,
            None => return vec![tool.opens("/")],
        };
    }
    let mut effects = vec![tool.opens(join(&tool.home(), ".m2"))];
    effects.extend(tool.env("MAVEN_CONFIG").filter(|it| it.starts_with('/')).map(|path| tool.opens(clean(&path))));
    effects.extend(local_repository(tool).map(|arg| tool.opens_arg(&arg)));
    let mut folders = vec![root];
    let mut seen = 0;
    // A project of projects: `<module>` names the folders; 64 of them are more than any build has.
    while let Some(folder) = folders.get(seen).cloned().filter(|_| seen < 64) {
        seen += 1;
        let Some(pom) = tool.read(&join(&folder, "pom.xml")) else {
            effects.push(tool.opens(folder));
            continue;
        };
        effects.extend(artifacts::maven(tool, &folder, &pom));
        let quarkus = artifacts::quarkus(tool, &folder, &pom);
        // A frontend plugin or an output folder of its own can write anywhere in the module.
        let own = ["<directory>", "<outputDirectory>", "frontend-maven-plugin", "exec-maven-plugin", "antrun"];
        let whole = own.iter().any(|sign| pom.contains(sign));
        effects.push(tool.opens(if whole { folder.clone() } else { join(&folder, "target") }));
        effects.extend(quarkus);
        let modules = pom.split("<module>").skip(1).filter_map(|rest| rest.split("</module>").next());
        for module in modules.map(|module| join(&folder, module.trim())) {
            if !folders.contains(&module) {
                folders.push(module);
            }
        }
    }
    effects
}

fn local_repository(tool: &Tool) -> Option<Arg> {
    let given = tool.args.iter().filter_map(text).find_map(|it| it.strip_prefix("-Dmaven.repo.local="));
    given.map(|path| Arg::Known(path.to_owned()))
}

/// Subprojects may lie anywhere below the root project.
fn gradle(tool: &Tool) -> Vec<Effect> {
    let options =
        tool.options(&["-p", "--project-dir", "-g", "--gradle-user-home", "-b", "-c", "-x", "--project-cache-dir"]);
    let root = options.value(&["-p", "--project-dir"]).map_or_else(|| tool.cwd(), |arg| tool.holder(arg));
    let home = options.value(&["-g", "--gradle-user-home"]).map(|arg| tool.holder(arg));
    let home = home.or_else(|| tool.env("GRADLE_USER_HOME").map(|path| clean(&path)));
    let home = home.unwrap_or_else(|| join(&tool.home(), ".gradle"));
    let built = artifacts::gradle(tool, &root).into_iter().chain(artifacts::installed(tool, &root));
    let built: Vec<Effect> = built.collect();
    [tool.opens(root), tool.opens(home)].into_iter().chain(built).collect()
}

fn jlink(tool: &Tool) -> Option<Vec<Effect>> {
    let options =
        tool.options(&["--output", "--add-modules", "--module-path", "-p", "--compress", "--dest", "-d", "--vm"]);
    let to = options.value(&["--output", "--dest", "-d"])?;
    let Some(path) = tool.place(to) else { return Some(vec![tool.opens_arg(to)]) };
    let java = program(join(&path, "bin/java"));
    let made = [Effect::Folder(path.clone()), tool.opens(path)];
    Some(made.into_iter().chain((tool.name == "jlink").then_some(java)).collect())
}

/// `java -Djarmode=... extract` unpacks a Spring Boot jar; any other program is not known.
fn java(tool: &Tool) -> Option<Vec<Effect>> {
    let extracts = tool.args.iter().filter_map(text).any(|it| it.starts_with("-Djarmode="));
    if !extracts {
        return None;
    }
    let options = tool.options(&["--destination", "--application-filename"]);
    let to = options.value(&["--destination"]).cloned().unwrap_or(Arg::Known(".".to_owned()));
    Some(vec![tool.opens_arg(&to)])
}
