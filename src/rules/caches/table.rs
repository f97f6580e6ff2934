//! Package managers, what they keep for the next install, and what keeps it out of the image.

/// What a package manager leaves in the file system unless it is told not to.
pub(in crate::rules) struct Cache {
    /// Names that a finding about it goes by in other tools.
    pub(in crate::rules) names: &'static [&'static str],
    /// For messages: "`apt-get` leaves ...".
    pub(in crate::rules) what: &'static str,
    pub(in crate::rules) help: &'static str,
    pub(super) programs: &'static [&'static str],
    /// The verbs that fill it.
    pub(super) fills: &'static [&'static str],
    /// The options that keep it empty, without dashes.
    pub(super) without: &'static [&'static str],
    /// What to write behind the verb to that end.
    pub(in crate::rules) option: Option<&'static str>,
    /// The environment variables that do the same.
    pub(super) variables: &'static [&'static str],
    /// Where it lies: absolute, or a part of a path for what lies below somebody's home.
    pub(super) folders: &'static [&'static str],
    /// The words behind the program with which it empties its cache itself.
    pub(super) clears: &'static [&'static [&'static str]],
    /// What is left of it where a mount lies over the folders, and another folder has none.
    pub(in crate::rules) beside: Option<&'static str>,
    /// What other tools look at.
    pub(super) peer: Option<Peer>,
}

/// How hadolint judges the same: it compares words, wherever in a command they stand.
pub(super) struct Peer {
    /// A command of one of the programs that holds one of these words fills the cache.
    pub(super) fills: &'static [&'static str],
    /// A command of this program that holds one of the words empties it. Without a program: the same as fills it.
    pub(super) clears: &'static [(&'static str, &'static [&'static str])],
    /// Only what empties it after the first install counts.
    pub(super) ordered: bool,
    /// Parts of the targets of mounts: one group must be there as a whole.
    pub(super) mounts: &'static [&'static [&'static str]],
    /// Only the last stage and stages that others are built upon count.
    pub(super) only_kept: bool,
}

const APT: Cache = Cache {
    names: &["DL3009"],
    what: "the lists of packages",
    help: "end the same `RUN` with `rm -rf /var/lib/apt/lists/*`",
    programs: &["apt", "apt-get", "aptitude"],
    fills: &["update"],
    without: &[],
    option: None,
    variables: &[],
    folders: &["/var/lib/apt/lists"],
    clears: &[&["distclean"], &["dist-clean"]],
    beside: Some("the packages that it downloads, in `/var/cache/apt`"),
    peer: Some(Peer {
        fills: &["update"],
        clears: &[("rm", &["-rf", "/var/lib/apt/lists/*"])],
        ordered: false,
        mounts: &[&["/var/lib/apt/lists"], &["/var/lib/apt", "/var/cache/apt"]],
        only_kept: true,
    }),
};

const APK: Cache = Cache {
    names: &["DL3019", "DS-0025", "DS025", "AVD-DS-0025"],
    what: "the index of packages",
    help: "write `apk add --no-cache`, which fetches the index anew and keeps none",
    programs: &["apk"],
    fills: &["add", "update", "upgrade"],
    without: &["no-cache"],
    option: Some("--no-cache"),
    variables: &[],
    folders: &["/var/cache/apk"],
    clears: &[],
    beside: None,
    peer: Some(Peer { fills: &["add"], clears: &[], ordered: false, mounts: &[&["/var/cache/apk"]], only_kept: false }),
};

const YUM: Cache = Cache {
    names: &["DL3032", "DS-0015", "DS015", "AVD-DS-0015"],
    what: "the metadata of repositories",
    help: "end the same `RUN` with `yum clean all`",
    programs: &["yum"],
    fills: &["install", "update", "upgrade", "groupinstall", "localinstall", "reinstall"],
    without: &[],
    option: None,
    variables: &[],
    folders: &["/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5"],
    clears: &[&["clean", "all"]],
    beside: None,
    peer: Some(Peer {
        fills: &["install"],
        clears: &[("", &["clean", "all"]), ("rm", &["-rf", "/var/cache/yum/*"])],
        ordered: true,
        mounts: &[],
        only_kept: false,
    }),
};

const DNF: Cache = Cache {
    names: &["DL3040", "DS-0019", "DS019", "AVD-DS-0019", "DS-0027", "DS027", "AVD-DS-0027"],
    what: "the metadata of repositories",
    help: "end the same `RUN` with `dnf clean all`",
    programs: &["dnf"],
    fills: &[
        "install",
        "in",
        "upgrade",
        "up",
        "upgrade-minimal",
        "up-min",
        "reinstall",
        "rei",
        "update",
        "groupinstall",
        "localinstall",
        "distro-sync",
        "builddep",
    ],
    without: &[],
    option: None,
    variables: &[],
    folders: &["/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"],
    clears: &[&["clean", "all"]],
    beside: None,
    peer: Some(Peer {
        fills: &["install", "in", "upgrade", "up", "upgrade-minimal", "up-min", "reinstall", "rei"],
        clears: &[("", &["clean", "all"]), ("rm", &["-rf", "/var/cache/libdnf5*"])],
        ordered: true,
        mounts: &[&["/var/cache/libdnf5"], &[".cache/libdnf5"]],
        only_kept: false,
    }),
};

const MICRODNF: Cache = Cache { help: "end the same `RUN` with `microdnf clean all`", programs: &["microdnf"], ..DNF };

const ZYPPER: Cache = Cache {
    names: &["DL3036", "DS-0020", "DS020", "AVD-DS-0020"],
    what: "the metadata of repositories",
    help: "end the same `RUN` with `zypper clean --all`",
    programs: &["zypper"],
    fills: &["install", "in", "update", "up", "patch", "dist-upgrade", "dup", "refresh", "ref"],
    without: &[],
    option: None,
    variables: &[],
    folders: &["/var/cache/zypp"],
    clears: &[&["clean"], &["cc"]],
    beside: None,
    peer: Some(Peer {
        fills: &["install", "in"],
        clears: &[("", &["clean", "cc"])],
        ordered: true,
        mounts: &[&["/var/cache/zypp"]],
        only_kept: false,
    }),
};

const PIP: Cache = Cache {
    names: &["DL3042"],
    what: "what it downloaded",
    help: "write `pip install --no-cache-dir`, or mount a cache over `~/.cache/pip`",
    programs: &["pip"],
    fills: &["install"],
    without: &["no-cache-dir", "no-cache"],
    option: Some("--no-cache-dir"),
    variables: &["PIP_NO_CACHE_DIR"],
    folders: &[".cache/pip"],
    clears: &[&["cache", "purge"]],
    beside: None,
    peer: Some(Peer { fills: &["install"], clears: &[], ordered: false, mounts: &[&[".cache/pip"]], only_kept: false }),
};

const YARN: Cache = Cache {
    names: &["DL3060"],
    what: "what it downloaded",
    help: "end the same `RUN` with `yarn cache clean`, or mount a cache over its folder",
    programs: &["yarn"],
    fills: &["install", "", "add", "global"],
    without: &[],
    option: None,
    variables: &[],
    folders: &[".cache/yarn"],
    clears: &[&["cache", "clean"]],
    beside: None,
    peer: Some(Peer {
        fills: &["install"],
        clears: &[("", &["cache", "clean"])],
        ordered: true,
        mounts: &[&[".cache/yarn"]],
        only_kept: true,
    }),
};

/// Everything that a finding can be about.
pub(super) const CACHES: [&Cache; 8] = [&APT, &APK, &YUM, &DNF, &MICRODNF, &ZYPPER, &PIP, &YARN];
