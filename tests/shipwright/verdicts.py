"""What a build's log says of a finding."""

import re

# What a finding of a rule predicts, as the log of the failing step shows it. A rule without an entry predicts nothing
# that a log could show, and is never counted as having explained a failure.
# `{}` stands for the first word in backticks of the finding's message.
PREDICTS = {
    "copy-source-missing": r"(COPY|ADD) failed.*|no such file",
    "invalid-instruction": r"parse error|unknown instruction|unknown flag",
    "shell-missing": r"no such file or directory|executable file not found",
    "undefined-variable-in-from": r"invalid reference format|base name .* should not be blank",
}

# Rules of other categories that speak of the build where they stand on a RUN.
AT_RUN = {"shell-missing"}


def cause(stdout, stderr):
    """The last words of the failing step: its output after the last `Step` line, and what went to standard error."""
    last = stdout.replace("\r", "\n").rfind("\nStep ")
    text = stdout[max(last, 0) :][-20000:] + "\n" + stderr[-6000:]
    return re.sub(r"\x1b\[[0-9;]*m|\r", "", text).strip()


def judge(claim, build, day):
    """One of the columns of the table, for one finding."""
    if claim["where"] == "not reached":
        return "not reached"
    if claim["where"] == "passed":
        # What the rule itself dates after the build was fine on that day.
        dates = re.findall(r"\b(20\d\d-\d\d-\d\d)\b", claim["message"])
        if any(date > day for date in dates):
            return "later"
        return "false"
    pattern = PREDICTS.get(claim["rule"])
    log = cause(build["raw_stdout_log"], build["raw_stderr_log"])
    if not pattern:
        return "other cause"
    named = re.search(r"`([^`]+)`", claim["message"])
    pattern = pattern.replace("{}", re.escape(named.group(1)) if named else "")
    return "true" if re.search(pattern, log, re.I) else "other cause"
