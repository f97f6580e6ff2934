#!/usr/bin/env bash
# Asks `cargo deny` where it is installed, and holds the list of what the program is made of to its schema where Python
# can have that. `tests/supply.rs` holds the most of it without either.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if command -v cargo-deny >/dev/null; then
  cargo deny check bans licenses sources
  cargo deny --offline check advisories || echo "skipped: there are no advisories here, or some hold: read what is above"
else
  echo "skipped: cargo deny is not installed (cargo install --locked cargo-deny)"
fi

cargo metadata --format-version 1 --locked >"$scratch/metadata.json"
for once in first second; do
  python3 .github/release/sbom.py <"$scratch/metadata.json" >"$scratch/$once.json"
done
cmp "$scratch/first.json" "$scratch/second.json"
python3 - "$scratch/first.json" <<'PYTHON'
import json, sys
bom = json.load(open(sys.argv[1], encoding="utf-8"))
names = {it["bom-ref"] for it in bom["components"]}
assert len(names) > 50, len(names)
assert all(it["hashes"] and it["licenses"] for it in bom["components"])
assert {to for it in bom["dependencies"] for to in it["dependsOn"]} <= names
print(f"the list names {len(names)} crates, each with a licence and a checksum")
PYTHON
if python3 -m venv "$scratch/venv" && timeout 300 "$scratch/venv/bin/pip" install -q 'cyclonedx-python-lib[json-validation]==11.*'; then
  "$scratch/venv/bin/python" - "$scratch/first.json" <<'PYTHON'
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1], encoding="utf-8").read())
sys.exit(repr(wrong) if wrong else 0)
PYTHON
  echo "the list holds to the schema of CycloneDX 1.6"
else
  echo "skipped: the validator of CycloneDX cannot be had"
fi
