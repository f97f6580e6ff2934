//! Programs that write nothing that matters, or one thing.

use super::files::written;
use super::tool::{Tool, file, program, text};
use super::{Arg, Effect};

/// They print, wait, ask or set something in the shell itself.
const SILENT: &[&str] = &[
    ":",
    "[",
    "[[",
    "((",
    "alias",
    "arch",
    "awk",
    "b2sum",
    "base64",
    "basename",
    "bc",
    "break",
    "bunzip2",
    "cat",
    "cmp",
    "command",
    "comm",
    "continue",
    "cut",
    "date",
    "declare",
    "df",
    "diff",
    "dircolors",
    "dirname",
    "du",
    "echo",
    "egrep",
    "env",
    "exit",
    "expand",
    "export",
    "expr",
    "false",
    "fgrep",
    "file",
    "fold",
    "free",
    "gawk",
    "getconf",
    "getent",
    "getopts",
    "grep",
    "groups",
    "hash",
    "head",
    "hexdump",
    "hostname",
    "iconv",
    "id",
    "jq",
    "kill",
    "killall",
    "ldd",
    "let",
    "local",
    "locale",
    "logname",
    "ls",
    "lsb_release",
    "lscpu",
    "lsof",
    "mawk",
    "md5sum",
    "mount",
    "mountpoint",
    "nc",
    "netstat",
    "nl",
    "nm",
    "nproc",
    "nslookup",
    "objdump",
    "od",
    "paste",
    "pgrep",
    "ping",
    "pkg-config",
    "printenv",
    "printf",
    "ps",
    "pwd",
    "read",
    "readelf",
    "readlink",
    "readonly",
    "realpath",
    "return",
    "rev",
    "rg",
    "seq",
    "service",
    "set",
    "setopt",
    "sha1sum",
    "sha224sum",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shasum",
    "shift",
    "shopt",
    "sleep",
    "sort",
    "ss",
    "stat",
    "strings",
    "stty",
    "sum",
    "sync",
    "tac",
    "tail",
    "test",
    "time",
    "top",
    "tput",
    "tr",
    "trap",
    "tree",
    "true",
    "tty",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "umount",
    "unalias",
    "uname",
    "uniq",
    "unset",
    "uptime",
    "wait",
    "wc",
    "which",
    "who",
    "whoami",
    "xxd",
    "yes",
    "zcat",
    "xzcat",
    "bzcat",
    "zstdcat",
    "dig",
    "host",
    "envsubst",
    "ssh-keyscan",
    "setcap",
    "getcap",
    "dos2unix",
    "unix2dos",
    "strip",
    "upx",
    "chrpath",
    "patchelf",
    "systemctl",
    "rc-update",
    "rc-service",
    "update-rc.d",
    "invoke-rc.d",
    "deb-systemd-helper",
    "sysctl",
    "dbus-uuidgen",
    "hadolint",
    "shellcheck",
    "trivy",
    "pre-commit",
    "dpkg-architecture",
    "apt-get-wait",
    "pidof",
    "tzselect",
    "chattr",
    "setfacl",
    "logger",
    "mesg",
    "locate",
    "gpgconf",
    "ipcs",
    "lsmod",
    "nvidia-smi",
    "lldd",
    "xz-utils",
    "column",
    "minisign",
    "cosign",
    "xx-verify",
    "xx-info",
    "dpkg-scanpackages",
    "filterdiff",
];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        // `dos2unix -n IN OUT` writes another file.
        "dos2unix" | "unix2dos" if tool.args.iter().any(|arg| text(arg) == Some("-n")) => {
            Some(tool.args.last().map(|arg| tool.opens_arg(arg)).into_iter().collect())
        }
        name if SILENT.contains(&name) => Some(outputs(tool)),
        "sed" | "perl" => sed(tool),
        "update-ca-certificates" => {
            Some(vec![tool.opens("/etc/ssl/certs"), file("/etc/ssl/certs/ca-certificates.crt")])
        }
        "update-ca-trust" => Some(vec![
            tool.opens("/etc/pki/ca-trust/extracted"),
            file("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            file("/etc/pki/tls/certs/ca-bundle.crt"),
        ]),
        "ldconfig" => Some(vec![file("/etc/ld.so.cache")]),
        "locale-gen" | "localedef" | "update-locale" => Some(vec![tool.opens("/usr/lib/locale"), tool.opens("/etc")]),
        "update-alternatives" | "alternatives" => alternatives(tool),
        "gpg" | "gpg1" | "gpg2" | "gpgv" => Some(gpg(tool)),
        "openssl" | "keytool" | "mkcert" => Some(keys(tool)),
        "ssh-keygen" => Some(vec![tool.opens("/etc/ssh"), tool.opens(tool.home()), tool.opens(tool.cwd())]),
        "crontab" => Some(vec![tool.opens("/var/spool/cron")]),
        "fc-cache" | "mkfontscale" | "mkfontdir" => {
            Some(vec![tool.opens("/var/cache/fontconfig"), tool.opens(tool.home())])
        }
        "." | "source" => sourced(tool),
        "a2enmod" | "a2dismod" | "a2ensite" | "a2dissite" | "a2enconf" | "a2disconf" => {
            Some(vec![tool.opens("/etc/apache2")])
        }
        "split" | "csplit" | "patch" | "protoc" | "buf" | "swag" | "mockgen" | "sqlc" => Some(generators(tool)),
        "busybox" => Some(busybox(tool)),
        _ => None,
    }
}

/// They write into the working directory, or where an option says: `--go_out=opts:/gen`, `-destination /gen`.
fn generators(tool: &Tool) -> Vec<Effect> {
    let values = tool.args.iter().filter_map(|arg| {
        let value = text(arg)?.rsplit(['=', ':']).next()?;
        value.starts_with('/').then(|| tool.opens(value.to_owned()))
    });
    std::iter::once(tool.opens(tool.cwd())).chain(values).collect()
}

/// `sort -o file` and `awk`'s in-place editing are all that these write.
fn outputs(tool: &Tool) -> Vec<Effect> {
    if tool.is(&["sort", "upx", "strip", "xxd"]) {
        let options = tool.options(&["-o", "--output", "-k", "-t", "-R", "-N", "-K"]);
        return options.value(&["-o", "--output"]).map(|arg| written(tool, arg)).into_iter().collect();
    }
    Vec::new()
}

/// `sed -i` and `perl -i` keep the file; a suffix keeps the old one too.
fn sed(tool: &Tool) -> Option<Vec<Effect>> {
    let in_place =
        |arg: &Arg| text(arg).is_some_and(|it| it.starts_with("-i") || it.starts_with("-pi") || it.starts_with("-pe"));
    if tool.name == "perl" && !tool.args.iter().any(in_place) {
        return None;
    }
    let suffixed = |arg: &&Arg| {
        text(arg).is_some_and(|it| it.len() > 2 && it.starts_with("-i") && !matches!(it, "-ie" | "-ir" | "-iE"))
    };
    let Some(_) = tool.args.iter().find(suffixed) else { return Some(Vec::new()) };
    let files = tool.args.iter().filter(|arg| text(arg).is_none_or(|it| it.starts_with('/')));
    Some(
        files
            .map(|arg| tool.opens(super::tool::parent(&tool.holder(arg))))
            .filter(|it| !matches!(it, Effect::Opens { path, .. } if path == "/"))
            .collect(),
    )
}

/// `--install LINK NAME PATH PRIORITY`, `--slave LINK NAME PATH`.
fn alternatives(tool: &Tool) -> Option<Vec<Effect>> {
    let mut effects = vec![tool.opens("/etc/alternatives"), tool.opens("/var/lib/dpkg/alternatives")];
    for (at, arg) in tool.args.iter().enumerate() {
        match text(arg) {
            Some("--install" | "--slave") => {
                match (tool.args.get(at + 1).and_then(text), tool.args.get(at + 3).and_then(text)) {
                    (Some(link), Some(target)) => {
                        effects.push(Effect::Link { path: tool.resolve(link)?, target: target.to_owned() });
                    }
                    _ => effects.push(tool.opens("/usr")),
                }
            }
            _ => continue,
        }
    }
    Some(effects)
}

fn gpg(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&[
        "-o",
        "--output",
        "--keyserver",
        "--homedir",
        "--keyring",
        "--recv-keys",
        "--no-default-keyring-file",
    ]);
    let named = options.values(&["-o", "--output", "--keyring"]).filter(|arg| text(arg) != Some("-"));
    let mut effects: Vec<Effect> = named.map(|arg| written(tool, arg)).collect();
    effects.push(tool.opens(format!("{}/.gnupg", tool.home())));
    if options.has(&["--dearmor"]) && effects.len() == 1 {
        let inputs = options.operands.iter().filter_map(|arg| tool.place(arg));
        effects.extend(inputs.map(|path| file(format!("{path}.gpg"))));
    }
    effects
}

fn keys(tool: &Tool) -> Vec<Effect> {
    let outputs = ["-out", "-keyout", "-keystore", "-CAserial", "-writerand", "-cert-file", "-key-file", "-outdir"];
    let mut effects = Vec::new();
    for pair in tool.args.windows(2) {
        if text(&pair[0]).is_some_and(|name| outputs.contains(&name)) {
            effects.push(written(tool, &pair[1]));
        }
    }
    // The first operand of `dhparam` is a length; certificates signed by `-CA` leave a serial beside it.
    if tool.args.iter().any(|arg| text(arg) == Some("-CAcreateserial")) || tool.name == "mkcert" {
        effects.push(tool.opens(tool.cwd()));
    }
    if tool.name == "keytool" && tool.args.iter().any(|arg| text(arg) == Some("-cacerts")) {
        effects.push(tool.opens("/etc/ssl/certs/java"));
    }
    effects
}

/// Files that are known to set variables and no more.
fn sourced(tool: &Tool) -> Option<Vec<Effect>> {
    let path = tool.args.first().and_then(text)?;
    let ends = [
        "/activate",
        "/os-release",
        "/.profile",
        "/.bashrc",
        "/profile",
        "/env",
        "/envvars",
        "/nvm.sh",
        "/.env",
        "/setup.bash",
    ];
    ends.iter().any(|end| path.ends_with(end)).then(Vec::new)
}

fn busybox(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&[]);
    if !options.has(&["--install"]) {
        return vec![tool.opens("/")];
    }
    let to = options.operands.first();
    let folder = to.map_or_else(|| "/bin".to_owned(), |arg| tool.holder(arg));
    vec![tool.opens(folder.clone()), program(format!("{folder}/sh"))]
}
