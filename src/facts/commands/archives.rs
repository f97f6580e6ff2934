//! What is unpacked, downloaded or cloned: `tar`, `unzip`, `curl`, `wget`, `git`.

use super::files::written;
use super::tool::{Options, Tool, base_name, file, join, read, text};
use super::{Arg, Effect};

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "tar" | "bsdtar" | "gtar" => tar(tool),
        "unzip" => Some(unzip(tool)),
        "zip" => Some(tool.options(&["-x", "-i"]).operands.first().map(|arg| written(tool, arg)).into_iter().collect()),
        "gunzip" | "unxz" | "bunzip2" | "unzstd" | "gzip" | "xz" | "bzip2" | "zstd" | "pigz" => Some(compress(tool)),
        "7z" | "7za" | "7zr" | "cpio" | "ar" | "unsquashfs" | "cabextract" => Some(vec![other(tool)]),
        "curl" => Some(curl(tool)),
        "wget" | "wget2" => Some(wget(tool)),
        "aria2c" => {
            Some(vec![tool.opens_arg(&folder(&tool.options(&["-d", "-o", "--dir", "--out"]), &["-d", "--dir"]))])
        }
        "git" => git(tool),
        "svn" | "hg" => Some(vec![tool.opens(tool.cwd())]),
        "scp" | "sftp" => None,
        _ => None,
    }
}

fn folder(options: &Options, names: &[&str]) -> Arg {
    options.value(names).cloned().unwrap_or(Arg::Known(".".to_owned()))
}

fn tar(tool: &Tool) -> Option<Vec<Effect>> {
    let valued = [
        "-C",
        "--directory",
        "-f",
        "--file",
        "-I",
        "--use-compress-program",
        "--exclude",
        "-X",
        "--exclude-from",
        "-T",
        "--files-from",
        "--transform",
        "--xform",
        "-b",
        "-s",
        "--strip",
        "--strip-components",
        "--owner",
        "--group",
        "--mode",
        "--wildcards-match-slash",
    ];
    // `tar xzf a`: the first word may lack its dash.
    let mut args = tool.args.to_vec();
    if let Some(Arg::Known(first)) = args.first_mut()
        && !first.starts_with('-')
    {
        first.insert(0, '-');
        // In this old form the letters take their values in order from the words that follow.
        if let Some(at) = first.find('f').filter(|at| at + 1 < first.len()) {
            first.remove(at);
            first.push('f');
        }
    }
    let options = read(&args, &valued);
    let to = folder(&options, &["-C", "--directory"]);
    if options.has(&["-t", "--list"]) {
        return Some(Vec::new());
    }
    if options.has(&["-c", "--create", "-r", "--append", "-u"]) {
        let archive = options.value(&["-f", "--file"]).filter(|arg| text(arg) != Some("-"));
        return Some(archive.map(|arg| written(tool, arg)).into_iter().collect());
    }
    if !options.has(&["-x", "--extract", "--get"]) {
        return None;
    }
    if options.has(&["-O", "--to-stdout"]) {
        return Some(Vec::new());
    }
    let absolute = options.has(&["-P", "--absolute-names"]);
    let mut effects = vec![if absolute { tool.opens("/") } else { tool.opens_arg(&to) }];
    let renamed = options.has(&["--strip", "--strip-components", "--transform", "--xform", "-s"]);
    if let Some(root) = tool.place(&to).filter(|_| !renamed && !absolute) {
        effects.extend(options.operands.iter().filter_map(text).map(|member| file(join(&root, member))));
    }
    Some(effects)
}

fn unzip(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-d", "-x", "-P"]);
    if options.has(&["-p", "-l", "-t", "-v", "-Z"]) {
        return Vec::new();
    }
    let to = folder(&options, &["-d"]);
    let mut effects: Vec<Effect> = tool.place(&to).map(Effect::Folder).into_iter().collect();
    effects.push(tool.opens_arg(&to));
    if let Some(root) = tool.place(&to) {
        effects.extend(options.rest().iter().filter_map(text).map(|member| file(join(&root, member))));
    }
    effects
}

fn compress(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-S", "--suffix", "-T", "--threads", "-o"]);
    if options.has(&["-c", "--stdout", "--to-stdout", "-t", "-l"]) {
        return Vec::new();
    }
    let unpack = tool.name.starts_with("un") || matches!(tool.name, "gunzip" | "bunzip2");
    let unpack = unpack || options.has(&["-d", "--decompress", "--uncompress"]);
    let ends = [".gz", ".xz", ".bz2", ".zst", ".lzma"];
    let mut effects: Vec<Effect> = options.value(&["-o"]).map(|arg| written(tool, arg)).into_iter().collect();
    for arg in options.operands.iter().filter(|_| effects.is_empty()).collect::<Vec<_>>() {
        let path = tool.place(arg);
        let plain = path.as_deref().and_then(|path| ends.iter().find_map(|end| path.strip_suffix(end)));
        match (path.as_deref(), plain) {
            (Some(path), Some(plain)) if unpack => {
                effects.push(file(plain));
                if !options.has(&["-k", "--keep"]) && !tool.name.contains("zst") {
                    effects.push(Effect::Remove { path: path.to_owned() });
                }
            }
            (Some(path), _) => effects.push(tool.opens(super::tool::parent(path))),
            (None, _) => effects.push(tool.opens_arg(arg)),
        }
    }
    effects
}

fn other(tool: &Tool) -> Effect {
    let options = tool.options(&["-d", "-o", "-D", "--directory"]);
    tool.opens_arg(&folder(&options, &["-o", "-d", "-D", "--directory"]))
}

/// `curl` options that take a value.
const CURL: &[&str] = &[
    "-A",
    "-b",
    "-c",
    "-C",
    "-d",
    "-D",
    "-e",
    "-E",
    "-F",
    "-H",
    "-K",
    "-m",
    "-o",
    "-P",
    "-Q",
    "-r",
    "-t",
    "-T",
    "-u",
    "-U",
    "-w",
    "-x",
    "-X",
    "-y",
    "-Y",
    "-z",
    "--output",
    "--output-dir",
    "--header",
    "--data",
    "--data-raw",
    "--data-binary",
    "--user",
    "--user-agent",
    "--request",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--max-time",
    "--connect-timeout",
    "--url",
    "--cacert",
    "--cert",
    "--key",
    "--proxy",
    "--proto",
    "--form",
    "--dump-header",
    "--write-out",
    "--cookie",
    "--cookie-jar",
    "--ciphers",
    "--referer",
    "--resolve",
    "--config",
    "--proto-default",
    "--proto-redir",
    "--tls-max",
    "--netrc-file",
    "--continue-at",
    "--limit-rate",
    "--range",
];

fn curl(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(CURL);
    let root = options.value(&["--output-dir"]);
    let in_root = |arg: &Arg| match (root, arg) {
        (None, arg) => arg.clone(),
        (Some(Arg::Known(root)), Arg::Known(name)) => Arg::Known(format!("{root}/{name}")),
        (Some(_), _) => Arg::Unknown,
    };
    let mut effects = Vec::new();
    for output in options.values(&["-o", "--output"]) {
        if matches!(text(output), Some("-" | "/dev/null")) {
            continue;
        }
        // `#1` stands for what a glob in the URL matched.
        match text(output).is_some_and(|name| name.contains('#')) {
            true => effects.push(tool.opens(tool.cwd())),
            false => effects.push(written(tool, &in_root(output))),
        }
    }
    if options.has(&["-O", "--remote-name", "--remote-name-all"]) {
        let named = !options.has(&["-J", "--remote-header-name"]);
        let urls = options.operands.iter().chain(options.values(&["--url"]));
        for url in urls {
            let name = text(url).filter(|_| named).map(remote_name).filter(|name| !name.is_empty());
            match name {
                Some(name) => effects.push(written(tool, &in_root(&Arg::Known(name.to_owned())))),
                None => effects.push(tool.opens_arg(root.unwrap_or(&Arg::Known(".".to_owned())))),
            }
        }
    }
    effects
}

/// The file name at the end of a URL; empty where it has none or holds a glob.
fn remote_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let name = path.split_once('/').map_or("", |(_, rest)| rest).rsplit('/').next().unwrap_or_default();
    if name.contains(['[', '{', '*', '%']) { "" } else { name }
}

/// `wget` options that take a value.
const WGET: &[&str] = &[
    "-a",
    "-e",
    "-i",
    "-o",
    "-O",
    "-t",
    "-T",
    "-w",
    "-Q",
    "-P",
    "-U",
    "-B",
    "-D",
    "-A",
    "-R",
    "-I",
    "-X",
    "-l",
    "--output-document",
    "--directory-prefix",
    "--header",
    "--user",
    "--password",
    "--tries",
    "--timeout",
    "--user-agent",
    "--post-data",
    "--post-file",
    "--ca-certificate",
    "--waitretry",
    "--input-file",
    "--level",
];

fn wget(tool: &Tool) -> Vec<Effect> {
    // `-nv`, `-nc` and their like are two letters of one option.
    let is_pair = |arg: &&Arg| !text(arg).is_some_and(|it| matches!(it, "-nv" | "-nc" | "-nd" | "-nH" | "-np" | "-nh"));
    let args: Vec<Arg> = tool.args.iter().filter(is_pair).cloned().collect();
    let options = read(&args, WGET);
    let mut effects: Vec<Effect> =
        options.value(&["-o", "--output-file"]).map(|arg| written(tool, arg)).into_iter().collect();
    if options.has(&["--spider"]) {
        return effects;
    }
    if let Some(output) = options.value(&["-O", "--output-document"]) {
        if !matches!(text(output), Some("-" | "/dev/null" | "/dev/stdout")) {
            effects.push(written(tool, output));
        }
        return effects;
    }
    let to = folder(&options, &["-P", "--directory-prefix"]);
    if options.has(&["-r", "--recursive", "-m", "--mirror", "-i", "--input-file", "-x", "--content-disposition"]) {
        effects.push(tool.opens_arg(&to));
        return effects;
    }
    for url in &options.operands {
        let name = text(url).filter(|url| !url.contains('?')).map(remote_name).filter(|name| !name.is_empty());
        effects.push(match (name, tool.place(&to)) {
            (Some(name), Some(root)) => file(join(&root, name)),
            _ => tool.opens_arg(&to),
        });
    }
    effects
}

fn git(tool: &Tool) -> Option<Vec<Effect>> {
    let valued = [
        "-C",
        "-c",
        "-b",
        "--branch",
        "--depth",
        "--config",
        "-o",
        "--origin",
        "--reference",
        "--template",
        "-j",
        "--jobs",
        "--git-dir",
        "--work-tree",
        "--shallow-since",
        "--filter",
        "-u",
    ];
    let options = tool.options(&valued);
    let root = options.options.iter().find(|(name, _)| name == "-C").and_then(|(_, value)| value.clone());
    let root = root.unwrap_or(Arg::Known(".".to_owned()));
    match options.subcommand()? {
        "clone" => Some(clone(tool, &root, options.rest())),
        "config" | "rev-parse" | "describe" | "log" | "status" | "diff" | "ls-files" | "ls-remote" | "show"
        | "version" | "remote" | "tag" | "branch" | "credential" => Some(Vec::new()),
        "init" => {
            let to = options.rest().first().cloned().unwrap_or(root);
            Some(vec![tool.opens_arg(&to)])
        }
        // Work trees, submodules and objects: all below the repository.
        _ => Some(vec![tool.opens_arg(&root)]),
    }
}

fn clone(tool: &Tool, root: &Arg, operands: &[Arg]) -> Vec<Effect> {
    let name = match operands {
        [_, to, ..] => text(to).map(str::to_owned),
        [url] => text(url).map(|url| {
            let url = url.trim_end_matches('/').trim_end_matches("/.git").trim_end_matches(".git");
            base_name(url.rsplit(':').next().unwrap_or(url)).to_owned()
        }),
        [] => None,
    };
    let path = name.filter(|name| !name.is_empty()).and_then(|name| match text(root) {
        Some(root) if !name.starts_with('/') => tool.resolve(&format!("{root}/{name}")),
        _ => tool.resolve(&name),
    });
    match path {
        Some(path) => vec![Effect::Folder(path.clone()), tool.opens(path)],
        None => vec![operands.get(1).map_or_else(|| tool.opens_arg(root), |to| tool.opens_arg(to))],
    }
}
