#!/usr/bin/env python3
"""How long Dockvet and other tools take, as multiples of programs that only read the same files.

    cargo build --release --bin dockvet --example minimal
    benches/compare.py [--runs N] [INPUT...]

Others are run where they are found: hadolint, tally and droast in PATH, or where HADOLINT, TALLY and DROAST say.
The programs take turns, so that what else the machine does falls on all of them; medians are compared. Where
hyperfine is installed, its figures of the clock are printed too. Inputs are of our own making (inputs.py).
"""

import argparse
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import inputs

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parent / "target" / "release"
# A program that takes longer than this for one run is told of, and left out.
MOST_SECONDS = 60

# What is compared: the input, how the minimal program reads it, and what the tools are given.
LINES = [
    ("one median file", "median", "read", ["Dockerfile"]),
    ("300 lines", "lines-300", "read", ["Dockerfile"]),
    ("1,000 files", "files-1000", "read", None),
    ("10,000 instructions", "instructions-10000", "read", ["Dockerfile"]),
    ("200 Dockerfiles among 100,000 files", "monorepo", "walk", None),
]


def tools():
    found = {"dockvet": [os.environ.get("DOCKVET", str(BUILT / "dockvet"))]}
    found["dockvet with SC rules"] = found["dockvet"] + ["--profile", "strict"]
    for name, arguments in (("hadolint", []), ("tally", ["lint"]), ("droast", [])):
        path = os.environ.get(name.upper()) or shutil.which(name)
        if path:
            found[name] = [path, *arguments]
    return found


def run(command, folder):
    """Seconds by the clock and of the processors, MB, and whether it was stopped."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stop = threading.Timer(MOST_SECONDS, process.kill)
    stop.start()
    _, status, usage = os.wait4(process.pid, 0)
    stop.cancel()
    process.returncode = status
    times = (time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    return (*times, os.WIFSIGNALED(status))


def measured(commands, folder, runs):
    """Medians of each command, run in turns; `None` for one that does not end."""
    times = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            if times[name] is None:
                continue
            *result, killed = run(command, folder)
            if killed:
                times[name] = None
            elif number > 0:
                times[name].append(result)
                if result[0] > 5:
                    # Long runs vary little.
                    times[name] = [result] * runs if number == 1 else times[name]
    medians = {}
    for name, all_times in times.items():
        medians[name] = all_times and [statistics.median(column) for column in zip(*all_times)]
    return medians


def show(title, medians):
    least = medians["minimal"]
    print(f"\n{title}\n  {'minimal':22} {1000 * least[0]:9.2f} ms by the clock {1000 * least[1]:9.2f} ms CPU")
    for name, it in medians.items():
        if name == "minimal":
            continue
        if it is None:
            print(f"  {name:22} does not end within {MOST_SECONDS} s")
            continue
        ratios = [it[index] / max(least[index], 1e-6) for index in (0, 1)]
        times = f"{1000 * it[0]:9.2f} ms {1000 * it[1]:9.2f} ms CPU {it[2]:7.1f} MB"
        print(f"  {name:22} {times}   {ratios[0]:8.1f} x by the clock {ratios[1]:8.1f} x CPU")
    sys.stdout.flush()


def hyperfine(commands, folder):
    if shutil.which("hyperfine"):
        asked = [shlex.join(command) for command in commands.values()]
        subprocess.run(["hyperfine", "-N", "-i", "--warmup", "2", *asked], cwd=folder, check=False)


def compare(root, line, runs):
    title, name, way, arguments = line
    [folder] = inputs.make(root, [name])
    dockerfiles = sorted(str(path.relative_to(folder)) for path in folder.rglob("Dockerfile"))
    read = dockerfiles if way == "read" else ["."]
    commands = {"minimal": [str(BUILT / "examples" / "minimal"), way, *read]}
    for tool, command in tools().items():
        walks = arguments is None and tool != "hadolint"
        commands[tool] = [*command, *(["."] if walks else arguments or dockerfiles)]
    show(title, measured(commands, folder, runs))
    hyperfine(commands, folder)
    if way == "walk":
        shutil.rmtree(folder)


def editor(root):
    folders = inputs.make(root, ["median", "lines-300"])
    files = [str(folder / "Dockerfile") for folder in folders]
    program = tools()["dockvet"][0]
    print("\nthe language server: a change, and the start")
    sys.stdout.flush()
    subprocess.run([sys.executable, str(HERE / "lsp.py"), program, *files], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("inputs", nargs="*", help="of: " + ", ".join([line[1] for line in LINES] + ["lsp"]))
    asked = parser.parse_args()
    for needed in (BUILT / "examples" / "minimal", pathlib.Path(tools()["dockvet"][0])):
        if not needed.exists():
            sys.exit(f"{needed} is missing: cargo build --release --bin dockvet --example minimal")
    with tempfile.TemporaryDirectory(prefix="dockvet-compare-") as root:
        for line in LINES:
            if not asked.inputs or line[1] in asked.inputs:
                compare(root, line, asked.runs)
        if not asked.inputs or "lsp" in asked.inputs:
            editor(root)


main()
