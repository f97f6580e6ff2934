import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, ruleOf } from "../src/rules";
import { Restarts, shown, version } from "../src/status";

test("the version is that of a dockvet", () => {
  assert.equal(version("dockvet 0.1.0\n"), "0.1.0");
  assert.equal(version("dockvet 1.2.3-rc.1 (abc 2026-01-01)"), "1.2.3-rc.1");
  assert.equal(version("hadolint 2.12.0"), undefined);
});

test("the status tells which program runs", () => {
  const running = shown({ kind: "running", version: "0.1.0", origin: "workspace", path: "/p/.venv/bin/dockvet" });
  assert.deepEqual(running, { text: "Dockvet 0.1.0", detail: "/p/.venv/bin/dockvet, of the project", severity: "information" });
  assert.equal(shown({ kind: "failed", why: "gone" }).severity, "error");
});

test("four stops in three minutes are enough", () => {
  const restarts = new Restarts();
  assert.deepEqual([0, 1000, 2000, 3000].map((now) => restarts.allows(now)), [true, true, true, false]);
  const rare = new Restarts();
  assert.ok([0, 1, 2, 3, 4, 5].every((minute) => rare.allows(minute * 61_000)));
});

test("broken rules come first", () => {
  const rule = (id: string) => ({ id, summary: `about \`${id}\``, category: "build", severity: "error", aliases: ["DL1"] });
  const list = choices(JSON.stringify(["c", "a", "b"].map(rule)), ["b", "DL1"]);
  assert.deepEqual(list.map((it) => it.id), ["b", "a", "c"]);
  assert.deepEqual(list[0], { id: "b", summary: "about b", detail: "build, error, DL1" });
  assert.throws(() => choices("{}", []));
});

test("codes are texts, with or without a link", () => {
  assert.equal(ruleOf("root-user"), "root-user");
  assert.equal(ruleOf({ value: "root-user", target: "https://example.org" }), "root-user");
  assert.equal(ruleOf(7), undefined);
  assert.equal(ruleOf(undefined), undefined);
});
