"""Runs the steps of action.yml as GitHub's runner would: inputs and their defaults, `env`, outputs, summary.

Usage: action.py PROGRAM. Ends with 1 and says why where a case does not hold.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
BAD = "FROM debian:bookworm-slim\nRUN sudo true\nCMD [\"/bin/sh\"]\n"
GOOD = "FROM scratch\nCOPY --chmod=755 app /app\nUSER 65532\nENTRYPOINT [\"/app\"]\n"


class Run:
    """One job with the action in it."""

    def __init__(self, files, inputs, environment=None):
        # It goes when nobody asks about the run any more.
        self.kept = tempfile.TemporaryDirectory(prefix="dockvet-action-")
        self.folder = Path(self.kept.name)
        self.workspace = self.folder / "work space"
        for name, text in files.items():
            path = self.workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (self.workspace / ".git").mkdir(parents=True, exist_ok=True)
        (self.folder / "temp").mkdir()
        unknown = set(inputs) - set(ACTION["inputs"])
        assert not unknown, f"no such input: {unknown}"
        self.inputs = {name: str(it.get("default", "")) for name, it in ACTION["inputs"].items()} | inputs
        self.environment = environment or {}
        self.steps, self.log, self.failed, self.uploaded = {}, "", False, None
        for step in ACTION["runs"]["steps"]:
            self.step(step)
        self.code = self.steps.get("check", {}).get("exit-code", "2")

    def value(self, text):
        def look(match):
            kind, *rest = match[1].split(".")
            if kind == "inputs":
                return self.inputs[rest[0]]
            assert kind == "steps", match[0]
            return self.steps.get(rest[0], {}).get(rest[2], "")

        return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", look, str(text))

    def step(self, step):
        if "uses" in step:
            sarif = self.steps.get("check", {}).get("sarif-file", "")
            if self.inputs["upload-sarif"] == "true" and sarif:
                self.uploaded = {key: self.value(it) for key, it in step["with"].items()}
            return
        if self.failed:
            return
        assert "${{" not in step["run"], "inputs reach the shell through `env` only"
        output, summary, path = (self.folder / name for name in ("output", "summary", "path"))
        for file in (output, summary, path):
            file.touch()
        start = output.stat().st_size
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_PATH": str(path),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "RUNNER_TEMP": str(self.folder / "temp"),
            **self.environment,
            **{name: self.value(it) for name, it in step.get("env", {}).items()},
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=self.workspace, env=environment, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log += done.stdout
        self.failed = done.returncode != 0
        self.returned = done.returncode
        lines = output.read_text(encoding="utf-8")[start:].splitlines()
        self.steps[step["id"]] = dict(line.split("=", 1) for line in lines)
        self.summary = summary.read_text(encoding="utf-8")

    def output(self, name):
        return self.value(ACTION["outputs"][name]["value"])

    def results(self):
        return json.loads(Path(self.output("sarif-file")).read_text(encoding="utf-8"))["runs"][0]["results"]

    def uris(self):
        places = [it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for it in self.results()]
        return {urllib.parse.unquote(it) for it in places}

    def hold(self, condition, what):
        if not condition:
            given = {name: it for name, it in self.inputs.items() if it}
            sys.exit(f"{self.log[-3000:]}\ninputs: {given}\noutputs: {self.steps}\ndoes not hold: {what}")


def clean_and_found(program):
    run = Run({"Dockerfile": BAD}, {"upload-sarif": "true"}, program)
    run.hold(run.code == "1" and run.failed, "findings fail the job")
    run.hold(int(run.output("findings")) == len(run.results()) > 0, "every finding is counted")
    run.hold(run.uploaded == {"sarif_file": run.output("sarif-file"), "category": "dockvet"}, "findings are uploaded")
    run.hold(re.search("^::error file=Dockerfile,line=2", run.log, re.MULTILINE), "findings are annotated")
    run.hold("run-command-missing" in run.summary, "the summary has the findings")
    run.hold(run.log.count("run-command-missing") >= 2, "the log shows the findings too")
    run = Run({"Dockerfile": GOOD, "app": ""}, {"upload-sarif": "true", "annotations": "false"}, program)
    run.hold(run.code == "0" and not run.failed and run.output("findings") == "0", "nothing is found")
    run.hold(run.results() == [] and run.uploaded is not None, "an empty log is uploaded: it closes alerts")
    run = Run({"Dockerfile": BAD}, {"no-fail": "true", "annotations": "false", "summary": "false"}, program)
    run.hold(run.code == "0" and not run.failed and int(run.output("findings")) > 0, "`no-fail` succeeds")
    run.hold("::error" not in run.log and run.summary == "" and run.uploaded is None, "what is off is off")


def broken(program):
    run = Run({"Dockerfile": BAD, "dockvet.toml": "no-such-key = 1\n"}, {"upload-sarif": "true"}, program)
    run.hold(run.code == "2" and run.failed and run.uploaded is None, "a broken configuration uploads nothing")
    run.hold("no-such-key" in run.log, "the mistake is told")
    run = Run({"README": ""}, {}, program)
    run.hold(run.code == "2" and run.failed, "a gate that checks nothing is not green")
    for inputs in ({"files": "'open"}, {"no-fail": "perhaps"}, {"working-directory": "gone"}, {"format": "none-such"}):
        run = Run({"Dockerfile": GOOD, "app": ""}, inputs, program)
        run.hold(run.code == "2" and run.failed and "::error" in run.log, "a wrong input fails")


def names(program):
    files = {"my app/Dockerfile": BAD, "it's/Docker file.dockerfile": BAD, "other/Dockerfile": BAD}
    run = Run(files, {"files": "\"my app/Dockerfile\" \"it's/Docker file.dockerfile\""}, program)
    run.hold(run.uris() == {"my app/Dockerfile", "it's/Docker file.dockerfile"}, "only the named files")
    run = Run({"sub folder/api/Dockerfile": BAD}, {"working-directory": "sub folder"}, program)
    run.hold(run.uris() == {"sub folder/api/Dockerfile"}, "paths are those of the repository")
    run = Run({"Dockerfile": BAD}, {"output-file": "out put.json", "format": "json"}, program)
    report = json.loads((run.workspace / "out put.json").read_text(encoding="utf-8"))
    run.hold(len(report["findings"]) == int(run.output("findings")), "the file has the findings")


def injections(program):
    attacks = ["$(touch pwned)", "`touch pwned`", "; touch pwned", "| touch pwned", "\n touch pwned", "' ; touch pwned '",
               "--output=pwned", "${{ github.token }}", "*", "-", "--", "a=b\nexit-code=0", "%s%n", "\\"]
    optional = {name for name in ACTION["inputs"] if name not in ("version",)}
    for name in sorted(optional):
        for attack in attacks if name in ("files", "args", "dockerfile", "ignore") else ["\n".join(attacks[:5])]:
            if (name, attack) == ("args", "--output=pwned"):
                continue
            run = Run({"Dockerfile": BAD}, {name: attack}, program)
            run.hold(not list(run.folder.rglob("pwned")), f"`{name}` runs or writes something: {attack}")
            run.hold(run.code != "0" or name in ("args", "ignore"), f"`{name}` turns the gate green: {attack}")
    text = "FROM debian:bookworm-slim\n::set-output name=x::y\n::add-mask::e\n" + BAD
    run = Run({"Dockerfile": text}, {"format": "short"}, program)
    stop = re.search(r"^::stop-commands::([0-9a-f]{32})$(.*)^::\1::$", run.log, re.MULTILINE | re.DOTALL)
    run.hold(stop and "Dockerfile:" in stop[2], "what a file says is no command to the runner")
    rest = run.log.replace(stop[0], "")
    run.hold(not re.search(r"^\s*::(set-output|add-mask)", rest, re.MULTILINE), "nor is it elsewhere")


def hadolints(program):
    inputs = {"dockerfile": "api/Dockerfile", "failure-threshold": "ignore", "trusted-registries": "ghcr.io"}
    run = Run({"api/Dockerfile": BAD, "Dockerfile": BAD}, inputs, program)
    run.hold(run.code == "0" and run.uris() == {"api/Dockerfile"}, "the names of hadolint-action count")
    run.hold(any(it["ruleId"] == "untrusted-registry" for it in run.results()), "registries are known")
    inputs = {"dockerfile": "Dockerfile.dev", "recursive": "true", "override-error": "DL3002, DL3006", "failure-threshold": "error"}
    run = Run({"a/b/Dockerfile.dev": BAD, "c d/Dockerfile.dev": BAD, "Dockerfile": BAD}, inputs, program)
    run.hold(run.uris() == {"a/b/Dockerfile.dev", "c d/Dockerfile.dev"}, "all files of the name")
    inputs = {"ignore": "root-user,run-command-missing", "fail-on": "style", "select": "root-user,run-command-missing"}
    run = Run({"Dockerfile": BAD}, inputs, program)
    run.hold(run.code == "0" and run.output("findings") == "0", "ignored rules are silent")


def installs(program):
    """A release that lies in a folder, its checksum right and wrong."""
    version = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    kept = tempfile.TemporaryDirectory(prefix="dockvet-release-")
    folder = Path(kept.name)
    name = "dockvet-x86_64-unknown-linux-musl"
    at = folder / "download" / f"v{version}"
    at.mkdir(parents=True)
    archive = at / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(program["DOCKVET_BIN"], f"{name}/dockvet")
    sum_file = at / f"{name}.tar.gz.sha256"
    sum_file.write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    release = {"DOCKVET_RELEASES": f"file://{folder}"}
    run = Run({"Dockerfile": BAD}, {}, release)
    run.hold(run.code == "1" and int(run.output("findings")) > 0, "the program of the release runs")
    run = Run({"Dockerfile": BAD}, {"version": f"v{version}"}, release)
    run.hold(run.code == "1", "a version may have a `v`")
    for wrong in ("9.9.9", "../../evil", "0.1.0; touch pwned", "$(touch pwned)"):
        run = Run({"Dockerfile": BAD}, {"version": wrong}, release)
        run.hold(run.failed and run.code == "2" and not list(run.folder.rglob("pwned")), f"no release `{wrong}`")
    sum_file.write_text(f"{'0' * 64}  {archive.name}\n")
    run = Run({"Dockerfile": BAD}, {}, release)
    run.hold(run.failed and "checksum" in run.log, "a spoilt archive is refused")
    run.hold(not list((run.folder / "temp").rglob("dockvet")), "and not even unpacked")


def matcher(program):
    """The problem matcher takes the lines of `--format short`."""
    [entry] = json.loads((ROOT / "action/dockvet-problem-matcher.json").read_text())["problemMatcher"]
    [pattern] = entry["pattern"]
    done = subprocess.run([program["DOCKVET_BIN"], "--isolated", "--profile", "strict", "--format", "short", "examples"],
                          cwd=ROOT, text=True, stdout=subprocess.PIPE)
    lines = done.stdout.splitlines()
    taken = [match for match in (re.match(pattern["regexp"], line) for line in lines) if match]
    assert len(taken) > 20 and len(taken) >= len(lines) - 1, f"{len(taken)} of {len(lines)} lines"
    assert all((ROOT / it[pattern["file"]]).is_file() for it in taken), "the first part is a file"


def main():
    program = {"DOCKVET_BIN": str(Path(sys.argv[1]).resolve())}
    cases = [clean_and_found, broken, names, injections, hadolints, installs, matcher]
    for case in cases:
        case(program)
        print(f"action: {case.__name__} holds")


main()
