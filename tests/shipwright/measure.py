#!/usr/bin/env python3
"""Holds Dockvet's findings against 5,405 builds that failed: see README.md beside this file."""

import argparse
import collections
import concurrent.futures
import gzip
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import verdicts

# Contexts of more files are cut off: which of them are kept does not matter to any step that was met.
MOST_FILES = 20_000
KEYWORDS = (
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL "
    "USER VOLUME WORKDIR"
).split()


def instructions(text):
    """(first line, last line, keyword) of each instruction, lines counted from 1."""
    escape = re.match(r"(?:\s*#\s*\w+\s*=.*\n)*?\s*#\s*escape\s*=\s*(\S)", text, re.I)
    escape = escape.group(1) if escape else "\\"
    found, start, first_word = [], None, None
    # Only line feeds count: Python's splitlines() knows many more line ends.
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        bare = line.strip()
        if bare.startswith("#") or not bare:
            continue
        if start is None:
            start, first_word = number, bare.split()[0].upper()
        if not line.rstrip().endswith(escape):
            found.append((start, number, first_word))
            start = None
    if start is not None:
        found.append((start, number, first_word))
    return found


def steps(build):
    """(steps that succeeded, the step that failed or None) as lists of line ranges; None where the log does not fit."""
    log = build["raw_stdout_log"].replace("\r", "\n")
    reached = re.findall(r"^Step (\d+)/(\d+) : ?(\w+)", log, re.M)
    if not reached:
        return None
    ranges = instructions(build["raw_dockerfile"])
    total, last = int(reached[-1][1]), int(reached[-1][0])
    # The keywords of the log must be those of the file, one by one: else lines would be taken for others.
    if len(ranges) != total or [int(number) for number, _, _ in reached] != list(range(1, last + 1)):
        return None
    if any(word.upper() != ranges[int(number) - 1][2] for number, _, word in reached):
        return None
    if any(keyword not in KEYWORDS for _, _, keyword in ranges):
        return None
    return ranges[: last - 1], ranges[last - 1]


def lay_out(build, root):
    """Makes the build context: empty files of the listed names, and the Dockerfile."""
    root.mkdir(parents=True)
    made = {root}
    below = lambda names: [it.removeprefix("/target/") for it in names if it.startswith("/target/")]
    inside = below(build["files_in_repo"])
    # Folders count even where they are empty: submodules that nobody checked out.
    for name in below(build["dirs_in_repo"])[:MOST_FILES]:
        if not name.startswith(".git") and ".." not in name and "\0" not in name:
            made.add(root / name)
            (root / name).mkdir(parents=True, exist_ok=True)
    for name in [it for it in inside if not it.startswith(".git/")][:MOST_FILES]:
        path = root / name
        if ".." in path.parts or "\0" in name:
            continue
        try:
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            # The listing says nothing of modes: whoever is to be executable, is.
            path.touch(mode=0o755)
        except OSError:
            continue
    (root / ".git").mkdir(exist_ok=True)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    file = root / "Dockerfile"
    if file.is_dir():
        return None
    # Names of other letter case are left as they are; the text of the Dockerfile stands under the usual name.
    file.write_text(build["raw_dockerfile"], newline="", errors="surrogateescape")
    return file


def look(archive, program, work):
    """What Dockvet says of one build, sorted by what became of the step."""
    build = json.loads(gzip.open(archive).read())
    number = archive.name.split("-")[-1].split(".")[0]
    ranges = steps(build)
    if ranges is None:
        return {"id": number, "fits": False}
    root = work / number
    file = root / "Dockerfile" if root.exists() else lay_out(build, root)
    if file is None or not file.is_file():
        return {"id": number, "fits": False}
    command = [program, "--format", "json", "--isolated", "--exit-zero", "--min-severity", "warning"]
    command += ["--jobs", "1", "--context", str(root), str(file)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    if not done.stdout:
        return {"id": number, "fits": False, "trouble": done.stderr.decode(errors="replace")}
    passed, failed = ranges
    out = {
        "id": number,
        "fits": True,
        "name": build["meta"].get("full_name"),
        "day": (build["meta"].get("dbla_processed_at") or "2020-06-30")[:10],
        "passed": len(passed),
        "cause": verdicts.cause(build["raw_stdout_log"], build["raw_stderr_log"]),
        "findings": [],
    }
    for finding in json.loads(done.stdout)["findings"]:
        line = finding["range"]["start"]["line"]
        keyword = next((word for first, last, word in passed + [failed] if first <= line <= last), None)
        # Only these say that a step fails; the others speak of the image, which was never made.
        at_build = finding["category"] == "build" or (finding["rule"] in verdicts.AT_RUN and keyword == "RUN")
        if not at_build or not finding["file"].endswith("Dockerfile"):
            continue
        where = "not reached"
        if failed[0] <= line <= failed[1]:
            where = "failed"
        elif any(first <= line <= last for first, last, _ in passed):
            where = "passed"
        claim = {"rule": finding["rule"], "message": finding["message"], "line": line, "where": where}
        claim["moves"] = verdicts.moves(build["raw_dockerfile"], line)
        claim["verdict"] = verdicts.judge(claim, build, out["day"])
        out["findings"].append(claim)
    return out


def table(results, every):
    fitting = [it for it in results if it["fits"]]
    count = collections.Counter((f["rule"], f["verdict"]) for it in fitting for f in it["findings"])
    columns = ["false", "later", "moved", "true", "other cause", "not reached"]
    print(f"{'rule':34}" + "".join(f"{name:>13}" for name in columns))
    for rule in sorted({rule for rule, _ in count}):
        print(f"{rule:34}" + "".join(f"{count[rule, name]:>13}" for name in columns))
    print()
    having = lambda verdict: sum(any(f["verdict"] == verdict for f in it["findings"]) for it in fitting)
    false = sum(1 for it in fitting for f in it["findings"] if f["verdict"] == "false")
    print(f"builds                      {len(results)}, of which the log fits the file: {len(fitting)}")
    print(f"steps that succeeded        {sum(it['passed'] for it in fitting)}")
    rate = f"1 in {len(fitting) / false:.0f} Dockerfiles" if false else "none"
    print(f"false on succeeded steps    {false} ({rate}; bar: 1 in 200)")
    explained = having("true")
    print(f"failures explained          {explained} of {every}: {100 * explained / every:.1f} % (bar: 20 %)")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=pathlib.Path, help="a checkout of STAR-RG/shipwright")
    arguments.add_argument("program", help="the dockvet to measure")
    arguments.add_argument("--work", type=pathlib.Path, help="keep the build contexts here, for the next run")
    arguments.add_argument("--out", type=pathlib.Path, help="write each build's findings here, a line of JSON each")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    archives = sorted((given.data / "data" / "for-clustering").glob("*.json.gz"))
    if not archives:
        sys.exit(f"{given.data}: no data/for-clustering/*.json.gz here")
    work = given.work or pathlib.Path(tempfile.mkdtemp(prefix="shipwright-"))
    work.mkdir(parents=True, exist_ok=True)
    program = shutil.which(given.program) or sys.exit(f"{given.program}: no such program")
    with concurrent.futures.ProcessPoolExecutor(given.jobs) as pool:
        each = (pool.submit(look, archive, program, work) for archive in archives)
        results = [it.result() for it in list(each)]
    if given.out:
        given.out.write_text("".join(json.dumps(it) + "\n" for it in results))
    if not given.work:
        shutil.rmtree(work)
    table(results, len(archives))


if __name__ == "__main__":
    main()
