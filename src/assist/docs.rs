//! What instructions, flags and directives are for, in a sentence each.
//!
//! The facts are those of the Dockerfile reference (docs.docker.com, "Dockerfile reference") and of BuildKit's parser.

/// A word that is known, and what it is for.
pub(super) type Known = (&'static str, &'static str);

/// Every instruction.
pub(super) const INSTRUCTIONS: [Known; 18] = [
    ("FROM", "begins a stage with a base image, an earlier stage, or `scratch`, the empty image"),
    ("RUN", "runs a command while the image is built; what it writes becomes a layer"),
    ("CMD", "says what the container starts, or the arguments of ENTRYPOINT; `docker run` can replace it"),
    ("ENTRYPOINT", "says what the container always starts; CMD and what `docker run` is given are its arguments"),
    ("COPY", "copies files from the build context, another stage or an image"),
    ("ADD", "copies like COPY, and also fetches URLs and git repositories and unpacks local archives"),
    ("ENV", "sets variables for the instructions below and for the running container"),
    ("ARG", "declares a variable for the build, with or without a default; `--build-arg` sets it"),
    ("LABEL", "adds metadata to the image"),
    ("USER", "sets who runs the instructions below and the container: a name or id, with or without a group"),
    ("WORKDIR", "sets the working directory for the instructions below and the container, and makes it"),
    ("EXPOSE", "notes ports that the container listens on; it publishes none"),
    ("VOLUME", "makes paths mount points for data that outlives the container"),
    ("HEALTHCHECK", "says how Docker finds out whether the container works; Kubernetes does not look at it"),
    ("SHELL", "sets the program that reads the shell form of RUN, CMD and ENTRYPOINT"),
    ("STOPSIGNAL", "sets the signal that asks the container to stop; without it `SIGTERM`"),
    ("ONBUILD", "keeps an instruction for the builds that use this image as their base"),
    ("MAINTAINER", "names the author; a label such as `org.opencontainers.image.authors` has taken its place"),
];

/// The flags of each instruction.
pub(super) const FLAGS: [(&str, Known); 23] = [
    ("FROM", ("platform", "the platform of the base, such as `linux/amd64` or `$BUILDPLATFORM`")),
    ("RUN", ("mount", "makes files, a cache, a secret or an SSH agent available to this command only")),
    ("RUN", ("network", "the network of the command: `default`, `none` or `host`")),
    ("RUN", ("security", "`sandbox`, or `insecure` for a command with all privileges, which the builder must allow")),
    ("RUN", ("device", "makes a device available, by its CDI name")),
    ("COPY", ("from", "copies from an earlier stage, another image or a named context, not from the build context")),
    ("COPY", ("chown", "the owner of what is copied, `user:group`; without it root")),
    ("COPY", ("chmod", "the permission bits of what is copied, such as `755` or `u=rwX,go=rX`")),
    ("COPY", ("link", "copies into a layer of its own, which stays valid when the layers below change")),
    ("COPY", ("parents", "keeps the folders of the sources below the destination")),
    ("COPY", ("exclude", "leaves out what the pattern matches, as in `.dockerignore`")),
    ("ADD", ("keep-git-dir", "keeps the `.git` folder of a git repository that is added")),
    ("ADD", ("checksum", "the digest that what is fetched must have, such as `sha256:...`")),
    ("ADD", ("chown", "the owner of what is added, `user:group`; without it root")),
    ("ADD", ("chmod", "the permission bits of what is added, such as `755`")),
    ("ADD", ("link", "adds into a layer of its own, which stays valid when the layers below change")),
    ("ADD", ("unpack", "whether archives are unpacked; by default local ones are, fetched ones are not")),
    ("ADD", ("exclude", "leaves out what the pattern matches, as in `.dockerignore`")),
    ("HEALTHCHECK", ("interval", "the time between checks; 30s by default")),
    ("HEALTHCHECK", ("timeout", "the time after which a check has failed; 30s by default")),
    ("HEALTHCHECK", ("start-period", "how long failures do not count after the start; 0s by default")),
    ("HEALTHCHECK", ("start-interval", "the time between checks in the start period; 5s by default")),
    ("HEALTHCHECK", ("retries", "how many checks in a row must fail for the container to be unhealthy; 3 by default")),
];

/// The types of `--mount`.
pub(super) const MOUNTS: [Known; 5] = [
    ("cache", "a folder that is kept from build to build and is no part of the image"),
    ("bind", "files of the build context or, with `from=`, of a stage or an image; they are no part of the image"),
    ("secret", "a secret of the build, at `/run/secrets/<id>` by default; it gets into no layer"),
    ("ssh", "the SSH agent of the build, or its keys"),
    ("tmpfs", "a folder in memory"),
];

/// The fields of `--mount`.
pub(super) const FIELDS: [Known; 14] = [
    ("type", "`bind` by default, `cache`, `secret`, `ssh` or `tmpfs`"),
    ("target", "the path where it is mounted; relative to the working directory"),
    ("source", "the path in the build context or in `from` that is mounted"),
    ("from", "the stage, image or named context that `source` is in"),
    ("id", "the name of the cache, the secret or the SSH agent"),
    ("sharing", "what builds at the same time do with a cache: `shared`, `private` or `locked`"),
    ("readonly", "forbids writing"),
    ("readwrite", "allows writing; what is written is thrown away"),
    ("required", "makes the build fail where the secret or the agent is missing"),
    ("mode", "the permission bits in octal"),
    ("uid", "the user id that it belongs to"),
    ("gid", "the group id that it belongs to"),
    ("env", "the variable that holds the secret, in place of or beside a file"),
    ("size", "the upper limit of a tmpfs"),
];

/// The directives at the top of a file.
pub(super) const DIRECTIVES: [Known; 3] = [
    ("syntax", "the image that reads the Dockerfile, such as `docker/dockerfile:1`"),
    ("escape", "the character that continues a line: a backslash, or a backtick for paths of Windows"),
    ("check", "settings of BuildKit's checks: `skip=A,B`, `error=true`"),
];

/// ARGs that the builder sets; a stage has to declare them.
pub(super) const PLATFORM: [Known; 8] = [
    ("BUILDPLATFORM", "the platform of the builder, such as `linux/amd64`"),
    ("BUILDOS", "the operating system of the builder"),
    ("BUILDARCH", "the architecture of the builder, such as `amd64`"),
    ("BUILDVARIANT", "the variant of the builder's architecture, such as `v7`"),
    ("TARGETPLATFORM", "the platform that is built for, such as `linux/arm64`"),
    ("TARGETOS", "the operating system that is built for"),
    ("TARGETARCH", "the architecture that is built for, such as `arm64`"),
    ("TARGETVARIANT", "the variant of the architecture that is built for, such as `v7`"),
];

/// What the known word means.
pub(super) fn of(known: &[Known], name: &str) -> Option<&'static str> {
    known.iter().find(|(it, _)| *it == name).map(|(_, text)| *text)
}

/// The flags of `keyword` (upper case).
pub(super) fn flags(keyword: &str) -> impl Iterator<Item = Known> {
    FLAGS.into_iter().filter(move |(of, _)| *of == keyword).map(|(_, flag)| flag)
}

/// The field of `--mount` by its usual name.
pub(super) fn field(name: &str) -> &str {
    match name {
        "src" => "source",
        "dst" | "destination" => "target",
        "ro" => "readonly",
        "rw" => "readwrite",
        name => name,
    }
}
