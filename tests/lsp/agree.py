#!/usr/bin/env python3
"""Whether an editor is told what the command line says, of every Dockerfile of real repositories.

    tests/lsp/agree.py PROGRAM REPOSITORY...

Opens the Dockerfiles of each repository in one server, changes each there and back, asks about places, and compares
the diagnostics with those of `check --format json`: rule, file, first and last byte.
"""

import json
import pathlib
import subprocess
import sys

from wire import Client

MOST_FILES = 8
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8"]},
    "textDocument": {"publishDiagnostics": {"relatedInformation": True, "dataSupport": True}},
}


class Bytes:
    """Where the lines of a file start, in bytes of the text as the server has it."""

    def __init__(self, path):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\0\n").encode()
        self.starts, at = [0], 0
        for line in text.replace(b"\r", b"\r\1").split(b"\1"):
            for part in line.split(b"\n")[:-1]:
                at += len(part) + 1
                self.starts.append(at)
            at += len(line.split(b"\n")[-1])
            self.starts.append(at)
        self.starts = sorted(set(self.starts))

    def offset(self, position):
        return self.starts[position["line"]] + position["character"]


def typed(program, root, files):
    command = [program, "check", "--format", "json", "--exit-zero", *files]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    found = set()
    for it in json.loads(run.stdout)["findings"]:
        if not it.get("suppressed"):
            found.add((it["file"], it["rule"], it["range"]["start"]["offset"], it["range"]["end"]["offset"]))
    return found


def served(program, root, files):
    client = Client([program, "lsp"], root, CAPABILITIES)
    last = {}

    def note(uri, version):
        diagnostics, _ = client.published(uri, version=version, timeout=120)
        last[uri] = diagnostics

    for number, file in enumerate(files):
        uri = client.open(root / file)
        note(uri, 1)
        start = {"line": number % 7, "character": 0}
        add = {"range": {"start": start, "end": start}, "text": "RUN <<"}
        take = {"range": {"start": start, "end": {"line": start["line"], "character": 6}}, "text": ""}
        for version, change in ((2, add), (3, take)):
            document = {"uri": uri, "version": version}
            client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
            for method in ("hover", "definition", "completion"):
                at = {"textDocument": {"uri": uri}, "position": {"line": number * 3 % 20, "character": number % 30}}
                client.request(f"textDocument/{method}", at, timeout=120)
            for method in ("documentSymbol", "semanticTokens/full", "documentLink", "foldingRange"):
                client.request(f"textDocument/{method}", {"textDocument": {"uri": uri}}, timeout=120)
            actions = {"textDocument": {"uri": uri}, "range": {"start": start, "end": start}, "context": {"diagnostics": []}}
            client.request("textDocument/codeAction", actions, timeout=120)
        # Requests are answered before or after what is published: both count.
        waiting = True
        while waiting:
            heard = [it["params"] for it in client.heard if it.get("method") == "textDocument/publishDiagnostics"]
            for params in heard:
                last[params["uri"]] = params["diagnostics"]
            waiting = not any(it["uri"] == uri and it.get("version") == 3 for it in heard)
            client.heard = []
            if waiting:
                client.heard.append(client.next(120)[1])
    client.request("workspace/executeCommand", {"command": "dockvet.printDebugInformation"}, timeout=120)
    for it in client.heard:
        if it.get("method") == "textDocument/publishDiagnostics":
            last[it["params"]["uri"]] = it["params"]["diagnostics"]
    assert client.end() == 0
    found, lines = set(), {}
    for uri, diagnostics in last.items():
        path = pathlib.Path.from_uri(uri) if hasattr(pathlib.Path, "from_uri") else pathlib.Path(unquoted(uri))
        name = path.relative_to(root).as_posix()
        at = lines.setdefault(name, Bytes(path))
        for it in diagnostics:
            found.add((name, it.get("code"), at.offset(it["range"]["start"]), at.offset(it["range"]["end"])))
    return found


def unquoted(uri):
    from urllib.parse import unquote

    return unquote(uri.removeprefix("file://"))


def main():
    program, wrong, count, total = str(pathlib.Path(sys.argv[1]).resolve()), 0, 0, 0
    for root in (pathlib.Path(it).resolve() for it in sys.argv[2:]):
        listed = subprocess.run([program, "check", "--format", "json", "--exit-zero"], cwd=root, capture_output=True, text=True)
        if not listed.stdout:
            continue
        files = [it["path"] if isinstance(it, dict) else it for it in json.loads(listed.stdout)["files"]][:MOST_FILES]
        one, other = typed(program, root, files), served(program, root, files)
        count, total = count + len(files), total + len(one)
        for it in sorted(one - other):
            print(f"{root.name}: only typed: {it}")
        for it in sorted(other - one, key=str):
            print(f"{root.name}: only served: {it}")
        wrong += len(one ^ other)
        print(f"{root.name}: {len(files)} Dockerfiles, {len(one)} findings", flush=True)
    print(f"{count} Dockerfiles, {total} findings, {wrong} differ")
    sys.exit(1 if wrong else 0)


main()
