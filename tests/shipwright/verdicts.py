"""What a build's log says of a finding."""

import re

# What a finding of a rule predicts, as the log of the failing step shows it. A rule without an entry predicts nothing
# that a log could show, and is never counted as having explained a failure.
# `{}` stands for any of the words in backticks of the finding's message.
PREDICTS = {
    "base-image-gone": r"manifest for .* not found|pull access denied|manifest unknown",
    "base-release-gone": r"404 +Not Found|Failed to fetch|does not have a Release file|Cannot find a valid baseurl|YumRepo Error",
    "package-missing-in-release": r"Unable to locate package {}\b|Package '{}' has no installation|{} \((missing|no such package)\)"
    r"|Couldn't find any package by (glob|regex) '{}'|Package {} is not available",
    "apt-lists-missing": r"Unable to locate package|has no installation candidate",
    "copy-source-missing": r"(COPY|ADD) failed.*|no such file",
    "download-without-ca-certificates": r"certificate",
    "download-source-gone": r"40[34] +(Not Found|Forbidden)|Failed to fetch|does not have a Release file|Cannot add PPA"
    r"|(could not|unable to) resolve host|bad address|keyserver (receive failed|error|timed out)|curl: \(\d+\)|{}: not found",
    "install-not-confirmed": r"^Abort\.|Do you want to continue\?|Is this ok \[y",
    "invalid-image-name": r"invalid reference format|stat /bin/(ba)?sh: no such file",
    "invalid-instruction": r"parse error|unknown instruction|unknown flag",
    "python-environment-protected": r"externally-managed-environment",
    "run-always-fails": r"returned a non-zero code: 1\b",
    "run-command-missing": r"\b{}: (command )?not found|exec: .*{}.*not found|gnupg, gnupg2 and gnupg1 do not seem|{}: No such file",
    "shell-missing": r"no such file or directory|executable file not found",
    "build-library-missing": r"fatal error: |extconf|pg_config|mysql_config|protoc|directory of OpenSSL|custom build command",
    "language-version-mismatch": r"requires go|engine .* incompatible|requires a different Python|Your Ruby version is|requires rustc|release version \d+ not supported",
    "tool-too-old": r"requires Ruby version|CERT_UNTRUSTED",
    "undefined-variable-in-from": r"invalid reference format|base name .* should not be blank",
}

CODENAMES = "wheezy jessie stretch buster precise trusty xenial bionic focal cosmic disco eoan".split()

# Rules of other categories that speak of the build where they stand on a RUN.
AT_RUN = {"shell-missing"}


def cause(stdout, stderr):
    """The last words of the failing step: its output after the last `Step` line, and what went to standard error."""
    last = stdout.replace("\r", "\n").rfind("\nStep ")
    text = stdout[max(last, 0) :][-20000:] + "\n" + stderr[-6000:]
    return re.sub(r"\x1b\[[0-9;]*m|\r", "", text).strip()


def moves(text, line):
    """Whether the stage that `line` stands in is built on a tag that has moved to another release since 2020."""
    images = {}
    base = None
    for one in text.split("\n")[:line]:
        found = re.match(r"\s*FROM\s+(?:--\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?", one, re.I)
        if found:
            base = images.get(found.group(1).lower(), found.group(1).lower())
            if found.group(2):
                images[found.group(2).lower()] = base
    name, _, tag = (base or "").rpartition("/")[2].partition(":")
    if not tag or tag == "latest":
        return True
    # A word for a release, or a version whose last build was long ago, stays; `3.7`, `12-slim`, `lts` do not.
    words = tag.split("-")
    if any(word in CODENAMES or re.match(r"alpine\d", word) for word in words):
        return False
    if name in ("debian", "ubuntu", "alpine", "centos", "fedora"):
        return not re.match(r"\d", tag)
    return not re.match(r"\d+\.\d+\.\d+", tag)


def judge(claim, build, day):
    """One of the columns of the table, for one finding."""
    if claim["where"] == "not reached":
        return "not reached"
    # What the rule itself dates after the build was fine on that day.
    if any(date > day for date in re.findall(r"\b(20\d\d-\d\d-\d\d)\b", claim["message"])):
        return "later"
    if claim["where"] == "passed":
        return "moved" if claim["moves"] else "false"
    pattern = PREDICTS.get(claim["rule"])
    log = cause(build["raw_stdout_log"], build["raw_stderr_log"])
    if not pattern:
        return "other cause"
    named = [re.escape(name) for name in re.findall(r"`([^`]+)`", claim["message"])]
    pattern = pattern.replace("{}", f"(?:{'|'.join(named)})")
    return "true" if re.search(pattern, log, re.I | re.M) else "other cause"
