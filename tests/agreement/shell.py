"""What the real ShellCheck says of the RUN instructions of Dockerfiles.

hadolint keeps one ShellCheck finding an instruction (it puts them into a set that compares lines only), so its own
output cannot be the truth for SC codes.  This gives ShellCheck the text that hadolint gives it: the shell's
name in the first line, the stage's variables as exported, then the instruction without flags and comments.
"""

import json
import os
import re
import subprocess
import tempfile

BATCH = 200  # texts a run
EXCLUDED = {1090, 1091, 2187}  # hadolint's exclusions
OTHER_SHELLS = ("pwsh", "powershell", "cmd")
PROXIES = [name for word in ("http", "https", "ftp", "no") for name in (f"{word}_proxy", f"{word}_proxy".upper())]
SHEBANG = re.compile(r"#!(/bin/|/usr/bin/env )(sh|bash|ksh)")
HEREDOC = re.compile(r"(?<![<\w])<<(-?)(['\"]?)(\w+)\2")
DIRECTIVE = re.compile(r"#\s*escape\s*=\s*(\S)", re.IGNORECASE)
PRAGMA = re.compile(r"#\s*hadolint\s+shell\s*=\s*(\S+)")
FLAGS = re.compile(r"(--[a-z-]+(=(\"[^\"]*\"|\S)*)?(\s|\\\n)+)*")


class Stage:
    """The shell of a stage, and the names that its ARG and ENV define."""

    def __init__(self, shell, variables):
        self.shell, self.variables = shell, variables

    def script(self, text):
        exports = "".join(f"export {name}=1\n" for name in sorted(self.variables.union(PROXIES)))
        return f"#!{(self.shell.split() or [''])[0]}\n{exports}{text}"


def findings(shellcheck, folder, files):
    """Rows of file, code, line and message; the line is the instruction's first."""
    scripts = [(file, *script) for file in files for script in runs(os.path.join(folder, file))]
    rows = []
    for first in range(0, len(scripts), BATCH):
        batch = scripts[first:first + BATCH]
        with tempfile.TemporaryDirectory() as work:
            for number, (_, _, text) in enumerate(batch):
                with open(os.path.join(work, str(number)), "w", encoding="utf-8", newline="") as out:
                    out.write(text)
            command = [shellcheck, "-f", "json1", "--norc", *map(str, range(len(batch)))]
            done = subprocess.run(command, cwd=work, capture_output=True, check=False)
        for it in json.loads(done.stdout)["comments"]:
            file, line, _ = batch[int(it["file"])]
            if it["code"] not in EXCLUDED:
                rows.append([file, f"SC{it['code']}", line, it["message"]])
    return rows


def runs(path):
    """The first line and the text of each RUN that a POSIX shell runs."""
    with open(path, encoding="utf-8", errors="replace", newline=None) as file:
        lines = file.read().split("\n")
    default, stage, stages = "/bin/sh", Stage("/bin/sh", set()), {}
    for first, word, rest, body in instructions(lines):
        if word == "ONBUILD" and re.match(r"run\s", rest, re.IGNORECASE):
            word, rest = "RUN", rest[3:].strip()
        if word == "#":
            default, stage.shell = (default if stages else rest), rest
        elif word == "FROM":
            names = [part for part in rest.split() if not part.startswith("--")] or [""]
            base = stages.get(names[0], Stage(default, set()))
            stage = Stage(base.shell, set(base.variables))
            stages[names[2] if len(names) > 2 else f"\0{first}"] = stage
        elif word == "SHELL":
            stage.shell = (re.findall(r'"([^"]*)"', rest) or [stage.shell])[0]
        elif word in ("ARG", "ENV"):
            stage.variables.update(names_of(rest))
        elif word == "RUN" and not exec_form(rest):
            rest = rest[FLAGS.match(rest).end():]
            text = body if body and HEREDOC.match(rest) else f"{rest}\n{body}"
            foreign = text.startswith("#!") and not SHEBANG.match(text)
            if not foreign and not any(name in stage.shell for name in OTHER_SHELLS):
                yield first, stage.script(text)


def instructions(lines):
    """First line, word, rest (with its line breaks) and here-documents; a pragma of the shell has the word `#`."""
    escape, number = "\\", 0
    while number < len(lines):
        first, parts = number + 1, []
        directive = DIRECTIVE.match(lines[number])
        if directive and all(line.startswith("#") for line in lines[:number]):
            escape = directive.group(1)
        while number < len(lines):
            line, number = lines[number], number + 1
            comment = line.lstrip().startswith("#")
            if not parts and (comment or not line.strip()):
                pragma = PRAGMA.match(line.lstrip())
                if pragma:
                    yield first, "#", pragma.group(1), ""
                first += 1
                continue
            if comment or not line.strip():
                continue
            ends = not line.rstrip().endswith(escape)
            parts.append(line if ends else line.rstrip()[:-1])
            if ends:
                break
        word, _, rest = "\\\n".join(parts).strip().partition(" ")
        body = []
        for heredoc in HEREDOC.finditer(rest) if word.upper() in ("RUN", "COPY", "ADD") else ():
            while number < len(lines):
                line, number = lines[number], number + 1
                end = (line.lstrip("\t") if heredoc.group(1) else line) == heredoc.group(3)
                if not end or not HEREDOC.match(rest.strip()):
                    body.append(line + "\n")
                if end:
                    break
        yield first, word.upper(), rest.strip(), "".join(body)


def names_of(rest):
    """The names that ARG or ENV defines."""
    names = re.findall(r"(?:^|\s)([A-Za-z_]\w*)=", rest)
    return names or re.findall(r"^[A-Za-z_]\w*", rest)


def exec_form(rest):
    try:
        return isinstance(json.loads(rest), list)
    except ValueError:
        return False
