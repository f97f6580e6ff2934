//! What there is to know of each package manager to see which packages it installs without a version.

use super::words::{self, Pin};

/// A package manager, or one of its verbs.
pub(super) struct Manager {
    /// The program and its verbs: `go install`, `uv tool install`.
    pub(super) heads: &'static [&'static str],
    /// What the finding is called in other tools; none for managers that they do not know.
    pub(super) names: &'static [&'static str],
    /// Options whose value is the next word, between blanks.
    pub(super) valued: &'static str,
    /// Options and words that say where versions are taken from: a file, a lock, one version for all.
    pub(super) settled_by: &'static [&'static str],
    /// Options that other tools do not heed, by which what is installed does not change.
    pub(super) held_by: &'static [&'static str],
    /// Environment variables that do so.
    pub(super) held_in: &'static [&'static str],
    /// Texts in the steps before that do so.
    pub(super) held_after: &'static [&'static str],
    /// A file of the working directory that may name the versions.
    pub(super) project: Option<&'static str>,
    /// Whether a word is the version of the package before it.
    pub(super) is_version: fn(&str) -> bool,
    /// How many of the words are packages.
    pub(super) count: usize,
    /// What a package's word says; the second argument tells whether each unknown variable in it is declared.
    pub(super) pin: fn(&str, bool) -> Pin,
    /// How a version is written behind a package's name, where a help should say so.
    pub(super) form: Option<&'static str>,
}

const NONE: Manager = Manager {
    heads: &[],
    names: &[],
    valued: "",
    settled_by: &[],
    held_by: &[],
    held_in: &[],
    held_after: &[],
    project: None,
    is_version: |_| false,
    count: usize::MAX,
    pin: words::npm,
    form: None,
};

pub(super) const APT: &[Manager] =
    &[APT_GET, Manager { heads: &["apt install", "aptitude install"], names: &[], ..APT_GET }];

const APT_GET: Manager = Manager {
    heads: &["apt-get install"],
    names: &["DL3008"],
    valued: "-o --option -t --target-release --default-release -c --config-file -a --host-architecture -S \
        --snapshot -yt -yqt -qyt -qqyt -qt -qqt",
    held_by: &["--snapshot", "-S"],
    held_after: &["snapshot.debian.org", "snapshot.ubuntu.com", "APT::Snapshot", "Snapshot: yes"],
    pin: words::apt,
    ..NONE
};

pub(super) const APK: &[Manager] = &[Manager {
    heads: &["apk add"],
    names: &["DL3018"],
    valued: "-t --virtual -X --repository -p --root --arch --cache-dir --cache-max-age --keys-dir \
        --repositories-file --progress-fd --timeout --wait -Ut -ut",
    pin: words::apk,
    ..NONE
}];

pub(super) const RPM: &[Manager] = &[
    YUM,
    Manager { heads: &["dnf install", "microdnf install"], names: &["DL3041"], ..YUM },
    Manager { heads: &["dnf5 install", "tdnf install"], names: &[], ..YUM },
    Manager { heads: &["yum module install"], pin: words::module, ..YUM },
    Manager {
        heads: &["dnf module install", "microdnf module install"],
        names: &["DL3041"],
        pin: words::module,
        ..YUM
    },
    Manager {
        heads: &["zypper install", "zypper in"],
        names: &["DL3037"],
        valued: "-t --type -r --repo --from -p --plus-repo -R --root --releasever",
        pin: words::zypper,
        ..NONE
    },
];

const YUM: Manager = Manager {
    heads: &["yum install"],
    names: &["DL3033"],
    valued: "-c --config --enablerepo --disablerepo --repo --repoid --setopt --installroot --releasever -x \
        --exclude --disableplugin --enableplugin --forcearch -d --debuglevel -e --errorlevel -R \
        --randomwait --advisory --comment",
    pin: words::rpm,
    ..NONE
};

pub(super) const PYTHON: &[Manager] = &[
    PIP,
    Manager { heads: &["uv pip install", "uv tool install"], names: &[], ..PIP },
    Manager {
        heads: &[
            "conda install",
            "mamba install",
            "micromamba install",
            "conda create",
            "mamba create",
            "micromamba create",
        ],
        valued: "-n --name -p --prefix -c --channel -r --root-prefix --platform --subdir --solver --repodata-fn",
        settled_by: &["--file", "--clone", "-f"],
        pin: words::conda,
        form: Some("="),
        ..NONE
    },
];

const PIP: Manager = Manager {
    heads: &["pip install", "pipx install"],
    names: &["DL3013"],
    valued: "--abi -b --build -e --editable --extra-index-url -f --find-links -i --index-url --implementation \
        --no-binary --only-binary --platform --prefix --progress-bar --proxy --python --python-version \
        --root --root-user-action --src -t --target --trusted-host --upgrade-strategy -r --requirement \
        -c --constraint --cache-dir --log --timeout --default-timeout --retries --config-settings -C \
        --global-option --install-option --cert --client-cert --exists-action --report --index \
        --default-index --override --with --from -p --extra --group --exclude-newer --link-mode \
        --index-strategy --prerelease --resolution --torch-backend --pip-args --suffix --use-feature \
        --use-deprecated --overrides --requirements --constraints",
    settled_by: &["-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints", "."],
    held_by: &["--no-index", "--exclude-newer"],
    held_in: &["PIP_CONSTRAINT", "UV_CONSTRAINT", "UV_EXCLUDE_NEWER", "PIP_NO_INDEX"],
    pin: words::pip,
    form: Some("=="),
    ..NONE
};

pub(super) const NPM: &[Manager] = &[
    NPM_INSTALL,
    Manager {
        heads: &[
            "npm i",
            "npm add",
            "yarn add",
            "yarn global add",
            "pnpm add",
            "pnpm install",
            "pnpm i",
            "bun add",
            "bun install",
            "corepack prepare",
        ],
        names: &[],
        ..NPM_INSTALL
    },
];

const NPM_INSTALL: Manager = Manager {
    heads: &["npm install"],
    names: &["DL3016"],
    valued: "--prefix -C --registry --loglevel --cache --only --omit --include --tag --userconfig \
        --globalconfig --fetch-timeout --fetch-retries --fetch-retry-mintimeout --fetch-retry-maxtimeout \
        --network-timeout --maxsockets --workspace -w --before --install-strategy --cpu --os --libc \
        --scope --cwd --modules-folder --mutex --cache-folder --dir --filter -F --store-dir --global-dir \
        --global-folder --python --network-concurrency --reporter",
    held_by: &["--before"],
    pin: words::npm,
    form: Some("@"),
    ..NONE
};

pub(super) const GEM: &[Manager] = &[Manager {
    heads: &["gem install", "gem i"],
    names: &["DL3028"],
    valued: "-i --install-dir -n --bindir -s --source -p --http-proxy -P --trust-policy --platform -B \
        --bulk-threshold --config-file --build-root",
    settled_by: &["-v", "--version", "--file"],
    held_by: &["--local"],
    pin: words::gem,
    form: Some(":"),
    ..NONE
}];

pub(super) const GO: &[Manager] = &[
    Manager { heads: &["go get"], pin: words::go_get, project: Some("go.mod"), ..GO_INSTALL },
    GO_INSTALL,
    Manager { heads: &["go run"], count: 1, ..GO_INSTALL },
];

const GO_INSTALL: Manager = Manager {
    heads: &["go install"],
    names: &["DL3062"],
    valued: "-asmflags -buildmode -compiler -covermode -coverpkg -C -exec -gccgoflags -gcflags -installsuffix \
        -ldflags -mod -modfile -o -overlay -p -pkgdir -tags -toolexec",
    pin: words::go_install,
    form: Some("@"),
    ..NONE
};

pub(super) const CARGO: &[Manager] = &[Manager {
    heads: &["cargo install", "cargo binstall"],
    valued: "--branch --bin --example --root --registry --index -F --features --profile -j --jobs \
        --target --target-dir --config -Z --color --pkg-url --pkg-fmt --install-path --strategies \
        --message-format",
    settled_by: &["--version", "--vers", "--path", "--rev", "--tag", "--list"],
    pin: words::cargo,
    form: Some("@"),
    ..NONE
}];

pub(super) const PHP: &[Manager] = &[
    Manager {
        heads: &["composer require", "composer global require"],
        valued: "-d --working-dir",
        is_version: |word| !word.contains('/'),
        pin: words::composer,
        form: Some(":"),
        ..NONE
    },
    Manager { heads: &["pecl install"], valued: "-D -R --installroot", pin: words::pecl, form: Some("-"), ..NONE },
];

pub(super) const DOTNET: &[Manager] = &[Manager {
    heads: &["dotnet tool install"],
    valued: "--tool-path --framework --add-source --source --configfile -v --verbosity -a --arch \
        --tool-manifest",
    settled_by: &["--version"],
    pin: words::cargo,
    ..NONE
}];
