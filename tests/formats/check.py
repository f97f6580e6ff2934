"""Reads what Dockvet wrote as its readers do: check.py FOLDER. Without a package its check is left out."""

import base64
import hashlib
import html.parser
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

out = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
# The findings of odd paths and words that the tests hold.
expected = here / "expected"


def fail(message):
    sys.exit(f"formats: {message}")


def say(message):
    print(f"formats: {message}")


def package(name):
    try:
        return __import__(name)
    except ImportError:
        say(f"the package {name} is missing: its check is left out")
        return None


def texts(name):
    """Every text of a format: of the run that finds much, of the one that finds nothing, of the odd findings."""
    files = [out / name, out / f"clean.{name}", expected / f"{name}.txt"]
    return [(str(path), path.read_bytes().decode("utf-8")) for path in files]


report = json.loads((out / "json").read_text("utf-8"))
shown = [it for it in report["findings"] if "suppressed" not in it]
if len(shown) < 30:
    fail(f"only {len(shown)} findings: too little was tried")


def count(name, number, wanted=len(shown)):
    if number != wanted:
        fail(f"{name} holds {number} findings, not {wanted}")


# JSON in the forms of others.
def parsed(name):
    for path, text in texts(name):
        if name == "codeclimate":
            pieces = text.split("\0")
            if pieces.pop() != "":
                fail(f"{path}: the last issue is not ended")
            yield path, [json.loads(it) for it in pieces]
        elif name == "rdjsonl":
            yield path, [json.loads(it) for it in text.splitlines()]
        else:
            yield path, json.loads(text)


values = {name: list(parsed(name)) for name in ["gitlab", "gitlab-sast", "codeclimate", "sonarqube", "rdjson", "rdjsonl"]}
for name in ["gitlab", "codeclimate"]:
    count(name, len(values[name][0][1]))
    prints = [it["fingerprint"] for it in values[name][0][1]]
    if len(prints) != len(set(prints)):
        fail(f"{name}: two fingerprints are equal")
count("sonarqube", len(values["sonarqube"][0][1]["issues"]))
count("rdjson", len(values["rdjson"][0][1]["diagnostics"]))
count("rdjsonl", len(values["rdjsonl"][0][1]))
for path, value in values["sonarqube"]:
    rules = {it["id"] for it in value["rules"]}
    if not {it["ruleId"] for it in value["issues"]} <= rules:
        fail(f"{path}: an issue names a rule that is not there")

if jsonschema := package("jsonschema"):

    def hold(schema, cases):
        validator = jsonschema.validators.validator_for(schema)(schema)
        for path, value in cases:
            for error in validator.iter_errors(value):
                fail(f"{path}: {error.json_path}: {error.message[:300]}")
        # A validator that refuses nothing is none.
        if validator.is_valid({"nothing": 1}) or validator.is_valid("text"):
            fail("a schema takes anything")

    values["rdjson"] += [(path, {"diagnostics": lines}) for path, lines in values["rdjsonl"]]
    for name in ["gitlab", "gitlab-sast", "codeclimate", "sonarqube", "rdjson"]:
        schema = json.loads((here / "schemas" / f"{name}.schema.json").read_text("utf-8"))
        hold(schema, values[name])
    say("gitlab, gitlab-sast, codeclimate, sonarqube, rdjson and rdjsonl fit their schemas")

# XML.
for path, text in texts("checkstyle"):
    root = xml.fromstring(text.encode("utf-8"))
    errors = root.findall("file/error")
    if path == str(out / "checkstyle"):
        count(path, len(errors))
    if any(it.get("severity") not in {"error", "warning", "info"} for it in errors):
        fail(f"{path}: a severity that Checkstyle does not know")
for path, text in texts("junit"):
    root = xml.fromstring(text.encode("utf-8"))
    failures = root.findall("testsuite/testcase/failure")
    if int(root.get("failures")) != len(failures) or int(root.get("tests")) != len(root.findall("testsuite/testcase")):
        fail(f"{path}: the counts are wrong")
    if path == str(out / "junit"):
        count(path, len(failures))
odd = xml.parse(expected / "checkstyle.txt").find("file").get("name")
if odd != "sub/a dir/Döckerfile, 100%:;]":
    fail(f"an odd path is read as {odd}")
if junitparser := package("junitparser"):
    read = junitparser.JUnitXml.fromfile(str(out / "junit"))
    count("junit", sum(suite.failures for suite in read))
    say("junitparser reads the JUnit file")

# Markdown: what is no code of ours must not become markup.
if markdown_it := package("markdown_it"):
    parser = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).disable("linkify", ignoreInvalid=True)
    for path, text in texts("markdown") + [("summary", (out / "summary").read_text("utf-8"))]:
        tokens = parser.parse(text)
        inner = [child for token in tokens for child in token.children or []]
        found = [it.content.strip() for it in tokens + inner if it.type in {"html_block", "html_inline"}]
        allowed = re.compile(r"^(</?details>|<summary>[^<]*</summary>|\s)*$")
        wrong = [it for it in found if not allowed.match(it)]
        if wrong:
            fail(f"{path}: text became markup: {wrong[0]}")
        rows = sum(token.type == "tr_open" for token in tokens) - 1
        cells = sum(token.type == "td_open" for token in tokens)
        if rows > 0 and cells != rows * 4:
            fail(f"{path}: a row has not four cells")
    say("the Markdown holds no markup of others")


# HTML: elements nest, nothing is fetched, and only our script runs.
class Page(html.parser.HTMLParser):
    empty = {"meta", "input"}

    def __init__(self):
        super().__init__()
        self.open, self.script = [], ""

    def handle_starttag(self, tag, attributes):
        if any(name in {"src", "onclick", "onload", "style"} for name, _ in attributes):
            fail(f"the page has an element {tag} with {attributes}")
        if tag not in self.empty:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            fail(f"the page ends `{tag}` where it does not stand open, line {self.getpos()[0]}")

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.script += data


for path in [out / "html", out / "clean.html"]:
    text = path.read_text("utf-8")
    page = Page()
    page.feed(text)
    if page.open:
        fail(f"{path}: {page.open} stand open")
    wanted = base64.b64encode(hashlib.sha256(page.script.encode("utf-8")).digest()).decode()
    if f"script-src 'sha256-{wanted}'" not in text:
        fail(f"the page's script has the hash {wanted}: write it into src/report/html/mod.rs")
    if path.name == "html":
        count("html", text.count("<article "))
say("the page is whole, and its policy knows its script")
