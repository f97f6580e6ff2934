//! Where the scripts of a JavaScript project put what they build, as far as script and configuration say it.
//!
//! The defaults are those that each tool's manual names. A script with a part that is not understood, or a
//! configuration that is computed, yields nothing.

mod literals;

use serde_json::Value;

use literals::{is_computed, literal, names_path};

use super::tool::{Tool, join, text};
use super::{Arg, Effect, Rival, Setting};

/// Scripts that call scripts, so deep.
const DEPTH: u32 = 5;

/// Folders at the top of a project that one tool or another writes.
const FOLDERS: [&str; 10] =
    ["dist", "build", "out", "www", "output", "_site", ".output", ".next", "storybook-static", "export"];

/// Programs that make no folder of output.
const HARMLESS: [&str; 20] = [
    "eslint",
    "prettier",
    "rimraf",
    "del-cli",
    "echo",
    "vue-tsc",
    "stylelint",
    "jest",
    "vitest",
    "tslint",
    "svelte-check",
    "svgo",
    "relay-compiler",
    "graphql-codegen",
    "biome",
    "oxlint",
    "true",
    "shx",
    "check-node-version",
    "only-allow",
];

/// Plugins and helpers that put the output elsewhere than the tool itself does.
const MOVERS: [&str; 18] = [
    "sveltekit",
    "laravel",
    "reactRouter",
    "remix",
    "qwik",
    "tanstack",
    "solidStart",
    "nitro",
    "crx",
    "symfony",
    "RubyPlugin",
    "vike",
    "electron",
    "vite-plugin-ssr",
    "rootDir:",
    "root:",
    "process.env",
    "loadEnv",
];

/// What a build writes.
struct Output {
    /// Relative to the project.
    folder: String,
    /// As a message names it: `vite build`.
    by: String,
    /// The file that says so, and the text in it.
    said: Option<(String, String)>,
    /// The text of the configuration.
    config: String,
    /// More that it does not write, relative to the project.
    also_not: Vec<String>,
}

/// The effects of running a script of `folder`, or a build tool itself: `words` are the words behind `npm`.
pub(super) fn effects(tool: &Tool, folder: &str, words: &[Arg]) -> Vec<Effect> {
    let words: Option<Vec<String>> = words.iter().map(|arg| text(arg).map(str::to_owned)).collect();
    let Some(words) = words else { return Vec::new() };
    let project = Project { tool, folder };
    let output = match project.script_of(&words) {
        Some(called) => project.script(&called.0, &called.1, DEPTH),
        None => project.command(&words, DEPTH),
    };
    let Some(Part::Builds(output)) = output else { return Vec::new() };
    let first = output.folder.split('/').next().unwrap_or_default().to_owned();
    let others = FOLDERS.iter().filter(|name| **name != first && !names_path(&output.config, name));
    let others = others.map(|name| (*name).to_owned()).chain(output.also_not.iter().cloned());
    let said = output.said.clone().map(|(file, text)| Setting { path: join(folder, &file), text });
    vec![Effect::Builds {
        path: join(folder, &output.folder),
        by: output.by.clone(),
        said,
        rivals: others.map(|name| Rival::At(join(folder, &name))).collect(),
    }]
}

/// What one command of a script does.
enum Part {
    Nothing,
    Builds(Output),
}

struct Project<'a> {
    tool: &'a Tool<'a>,
    folder: &'a str,
}

impl Project<'_> {
    fn read(&self, name: &str) -> Option<String> {
        self.tool.read(&join(self.folder, name))
    }

    fn json(&self, name: &str) -> Option<Value> {
        let text = self.read(name)?;
        // Configuration files of TypeScript may hold comments on lines of their own.
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        serde_json::from_str(&lines.collect::<Vec<&str>>().join("\n")).ok()
    }

    /// The script that `npm run build -- --mode x` names, and what is appended to it.
    fn script_of(&self, words: &[String]) -> Option<(String, Vec<String>)> {
        let at = words.iter().position(|word| !word.starts_with('-'))?;
        let mut rest = &words[at..];
        let runs = matches!(rest[0].as_str(), "run" | "run-script");
        if runs {
            let skip = rest.iter().skip(1).position(|word| !word.starts_with('-'))?;
            rest = &rest[1 + skip..];
        }
        let name = rest[0].clone();
        let known = self.json("package.json")?.pointer("/scripts")?.get(&name).is_some();
        let passed = match rest.iter().position(|word| word == "--") {
            Some(at) => rest[at + 1..].to_vec(),
            None if self.tool.name == "npm" => Vec::new(),
            None => rest[1..].to_vec(),
        };
        known.then_some((name, passed))
    }

    /// A script with those that run before and after it.
    fn script(&self, name: &str, passed: &[String], depth: u32) -> Option<Part> {
        let scripts = self.json("package.json")?.get("scripts")?.clone();
        let mut found = Part::Nothing;
        let around = self.tool.is(&["npm", "yarn", "bun"]);
        for (prefix, own) in [("pre", false), ("", true), ("post", false)] {
            let Some(script) = scripts.get(format!("{prefix}{name}")).and_then(Value::as_str) else { continue };
            if !own && !around {
                continue;
            }
            if script.contains(['|', ';', '$', '`', '(', '<', '>', '\n']) {
                return None;
            }
            let parts: Vec<&str> = script.split("&&").collect();
            for (at, part) in parts.iter().enumerate() {
                let mut words: Vec<String> =
                    part.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect();
                if own && at + 1 == parts.len() {
                    words.extend(passed.iter().cloned());
                }
                match (self.command(&words, depth)?, &found) {
                    (Part::Nothing, _) => {}
                    (builds, Part::Nothing) => found = builds,
                    // Two builds: nothing is said of either.
                    (Part::Builds(_), Part::Builds(_)) => return None,
                }
            }
        }
        Some(found)
    }

    fn command(&self, words: &[String], depth: u32) -> Option<Part> {
        let depth = depth.checked_sub(1)?;
        let mut words = words;
        while let Some(first) = words.first() {
            let is_wrapper =
                matches!(first.as_str(), "cross-env" | "npx" | "bunx" | "pnpx" | "dotenv" | "--" | "--yes" | "-y");
            if first.starts_with("BUILD_PATH=") || first.starts_with("NEXT_PRIVATE_STANDALONE") {
                return None;
            }
            if !is_wrapper && (!first.contains('=') || first.starts_with('-')) {
                break;
            }
            words = &words[1..];
        }
        let (program, rest) = words.split_first()?;
        match program.as_str() {
            "npm" | "yarn" | "pnpm" | "bun" | "npm-run-all" | "run-s" | "run-p" => self.scripts(program, rest, depth),
            "tsc" if rest.iter().any(|word| matches!(word.as_str(), "--noEmit" | "-b" | "--build")) => {
                Some(Part::Nothing)
            }
            "prisma" if rest.first().is_some_and(|word| word == "generate") => Some(Part::Nothing),
            _ if HARMLESS.contains(&program.as_str()) => Some(Part::Nothing),
            _ => self.bundler(program, rest).map(Part::Builds),
        }
    }

    fn scripts(&self, program: &str, rest: &[String], depth: u32) -> Option<Part> {
        if program.starts_with("run-") || program == "npm-run-all" {
            let mut found = Part::Nothing;
            for name in rest.iter().filter(|word| !word.starts_with('-')) {
                match (self.script(name, &[], depth)?, &found) {
                    (Part::Nothing, _) => {}
                    (builds, Part::Nothing) => found = builds,
                    (Part::Builds(_), Part::Builds(_)) => return None,
                }
            }
            return Some(found);
        }
        let (name, passed) = self.script_of(rest)?;
        self.script(&name, &passed, depth)
    }

    fn bundler(&self, program: &str, rest: &[String]) -> Option<Output> {
        let is_build = rest.first().is_some_and(|word| word == "build");
        let by = format!("{program} build");
        match program {
            "vite" | "rolldown-vite" if is_build => {
                let names = ["vite.config.ts", "vite.config.js", "vite.config.mts", "vite.config.mjs"];
                self.configured(&by, rest, &["--outDir"], &names, "outDir", "dist")
            }
            "astro" if is_build => {
                let names = ["astro.config.mjs", "astro.config.ts", "astro.config.js"];
                self.configured(&by, rest, &["--outDir"], &names, "outDir", "dist")
            }
            "vue-cli-service" if is_build => {
                self.configured(&by, rest, &["--dest"], &["vue.config.js", "vue.config.cjs"], "outputDir", "dist")
            }
            "parcel" if is_build => {
                self.configured(&by, rest, &["--dist-dir", "-d"], &[".parcelrc"], "distDir", "dist")
            }
            "docusaurus" if is_build => self.configured(&by, rest, &["--out-dir"], &[], "", "build"),
            "gatsby" if is_build => self.configured(&by, rest, &[], &[], "", "public"),
            "react-scripts" if is_build => {
                let moved = [".env", ".env.production", "package.json"].iter().filter_map(|name| self.read(name));
                let moved =
                    self.tool.env("BUILD_PATH").is_some() || moved.into_iter().any(|it| it.contains("BUILD_PATH"));
                if moved { None } else { self.configured(&by, rest, &[], &[], "", "build") }
            }
            "next" if is_build => self.next(),
            "ng" if is_build => self.angular(rest),
            "nest" if is_build && self.read("nest-cli.json").is_none_or(|it| !it.contains("projects")) => self
                .typescript("nest build", "tsconfig.build.json")
                .or_else(|| self.typescript("nest build", "tsconfig.json")),
            "tsc" => match rest {
                [] => self.typescript("tsc", "tsconfig.json"),
                [flag, file] if matches!(flag.as_str(), "-p" | "--project") && file.ends_with(".json") => {
                    self.typescript("tsc", file)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The output by an option, else by the one literal in the configuration, else the tool's default.
    fn configured(
        &self,
        by: &str,
        rest: &[String],
        options: &[&str],
        files: &[&str],
        key: &str,
        default: &str,
    ) -> Option<Output> {
        let output = |folder: &str, said, config| {
            let folder = folder.trim_start_matches("./").trim_end_matches('/').to_owned();
            let inside = !folder.starts_with(['/', '.']) || folder.starts_with(".output");
            let by = by.to_owned();
            (inside && !folder.is_empty()).then(|| Output { folder, by, said, config, also_not: Vec::new() })
        };
        let mut words = rest.iter().skip(1);
        let mut given = None;
        while let Some(word) = words.next() {
            let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
            match value.or_else(|| if options.contains(&name) { words.next().map(String::as_str) } else { None }) {
                Some(value) if options.contains(&name) => given = Some(value.to_owned()),
                _ if matches!(name, "--config" | "-c" | "--root" | "--ssr" | "--app") => return None,
                // A folder to build, or a value of an option that is not known here.
                _ if !word.starts_with('-') && !matches!(word.as_str(), "production" | "development" | "staging") => {
                    return None;
                }
                _ => {}
            }
        }
        let config = files.iter().find_map(|name| Some(((*name).to_owned(), self.read(name)?)));
        let text = config.as_ref().map_or("", |(_, text)| text.as_str());
        if MOVERS.iter().any(|mover| text.contains(mover)) {
            return None;
        }
        if let Some(given) = given {
            return output(&given, None, text.to_owned());
        }
        if key.is_empty() || !text.contains(key) {
            return output(default, None, text.to_owned());
        }
        let (file, text) = config.as_ref()?;
        let (value, said) = literal(text, key)?;
        output(&value, Some((file.clone(), said)), text.clone())
    }

    fn next(&self) -> Option<Output> {
        let names = ["next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"];
        let (_, config) = names.iter().find_map(|name| Some((*name, self.read(name)?)))?;
        if is_computed(&config) || config.contains("distDir") || self.tool.env("NEXT_PRIVATE_STANDALONE").is_some() {
            return None;
        }
        let mut also_not = Vec::new();
        if !config.contains("standalone") {
            also_not.push(".next/standalone".to_owned());
        }
        let export = config.contains("export'") || config.contains("export\"");
        let folder = if export { "out" } else { ".next" }.to_owned();
        let config = if export { format!("{config} '.next'") } else { config };
        Some(Output { folder, by: "next build".to_owned(), said: None, config, also_not })
    }

    fn angular(&self, rest: &[String]) -> Option<Output> {
        if rest.iter().any(|word| word.starts_with("--output-path") || word.starts_with("--project")) {
            return None;
        }
        let json = self.json("angular.json")?;
        let projects = json.get("projects")?.as_object()?;
        let named = rest.iter().skip(1).find(|word| !word.starts_with('-') && projects.contains_key(*word));
        let named = named.cloned().or_else(|| json.get("defaultProject")?.as_str().map(str::to_owned));
        let name = match named {
            Some(name) => name,
            None if projects.len() == 1 => projects.keys().next()?.clone(),
            None => return None,
        };
        let project = projects.get(&name)?;
        let build = project.get("architect").or_else(|| project.get("targets"))?.get("build")?;
        let path = build.get("options").and_then(|it| it.get("outputPath"));
        let folder = match path {
            Some(Value::String(path)) => path.clone(),
            Some(Value::Object(paths)) => paths.get("base")?.as_str()?.to_owned(),
            Some(_) => return None,
            None => format!("dist/{name}"),
        };
        let moved = build.get("configurations").is_some_and(|it| it.to_string().contains("outputPath"));
        let said = path.map(|_| ("angular.json".to_owned(), folder.clone()));
        let config = json.to_string();
        (!moved && !folder.starts_with(['/', '.'])).then(|| Output {
            folder,
            by: "ng build".to_owned(),
            said,
            config,
            also_not: Vec::new(),
        })
    }

    fn typescript(&self, by: &str, file: &str) -> Option<Output> {
        let json = self.json(file)?;
        let own = json.pointer("/compilerOptions/outDir").and_then(Value::as_str);
        let (file, folder) = match (own, json.get("extends").and_then(Value::as_str)) {
            (Some(own), _) => (file.to_owned(), own.to_owned()),
            (None, Some("./tsconfig.json")) => {
                let base = self.json("tsconfig.json")?;
                ("tsconfig.json".to_owned(), base.pointer("/compilerOptions/outDir")?.as_str()?.to_owned())
            }
            _ => return None,
        };
        let plain = folder.trim_start_matches("./").trim_end_matches('/').to_owned();
        let config = json.to_string();
        (!plain.is_empty() && !plain.starts_with(['/', '.'])).then(|| Output {
            folder: plain,
            by: by.to_owned(),
            said: Some((file, folder)),
            config,
            also_not: Vec::new(),
        })
    }
}
