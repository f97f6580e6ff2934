//! Ruby, PHP, Elixir, Dart and Swift: what their tools install.

use super::cargo::installed;
use super::node::runs;
use super::tool::{Tool, clean, join, text};
use super::{Arg, Effect};

/// Where gems go, by the official image, by Debian and by Alpine.
const GEMS: &[&str] =
    &["/usr/local/bundle", "/usr/local/lib/ruby", "/usr/local/bin", "/usr/lib/ruby", "/var/lib/gems", "/usr/bin"];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "gem" => gem(tool),
        "bundle" | "bundler" => Some(bundle(tool)),
        "rails" | "rake" | "jekyll" | "yard" | "bootsnap" => Some(runs(tool, &tool.cwd())),
        "composer" | "composer.phar" => Some(composer(tool)),
        "docker-php-ext-install"
        | "docker-php-ext-enable"
        | "docker-php-ext-configure"
        | "docker-php-source"
        | "pecl"
        | "pear"
        | "phpenmod"
        | "phpdismod"
        | "install-php-extensions"
        | "phpize" => {
            let places =
                ["/usr/local/lib/php", "/usr/local/etc/php", "/usr/src", "/usr/lib/php", "/etc/php", "/usr/share/php"];
            Some(places.map(|path| tool.opens(path)).to_vec())
        }
        // Where `mix` builds is for the project and MIX_BUILD_PATH to say.
        "mix" => None,
        "rebar3" | "hex" | "elixir" => {
            let homes = [".mix", ".hex", ".cache", ".config"].map(|name| tool.opens(join(&tool.home(), name)));
            Some(runs(tool, &tool.cwd()).into_iter().chain(homes).collect())
        }
        "swift" | "dart" | "flutter" | "stack" | "cabal" | "zig" | "crystal" | "shards" | "nim" | "nimble" => {
            let homes = [".cache", ".pub-cache", ".stack", ".cabal", ".local", ".nimble"]
                .map(|name| tool.opens(join(&tool.home(), name)));
            Some(runs(tool, &tool.cwd()).into_iter().chain(homes).chain([output(tool)].into_iter().flatten()).collect())
        }
        _ => None,
    }
}

fn output(tool: &Tool) -> Option<Effect> {
    let options = tool.options(&["-o", "--output", "--prefix", "--build-path"]);
    options.value(&["-o", "--output", "--prefix", "--build-path"]).map(|to| tool.opens_arg(to))
}

fn gems(tool: &Tool) -> Vec<Effect> {
    let given = ["GEM_HOME", "BUNDLE_PATH", "BUNDLE_BIN"].into_iter().filter_map(|name| tool.env(name));
    let given = given.map(|path| if path.starts_with('/') { clean(&path) } else { tool.below(&path) });
    let own = [".bundle", ".gem", ".local"].map(|name| join(&tool.home(), name));
    GEMS.iter().map(|path| (*path).to_owned()).chain(given).chain(own).map(|path| tool.opens(path)).collect()
}

fn gem(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(&["-v", "--version", "-n", "--bindir", "-i", "--install-dir", "--platform", "--source"]);
    match options.subcommand()? {
        "install" | "i" | "update" => {
            let mut effects = gems(tool);
            effects.extend(options.values(&["-n", "--bindir", "-i", "--install-dir"]).map(|to| tool.opens_arg(to)));
            let bundler = options.rest().iter().filter_map(text).any(|name| name.split(':').next() == Some("bundler"));
            if bundler {
                effects.extend(["bundle", "bundler"].map(|name| installed("/usr/local/bin", name)));
            }
            Some(effects)
        }
        "build" => Some(vec![tool.opens(tool.cwd())]),
        _ => Some(vec![tool.opens(join(&tool.home(), ".gemrc"))]),
    }
}

fn bundle(tool: &Tool) -> Vec<Effect> {
    let options =
        tool.options(&["--path", "--jobs", "-j", "--retry", "--without", "--with", "--gemfile", "--binstubs"]);
    let here = tool.cwd();
    let mut effects = match options.subcommand() {
        Some("exec" | "binstubs" | "pack" | "package" | "cache" | "init" | "add") => runs(tool, &here),
        _ => ["vendor/bundle", ".bundle", "Gemfile.lock"].map(|name| tool.opens(join(&here, name))).to_vec(),
    };
    effects.extend(options.values(&["--path", "--binstubs"]).map(|to| tool.opens_arg(to)));
    effects.extend(gems(tool));
    effects
}

/// A project's scripts and plugins write anywhere below it; without them, `vendor` alone is written.
fn composer(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-d", "--working-dir", "--install-dir", "--filename", "--ignore-platform-req"]);
    let folder = options.value(&["-d", "--working-dir"]).map_or_else(|| tool.cwd(), |arg| tool.holder(arg));
    let homes = [".composer", ".config", ".cache"].map(|name| tool.opens(join(&tool.home(), name)));
    let mut effects = homes.to_vec();
    effects.extend(tool.env("COMPOSER_HOME").map(|path| tool.opens(clean(&path))));
    match options.subcommand() {
        Some("global" | "config" | "clear-cache" | "self-update" | "diagnose" | "validate") => (),
        Some("create-project") => {
            let to = options.operands.get(2).cloned().unwrap_or(Arg::Known(".".to_owned()));
            effects.push(tool.opens_arg(&to));
        }
        Some("install" | "dump-autoload" | "dumpautoload")
            if options.has(&["--no-scripts"]) && options.has(&["--no-plugins"]) =>
        {
            effects.push(tool.opens(join(&folder, "vendor")));
        }
        _ => effects.push(tool.opens(folder)),
    }
    effects
}
