//! Command lines on the left, their effects on the right.
//!
//! In a command line a word with `*` is a glob, `_` an unknown argument, and `·` stands for a blank.

mod languages;

use super::*;

const HOME: &str = "/root";

fn env(name: &str) -> Option<String> {
    let value = match name {
        "HOME" => HOME,
        "GOPATH" => "/go",
        "CARGO_HOME" => "/usr/local/cargo",
        _ => return None,
    };
    Some(value.to_owned())
}

fn read(path: &str) -> Option<String> {
    let text = match path {
        "/app/go.mod" => "// comment\nmodule example.com/shop/v2\n\ngo 1.24\n",
        "/app/Cargo.toml" => "[package]\nname = \"shop\"\nversion = \"1.0.0\"\n",
        "/app/bins/Cargo.toml" => {
            "[package]\nname = \"b\"\nautobins = false\n[[bin]]\nname = \"one\"\n[[bin]]\nname = \"two\"\n"
        }
        "/app/mono/Cargo.toml" => "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/old\"]\n",
        "/app/mono/crates/a/Cargo.toml" => "[package]\nname = \"api\"\n[lib]\nname = \"core\"\n",
        "/app/mono/crates/b/Cargo.toml" => {
            "[package]\nname = \"b\"\n[[bin]]\nname = \"job\"\npath = \"src/main.rs\"\n\
             [[bin]]\nname = \"dev\"\nrequired-features = [\"dev\"]\n"
        }
        "/app/cross/Cargo.toml" => "[package]\nname = \"x\"\nautobins = false\n[[bin]]\nname = \"x\"\n",
        "/app/.cargo/config.toml" => "[build]\njobs = 2\n",
        "/work/.cargo/config.toml" => "[build]\ntarget = \"arm64-none.json\"\ntarget-dir = \"out\"\n",
        "/work/x/Cargo.toml" => "[package]\nname = \"x\"\n",
        "/app/cmds/api/main.go" => "// Package main.\npackage main\n",
        "/app/cmds/job/a_test.go" => "package main\n",
        "/app/cmds/job/gen.go" => "//go:build ignore\n\npackage gen\n",
        "/app/cmds/job/run.go" => "package main // starts\n",
        "/app/cmds/lib/lib.go" => "package lib\n",
        "/app/web/Web.csproj" => {
            "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><TargetFramework>net9.0</TargetFramework>\
             <AssemblyName>Shop.Web</AssemblyName></Project>"
        }
        "/app/package.json" => "{\"scripts\": {\"build\": \"x\"}}",
        "/app/post/package.json" => "{\"scripts\": {\"postinstall\": \"x\"}}",
        "/app/requirements.txt" => "# web\nDjango>=4\ngunicorn==22.0.0\n-r other.txt\n",
        "/app/pom.xml" => "<project><modules><module>web</module></modules></project>",
        "/app/web/pom.xml" => "<project></project>",
        "/etc/os-release" => "ID=debian\n",
        _ => return None,
    };
    Some(text.to_owned())
}

fn list(path: &str) -> Option<Vec<String>> {
    match path {
        "/app/src" => Some(vec!["main.rs".to_owned(), "db.rs".to_owned()]),
        "/app/src/bin" => Some(vec!["migrate.rs".to_owned()]),
        "/app/bins/src" | "/app/cross/src" => Some(vec!["one.rs".to_owned()]),
        "/app/mono/crates" => Some(["a", "b", "old", "notes"].map(str::to_owned).to_vec()),
        "/app/mono/crates/notes" | "/app/mono/crates/a/src/bin" | "/app/mono/crates/b/src/bin" => Some(Vec::new()),
        "/app/mono/crates/a/src" | "/app/mono/crates/b/src" | "/work/x/src" => Some(vec!["main.rs".to_owned()]),
        "/work/x/src/bin" => Some(Vec::new()),
        "/app/web" => Some(vec!["Web.csproj".to_owned(), "pom.xml".to_owned()]),
        "/app/cmds" => Some(["api", "job", "lib"].map(str::to_owned).to_vec()),
        "/app/cmds/api" => Some(vec!["main.go".to_owned()]),
        "/app/cmds/job" => Some(["a_test.go", "gen.go", "run.go"].map(str::to_owned).to_vec()),
        "/app/cmds/lib" => Some(vec!["lib.go".to_owned()]),
        // What lies in the root alone.
        _ if path.ends_with("/Cargo.toml") => Some(Vec::new()),
        _ => None,
    }
}

fn words(line: &str) -> Vec<Arg> {
    let word = |word: &str| match word {
        "_" => Arg::Unknown,
        _ if word.contains('*') => Arg::Glob(word.to_owned()),
        _ => Arg::Known(word.replace('\u{b7}', " ")),
    };
    line.split(' ').map(word).collect()
}

fn draw(effect: &Effect) -> String {
    let arg = |arg: &Arg| match arg {
        Arg::Known(text) | Arg::Glob(text) => text.clone(),
        Arg::Unknown => "_".to_owned(),
    };
    let list = |args: &[Arg]| args.iter().map(arg).collect::<Vec<_>>().join(",");
    let flag = |on: bool, name: &str| if on { format!(" {name}") } else { String::new() };
    let into = |into: &Option<bool>| match into {
        Some(true) => "/",
        Some(false) => "!",
        None => "",
    };
    match effect {
        Effect::Folder(path) => format!("dir {path}"),
        Effect::File { path, executable } => format!("file {path}{}", flag(*executable == Some(true), "x")),
        Effect::Program { path, language, dynamic, .. } => {
            let linked = dynamic.map_or("", |dynamic| if dynamic { " dynamic" } else { " static" });
            format!("{language} {path}{linked}")
        }
        Effect::Link { path, target } => format!("link {path} > {target}"),
        Effect::Copy { from, to, into: inside, contents_only } => {
            format!("cp {} {to}{}{}", arg(from), into(inside), flag(*contents_only, "contents"))
        }
        Effect::Move { from, to, into: inside } => format!("mv {} {to}{}", arg(from), into(inside)),
        Effect::Remove { path } => format!("rm {path}"),
        Effect::Executable { path, executable, recursive } => {
            format!("{} {path}{}", if *executable { "+x" } else { "-x" }, flag(*recursive, "R"))
        }
        Effect::Owner { path, user, recursive } => format!("own {user} {path}{}", flag(*recursive, "R")),
        Effect::Mode { path, mode, recursive } => format!("mode {mode} {path}{}", flag(*recursive, "R")),
        Effect::Account { name, id } => format!("user {name}{}", id.map(|id| format!(" {id}")).unwrap_or_default()),
        Effect::Group { name, id } => format!("group {name}{}", id.map(|id| format!(" {id}")).unwrap_or_default()),
        Effect::Install { manager, packages, recommends, group } => {
            let group = group.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
            format!("install {manager:?} {}{}{group}", list(packages), flag(*recommends, "recommends"))
        }
        Effect::Uninstall { manager, packages } => format!("uninstall {manager:?} {}", list(packages)),
        Effect::Opens { path, .. } => format!("opens {path}"),
        Effect::Builds { path, .. } => format!("builds {path}"),
        Effect::Chdir(to) => format!("cd {}", arg(to)),
    }
}

fn drawn(line: &str, cwd: &str) -> Option<Vec<String>> {
    let argv = words(line);
    let call = Call { argv: &argv, cwd: Some(cwd), env: &env, read: &read, list: &list, piped_from: None };
    effects(&call).map(|effects| effects.iter().map(draw).collect())
}

/// Compares whole lists, in order.
fn exact(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (line, expected) in cases {
        let got = drawn(line, "/app").map_or("none".to_owned(), |effects| effects.join("; "));
        if got != *expected {
            wrong.push_str(&format!("{line}\n  expected {expected}\n  got      {got}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Each part of the right side is among the effects; with `!` before it, it is not.
fn holds(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (line, expected) in cases {
        let got = drawn(line, "/app").unwrap_or_default();
        for part in expected.split("; ") {
            let (part, wanted) = part.strip_prefix('!').map_or((part, true), |part| (part, false));
            if got.iter().any(|effect| effect == part) != wanted {
                wrong.push_str(&format!("{line}\n  expected {expected}\n  got      {}\n", got.join("; ")));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn files_are_made_moved_and_removed() {
    exact(&[
        ("mkdir -p /a/b c", "dir /a/b; dir /app/c"),
        ("mkdir -m 1777 /t", "dir /t; mode 1777 /t"),
        ("mkdir _", "opens /"),
        ("touch x /y", "file /app/x; file /y"),
        ("rm -rf /var/lib/apt/lists/* /tmp/x", "rm /var/lib/apt/lists/*; rm /tmp/x"),
        ("rm -rf _", ""),
        ("cp a /b/", "cp /app/a /b/"),
        ("cp -r a/. /b", "cp /app/a /b contents"),
        ("cp a b /c", "cp /app/a /c/; cp /app/b /c/"),
        ("cp /x/*.so /lib", "cp /x/*.so /lib/"),
        ("cp -t /d a", "cp /app/a /d/"),
        ("cp -T a /d", "cp /app/a /d!"),
        ("cp _ /d", "opens /d"),
        ("cp a _", "opens /"),
        ("mv a ../b", "mv /app/a /b"),
        ("mv x /usr/local/bin", "mv /app/x /usr/local/bin/"),
        ("ln -s /opt/x/bin/x /usr/local/bin/x", "link /usr/local/bin/x > /opt/x/bin/x"),
        ("ln -sf ../x /usr/local/bin/", "link /usr/local/bin/x > ../x"),
        ("ln a b", "cp /app/a /app/b!"),
        ("install -d -m 755 -o app /x", "dir /x; mode 755 /x; own app /x"),
        ("install -m 644 a /x/b", "cp /app/a /x/b; -x /x/b; mode 644 /x/b"),
        ("install -D a /usr/local/bin/", "cp /app/a /usr/local/bin/; +x /usr/local/bin/a; mode 755 /usr/local/bin/a"),
        ("tee -a /x", "file /x"),
        ("dd if=/dev/zero of=/x bs=1", "file /x"),
        ("cd src", "cd /app/src"),
        ("cd", "cd /root"),
        ("cd -", "cd _"),
        ("find . -name x", ""),
        ("find . -type f -delete", "opens /app"),
        ("find / -name *.pyc -exec rm {} +", ""),
        ("find /x -exec chmod +x {} +", "opens /x"),
        ("find -L /x -exec mv -v {} /dist/{} ;", "opens /x; opens /dist"),
        ("find . -exec sh -c x {} ;", "none"),
    ]);
}

#[test]
fn modes_and_owners_change() {
    exact(&[
        ("chmod +x a /b", "+x /app/a; mode +x /app/a; +x /b; mode +x /b"),
        ("chmod -R 755 /b", "+x /b R; mode 755 /b R"),
        ("chmod 0644 a", "-x /app/a; mode 0644 /app/a"),
        ("chmod a-x a", "-x /app/a; mode a-x /app/a"),
        ("chmod u=rwx,go=rx a", "+x /app/a; mode u=rwx,go=rx /app/a"),
        ("chmod g+w a", "mode g+w /app/a"),
        ("chmod +x /s/*.sh", "+x /s R"),
        ("chmod +x _", "+x / R"),
        ("chmod g+w _", ""),
        ("chown -R app _", "own app / R"),
        ("chown -R _ /x", "opens /x"),
        ("chown -R app:app /x y", "own app /x R; own app /app/y R"),
        ("chown :grp x", ""),
        ("chgrp -R 0 /x", ""),
    ]);
}

#[test]
fn accounts_are_read_in_all_dialects() {
    holds(&[
        ("useradd -m -u 1000 app", "user app 1000; group app; dir /home/app; own app /home/app"),
        ("useradd -r -s /bin/false app", "user app; !dir /home/app; !opens /home/app"),
        ("useradd app", "user app; opens /home/app; !dir /home/app"),
        ("useradd -M -N -g users app", "user app; !group app; !opens /home/app"),
        ("useradd -ms /bin/bash -d /x app", "user app; dir /x"),
        ("adduser -D -u 5000 app", "user app 5000; group app; dir /home/app"),
        ("adduser -S -G web -H app", "user app; !group app; !dir /home/app"),
        ("adduser -S app", "user app; !group app; dir /home/app"),
        ("adduser -D -h /srv/x app", "user app; dir /srv/x"),
        ("adduser --disabled-password --gecos x --uid 7 app", "user app 7; group app; dir /home/app"),
        ("adduser --system --group --no-create-home app", "user app; group app; !opens /home/app"),
        ("adduser app web", "!user app; !user web"),
        ("adduser -D _", "opens /etc/passwd"),
        ("groupadd -r -g 999 web", "group web 999"),
        ("addgroup -S web", "group web"),
        ("addgroup app web", "!group web; !group app"),
        ("usermod -u 1001 app", "user app 1001"),
        ("usermod -aG docker app", "!user app"),
        ("usermod -l new old", "user new"),
    ]);
}

#[test]
fn archives_and_downloads_name_what_they_write() {
    exact(&[
        ("tar -xzf a.tgz -C /opt", "opens /opt"),
        ("tar xzf a.tgz -C /opt --strip-components=1", "opens /opt"),
        ("tar -C /usr/bin -xf a.tar tool", "opens /usr/bin; file /usr/bin/tool"),
        ("tar xf a.tar", "opens /app"),
        ("tar fx a.tar", "opens /app"),
        ("tar czf /x.tgz .", "file /x.tgz"),
        ("unzip -q a.zip -d /opt/x", "dir /opt/x; opens /opt/x"),
        ("gunzip a.gz", "file /app/a; rm /app/a.gz"),
        ("xz -dk a.xz", "file /app/a"),
        ("gunzip -c a.gz", ""),
        ("curl -fsSL https://x.io/a", ""),
        ("curl -fsSLo /usr/bin/a https://x.io/a", "file /usr/bin/a"),
        ("curl -LO https://x.io/v1/a.tgz?x=1", "file /app/a.tgz"),
        ("curl -L --output-dir /t -O https://x.io/a", "file /t/a"),
        ("curl -LO _", "opens /app"),
        ("curl -o _ https://x.io/a", "opens /"),
        ("wget -q https://x.io/a.zip", "file /app/a.zip"),
        ("wget -qO /b https://x.io/a", "file /b"),
        ("wget -qO- https://x.io/a", ""),
        ("wget -nv -P /t https://x.io/a", "file /t/a"),
        ("wget _", "opens /app"),
        ("git clone --depth 1 https://x.io/o/r.git", "dir /app/r; opens /app/r"),
        ("git clone https://x.io/o/r /src", "dir /src; opens /src"),
        ("git -C /x clone git@h:o/r.git", "dir /x/r; opens /x/r"),
        ("git clone _", "opens /app"),
        ("git config --global x y", ""),
        ("git submodule update --init", "opens /app"),
    ]);
}

#[test]
fn managers_say_which_packages() {
    holds(&[
        ("apt-get install -y curl=7.* git", "install Apt curl=7.*,git recommends"),
        ("apt-get install -y curl=7.88 libc6:i386 g++", "install Apt curl,libc6,g++ recommends"),
        ("apt-get -qq -o Dpkg::Use-Pty=0 install --no-install-recommends jq", "install Apt jq"),
        ("apt-get install -o APT::Install-Recommends=false jq", "install Apt jq"),
        ("apt install ./x.deb", "opens /"),
        ("apt-get update", "opens /var/lib/apt/lists; !opens /"),
        ("apt-get purge -y --auto-remove curl", "uninstall Apt curl"),
        ("apt-get install -y _", "opens /usr; install Apt _ recommends"),
        ("apk add --no-cache curl~8 bash@edge py3-pip>=1", "install Apk curl,bash,py3-pip"),
        ("apk add --no-cache --virtual .deps gcc", "install Apk gcc as .deps"),
        ("apk add -t .deps gcc", "install Apk gcc as .deps"),
        ("apk --no-cache -X https://x/edge add jq", "install Apk jq"),
        ("apk add -p /rootfs --initdb jq", "opens /rootfs"),
        ("apk del .deps", "uninstall Apk .deps"),
        ("dnf install -y curl-7.76.1-14.el9.x86_64 java-17-openjdk", "install Dnf curl,java-17-openjdk recommends"),
        ("dnf install -y --setopt=install_weak_deps=0 java-1.8.0-openjdk", "install Dnf java-1.8.0-openjdk"),
        ("microdnf --nodocs install tar", "install Dnf tar recommends"),
        ("yum install -y https://x/epel-release-latest-9.noarch.rpm", "install Dnf  recommends"),
        ("zypper -n install --no-recommends git", "install Zypper git"),
        ("pacman -Syu --noconfirm git", "install Pacman git"),
        ("dpkg -i x.deb", "opens /"),
        ("dpkg --print-architecture", "!opens /"),
        ("rpm -ivh x.rpm", "opens /"),
    ]);
}

#[test]
fn the_rest_is_harmless_or_opaque() {
    exact(&[
        ("echo x", ""),
        ("sed -i s/a/b/ /etc/x", ""),
        ("update-ca-certificates", "opens /etc/ssl/certs; file /etc/ssl/certs/ca-certificates.crt"),
        ("ldconfig", "file /etc/ld.so.cache"),
        ("x --version", ""),
        ("java -version", ""),
        ("command -v x", ""),
        ("sort -o /x a", "file /x"),
        ("gcc -static -o /x a.c", "c /x static"),
        ("cc a.c", "c /app/a.out"),
        ("make", "opens /"),
        ("cmake -B build", "opens /app/build"),
        (". /opt/venv/bin/activate", ""),
        (". ./x.sh", "none"),
        ("./install.sh", "none"),
        ("/opt/x/setup", "none"),
        ("some-tool x", "none"),
        ("_ x", "none"),
        ("bash x.sh", "none"),
        ("sh -c true", "none"),
        ("xargs -r0 rm -rf", ""),
        ("xargs -I {} cp {} /d/", "opens /d"),
        (
            "xargs apt-get install -y",
            "opens /usr; opens /etc; opens /opt; opens /var; opens /lib; install Apt _ recommends",
        ),
        ("xargs xargs rm", "none"),
        ("su app -c true", "none"),
        ("find /x -exec sh -c strip·$1 {} ;", "opens /x"),
        ("find /x -exec sh -c cp·$1·/ {} ;", "none"),
        ("python x.py", "none"),
        ("java -jar x.jar", "none"),
        ("/usr/bin/touch x", "file /app/x"),
        ("sudo -u app touch x", "file /app/x"),
    ]);
}

#[test]
fn wrappers_come_off() {
    let cases = [
        ("sudo -E -u app make x", "make x"),
        ("env A=1 B=2 go build", "go build"),
        ("exec nginx -g x", "nginx -g x"),
        ("nice -n 5 nohup x", "x"),
        ("timeout -k 5 30 curl x", "curl x"),
        ("gosu app ./run", "./run"),
        ("su-exec app:app ./run", "./run"),
        ("/sbin/tini -- node x", "node x"),
        ("tini -g -- gosu app node", "node"),
        ("dumb-init node", "node"),
        ("command -v x", "command -v x"),
        ("xargs rm", "xargs rm"),
        ("sudo", "sudo"),
    ];
    for (line, expected) in cases {
        let argv = words(line);
        assert_eq!(unwrap_wrappers(&argv), words(expected), "{line}");
    }
    let argv = words("gosu app sh -exc a\u{b7}b");
    let unwrapped = unwrap(&argv);
    assert_eq!(unwrapped.script, Some("a b"));
    assert_eq!(unwrapped.user, Some(&Arg::Known("app".to_owned())));
    let argv = words("/bin/bash -o pipefail -c x");
    assert_eq!(unwrap(&argv).script, Some("x"));
    let argv = words("su app -s /bin/sh -c a");
    let unwrapped = unwrap(&argv);
    assert_eq!((unwrapped.script, unwrapped.user), (Some("a"), Some(&Arg::Known("app".to_owned()))));
    let argv = words("bash x.sh -c y");
    assert_eq!(unwrap(&argv).script, None);
}

#[test]
fn an_unknown_folder_opens_the_root() {
    let argv = words("touch x");
    let call = Call { argv: &argv, cwd: None, env: &env, read: &read, list: &list, piped_from: None };
    let drawn: Vec<String> = effects(&call).unwrap_or_default().iter().map(draw).collect();
    assert_eq!(drawn, ["opens /"]);
}
