#!/usr/bin/env python3
"""How long an editor waits: from a change to its diagnostics, and from the start to the first ones.

    benches/lsp.py PROGRAM DOCKERFILE...

Prints milliseconds, median and the 95th percentile, for each Dockerfile in its repository. The server's memory is
printed too. Only a release build says anything.
"""

import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "lsp"))
from wire import Client  # noqa: E402

CHANGES = 200
STARTS = 15


def root_of(path):
    for folder in path.parents:
        if (folder / ".git").exists():
            return folder
    return path.parent


def summary(times):
    times = sorted(1000 * it for it in times)
    return f"{statistics.median(times):7.2f} {times[int(len(times) * 0.95)]:7.2f}"


def memory(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor(process):
    """Seconds that the process has used; what a busy machine does to the clock does not count."""
    fields = pathlib.Path(f"/proc/{process}/schedstat").read_text().split()
    total = 0
    for thread in pathlib.Path(f"/proc/{process}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return max(total, int(fields[0])) / 1e9


def starts(program, path):
    times = []
    for _ in range(STARTS):
        begin = time.perf_counter()
        client = Client([program, "lsp"], root_of(path))
        uri = client.open(path)
        _, at = client.published(uri, version=1)
        times.append(at - begin)
        client.end()
    return times


def changes(program, path):
    client = Client([program, "lsp"], root_of(path))
    uri = client.open(path)
    client.published(uri, version=1)
    lines = path.read_text(errors="replace").splitlines()
    times = []
    before = processor(client.server.pid)
    for version in range(2, CHANGES + 2):
        # Somebody types a comment: a letter at a time, in one place after another.
        line = version * 37 % max(len(lines), 1)
        start = {"line": line, "character": 0}
        if version % 2 == 0:
            change = {"range": {"start": start, "end": start}, "text": "#\n"}
            undo = {"range": {"start": start, "end": {"line": line + 1, "character": 0}}, "text": ""}
        else:
            change = undo
        begin = time.perf_counter()
        document = {"uri": uri, "version": version}
        client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        _, at = client.published(uri, version=version)
        times.append(at - begin)
        time.sleep(0.01)
    work = (processor(client.server.pid) - before) / CHANGES
    used = memory(client.server.pid)
    client.end()
    return times, work, used


def main():
    program, paths = sys.argv[1], [pathlib.Path(it).resolve() for it in sys.argv[2:]]
    print("lines  change: median p95 CPU   start: median p95     MB  file")
    for path in paths:
        count = len(path.read_text(errors="replace").splitlines())
        times, work, used = changes(program, path)
        print(f"{count:5}  {summary(times)} {1000 * work:6.2f}     {summary(starts(program, path))}     {used:5.1f}  {path}")


main()
