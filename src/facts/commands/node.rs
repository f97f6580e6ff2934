//! JavaScript: npm, yarn, pnpm, bun and what they run.

use super::cargo::installed;
use super::tool::{Options, Tool, clean, join, parent, text};
use super::{Arg, Effect, outputs};

const VALUED: &[&str] = &[
    "--prefix",
    "-C",
    "--dir",
    "--cwd",
    "--registry",
    "--cache",
    "--cache-folder",
    "--loglevel",
    "--omit",
    "--include",
    "--only",
    "-w",
    "--workspace",
    "--filter",
    "-F",
    "--network-timeout",
    "--modules-folder",
    "--fetch-retries",
    "--store-dir",
    "--userconfig",
    "--cache-dir",
    "--location",
    "--mutex",
    "--scope",
    "--maxsockets",
    "--reporter",
];

/// Packages whose programs do not go by the package's name.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("typescript", &["tsc", "tsserver"]),
    ("@angular/cli", &["ng"]),
    ("@nestjs/cli", &["nest"]),
    ("@vue/cli", &["vue"]),
    ("@vue/cli-service", &["vue-cli-service"]),
    ("@ionic/cli", &["ionic"]),
    ("@quasar/cli", &["quasar"]),
    ("@swc/cli", &["swc"]),
    ("@babel/cli", &["babel"]),
    ("@nrwl/cli", &["nx"]),
    ("@prisma/cli", &["prisma"]),
    ("@sentry/cli", &["sentry-cli"]),
    ("@expo/cli", &["expo"]),
    ("@railway/cli", &["railway"]),
    ("@redocly/cli", &["redocly", "openapi"]),
    ("@openapitools/openapi-generator-cli", &["openapi-generator-cli"]),
    ("gulp-cli", &["gulp"]),
    ("grunt-cli", &["grunt"]),
    ("firebase-tools", &["firebase"]),
    ("serverless", &["serverless", "sls"]),
    ("npm", &["npm", "npx"]),
    ("pnpm", &["pnpm", "pnpx"]),
    ("yarn", &["yarn", "yarnpkg"]),
    ("pm2", &["pm2", "pm2-runtime", "pm2-docker", "pm2-dev"]),
    ("webpack-cli", &["webpack-cli"]),
    ("expo-cli", &["expo", "expo-cli"]),
    ("react-native-cli", &["react-native"]),
    ("create-react-app", &["create-react-app"]),
    ("corepack", &["corepack"]),
    ("bun", &["bun", "bunx"]),
    ("dotenv-cli", &["dotenv"]),
    ("sequelize-cli", &["sequelize", "sequelize-cli"]),
    ("js-beautify", &["js-beautify"]),
    ("markdownlint-cli", &["markdownlint"]),
];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "npm" | "yarn" | "pnpm" | "bun" | "yarnpkg" => Some(packages(tool)),
        "npx" | "bunx" | "pnpx" | "vite" | "tsc" | "webpack" | "rollup" | "esbuild" | "ng" | "next" | "nuxt"
        | "turbo" | "nx" | "nest" | "gulp" | "grunt" | "lerna" | "prisma" | "parcel" | "vue-cli-service"
        | "node-gyp" | "eslint" | "ncc" | "rimraf" | "tsup" | "astro" | "svelte-kit" | "hugo" | "rush" => {
            let own = Arg::Known(tool.name.to_owned());
            let words: Vec<Arg> = [own].into_iter().chain(tool.args.iter().cloned()).collect();
            Some([runs(tool, &tool.cwd()), outputs::effects(tool, &tool.cwd(), &words)].concat())
        }
        "corepack" => {
            // Only this makes shims beside Node.js itself; the others fill the cache.
            let first = tool.args.iter().find_map(|arg| text(arg).filter(|it| !it.starts_with('-')));
            if !matches!(first, None | Some("enable" | "disable")) {
                return Some(vec![tool.opens(join(&tool.home(), ".cache"))]);
            }
            let shims = ["yarn", "yarnpkg", "pnpm", "pnpx"].map(|name| installed("/usr/local/bin", name));
            let opened = ["/usr/local/bin".to_owned(), "/usr/bin".to_owned(), join(&tool.home(), ".cache")];
            Some(opened.map(|path| tool.opens(path)).into_iter().chain(shims).collect())
        }
        "node" | "nodejs" | "deno" => {
            let first = tool.args.first().and_then(text);
            matches!(first, Some("-e" | "-p" | "-v" | "--eval" | "--print" | "--check" | "-c")).then(Vec::new)
        }
        "nvm" | "n" | "fnm" | "volta" => Some(vec![tool.opens(tool.home()), tool.opens("/usr/local")]),
        _ => None,
    }
}

fn packages(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(VALUED);
    let folder = options.value(&["--prefix", "-C", "--dir", "--cwd"]).filter(|_| !is_global(tool, &options));
    let folder = folder.map_or_else(|| tool.cwd(), |arg| tool.holder(arg));
    let fallback = if tool.is(&["yarn", "yarnpkg"]) { "install" } else { "help" };
    let Some(subcommand) = options.operands.first().map_or(Some(fallback), text) else { return vec![tool.opens("/")] };
    match subcommand {
        "global" if tool.is(&["yarn", "yarnpkg"]) => {
            let rest = options.rest();
            global(tool, &options, rest.get(1..).unwrap_or_default())
        }
        "install" | "ci" | "i" | "add" | "isntall" | "clean-install" | "install-test" | "it" | "cit" | "link"
        | "update" | "up" | "upgrade" | "rebuild" | "prune" | "dedupe" | "fetch" | "remove" | "uninstall" | "rm"
        | "import" => match is_global(tool, &options) {
            true => global(tool, &options, options.rest()),
            false => install(tool, &options, &folder),
        },
        "config" | "set" | "c" | "login" | "adduser" | "logout" => {
            vec![tool.opens(tool.home()), tool.opens(join(&folder, ".npmrc")), tool.opens(join(&folder, ".yarnrc.yml"))]
        }
        "setup" => vec![tool.opens(tool.home())],
        "cache" | "store" | "audit" | "ping" | "whoami" | "view" | "info" | "ls" | "list" | "outdated" | "version"
        | "why" | "help" | "fund" | "root" | "bin" | "policies" | "get" | "doctor" => Vec::new(),
        "pack" => vec![tool.opens(folder)],
        "deploy" => {
            options.rest().last().map(|to| tool.opens_arg(to)).into_iter().chain([tool.opens(folder)]).collect()
        }
        _ => {
            let elsewhere = options.has(&["-w", "--workspace", "--workspaces", "--filter", "-F", "-r", "--recursive"]);
            let at = tool.args.iter().position(|arg| text(arg) == Some(subcommand)).unwrap_or(0);
            let built = if elsewhere { Vec::new() } else { outputs::effects(tool, &folder, &tool.args[at..]) };
            [runs(tool, &folder), built].concat()
        }
    }
}

fn is_global(tool: &Tool, options: &Options) -> bool {
    let located = options.value(&["--location"]).and_then(text) == Some("global");
    located || options.has(&["-g", "--global"]) && !tool.is(&["yarn", "yarnpkg"])
}

/// `node_modules`, and everything else where the package's own scripts run, or may.
fn install(tool: &Tool, options: &Options, folder: &str) -> Vec<Effect> {
    let mut effects: Vec<Effect> =
        ["node_modules", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", ".yarn", ".pnp.cjs"]
            .map(|name| tool.opens(join(folder, name)))
            .into_iter()
            .collect();
    effects.extend(caches(tool));
    let manifest = tool.read(&join(folder, "package.json"));
    let parsed = manifest.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let Some(manifest) = parsed else {
        effects.push(tool.opens(folder));
        return effects;
    };
    let scripts = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];
    let runs_own = scripts.iter().any(|name| manifest.pointer(&format!("/scripts/{name}")).is_some());
    let workspaces = manifest.get("workspaces").is_some() || tool.name == "pnpm";
    if runs_own && !options.has(&["--ignore-scripts"]) {
        effects.extend(runs(tool, folder));
    } else if workspaces {
        effects.push(tool.opens(folder));
    }
    effects
}

fn global(tool: &Tool, options: &Options, names: &[Arg]) -> Vec<Effect> {
    let given = options.value(&["--prefix"]).cloned();
    let prefix =
        given.or_else(|| tool.env("NPM_CONFIG_PREFIX").or_else(|| tool.env("npm_config_prefix")).map(Arg::Known));
    let pnpm = tool.env("PNPM_HOME").filter(|_| tool.name == "pnpm").map(|home| clean(&home));
    let bin = match (&prefix, &pnpm) {
        (_, Some(home)) => home.clone(),
        (Some(prefix), None) => {
            tool.place(prefix).map_or_else(|| "/usr/local/bin".to_owned(), |path| join(&path, "bin"))
        }
        (None, None) => "/usr/local/bin".to_owned(),
    };
    let mut opened = vec!["/usr/local".to_owned(), "/usr/lib/node_modules".to_owned(), "/usr/bin".to_owned()];
    opened.extend(prefix.iter().map(|prefix| tool.holder(prefix)));
    opened.extend(pnpm);
    let mut effects: Vec<Effect> = opened.into_iter().map(|path| tool.opens(path)).collect();
    effects.push(tool.opens(tool.home()));
    for name in names.iter().filter_map(text).filter(|name| !name.starts_with('.') && !name.starts_with('/')) {
        // `@scope/name@1.2` has two of them, and only the second is for the version.
        let version = name.char_indices().skip(1).find(|(_, it)| *it == '@').map_or(name.len(), |(at, _)| at);
        let name = &name[..version];
        match PROGRAMS.iter().find(|(package, _)| *package == name) {
            Some((_, programs)) => effects.extend(programs.iter().map(|program| installed(&bin, program))),
            None if name.contains(['/', ':']) => (),
            None => effects.push(installed(&bin, name)),
        }
    }
    effects
}

/// A script of the project: it writes below the project, or beside it in a monorepo.
pub(super) fn runs(tool: &Tool, folder: &str) -> Vec<Effect> {
    let above = parent(folder);
    let mut effects = vec![tool.opens(folder)];
    if above != "/" {
        effects.push(tool.opens(above));
    }
    effects.extend(caches(tool));
    effects
}

fn caches(tool: &Tool) -> Vec<Effect> {
    [".npm", ".cache", ".yarn", ".local", ".bun", ".config"].map(|name| tool.opens(join(&tool.home(), name))).to_vec()
}
