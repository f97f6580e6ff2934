"""What the program is made of, as CycloneDX 1.6, from `cargo metadata`: the crates that go into it or build it.

    cargo metadata --format-version 1 --locked | python3 sbom.py >dockvet.cdx.json

The same input gives the same output: it has neither a serial number nor a time.
"""

import json
import sys


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def licence(text):
    # Before SPDX expressions were asked for, a slash stood between choices.
    return [{"expression": text.replace("/", " OR ")}] if text else []


def component(package, kind, sums):
    found = {
        "type": kind,
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
        "licenses": licence(package["license"]),
    }
    if package["description"]:
        found["description"] = " ".join(package["description"].split())
    if package["repository"]:
        found["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    checksum = sums.get((package["name"], package["version"]))
    if checksum:
        found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return found


def checksums(lock):
    sums = {}
    for block in lock.split("[[package]]")[1:]:
        keys = dict(line.split(" = ", 1) for line in block.splitlines() if line.startswith(("name", "version", "checksum")))
        keys = {key: value.strip('"') for key, value in keys.items()}
        if "checksum" in keys:
            sums[keys["name"], keys["version"]] = keys["checksum"]
    return sums


def main():
    metadata = json.load(sys.stdin)
    with open("Cargo.lock", encoding="utf-8") as lock:
        sums = checksums(lock.read())
    packages = {it["id"]: it for it in metadata["packages"]}
    nodes = {it["id"]: it for it in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    edges, todo = {}, [root]
    while todo:
        at = todo.pop()
        if at in edges:
            continue
        # What only tests need is no part of it.
        edges[at] = [it["pkg"] for it in nodes[at]["deps"] if any(kind["kind"] != "dev" for kind in it["dep_kinds"])]
        todo.extend(edges[at])
    order = sorted(edges, key=lambda it: purl(packages[it]))
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": component(packages[root], "application", sums)},
        "components": [component(packages[it], "library", sums) for it in order if it != root],
        "dependencies": [
            {"ref": purl(packages[it]), "dependsOn": sorted({purl(packages[to]) for to in edges[it]})} for it in order
        ],
    }
    json.dump(bom, sys.stdout, indent=2, ensure_ascii=False)
    print()


main()
