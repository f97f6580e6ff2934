import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { forServer, paths, replaced } from "../src/settings";

const variables = { folder: "/work/api", home: "/home/me", environment: { TOOLS: "/opt" } };

test("what is not set is left out", () => {
  const values: Record<string, unknown> = {
    configuration: "${workspaceFolder}/ci/dockvet.toml",
    profile: null,
    select: [],
    ignore: ["DL3008"],
    enable: false,
    minSeverity: "",
    path: ["/opt/dockvet"],
  };
  assert.deepEqual(forServer((name) => values[name], variables), {
    configuration: "/work/api/ci/dockvet.toml",
    enable: false,
    ignore: ["DL3008"],
  });
});

test("variables are replaced, and unknown ones stay", () => {
  assert.equal(replaced("${env:TOOLS}/dockvet", variables), "/opt/dockvet");
  assert.equal(replaced("~/bin/dockvet", variables), "/home/me/bin/dockvet");
  assert.equal(replaced("a~/${userHome}${env:NONE}", variables), "a~//home/me");
  assert.equal(replaced("${workspaceFolder}/x", { ...variables, folder: undefined }), "${workspaceFolder}/x");
  assert.equal(replaced("${other}", variables), "${other}");
});

test("a path may be one text, and nonsense is passed over", () => {
  assert.deepEqual(paths("~/dockvet", variables), ["/home/me/dockvet"]);
  assert.deepEqual(paths(["", 7, null, "/opt/dockvet"], variables), ["/opt/dockvet"]);
  assert.deepEqual(paths(null, variables), []);
});

test("every setting is one of the extension's, and what starts programs is not the workspace's to say", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const known = Object.keys(manifest.contributes.configuration.properties);
  const asked: string[] = [];
  forServer((name) => asked.push(name), variables);
  for (const name of asked) assert.ok(known.includes(`dockvet.${name}`), name);
  const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  for (const name of ["dockvet.path", "dockvet.importStrategy", "dockvet.configuration"]) {
    assert.ok(restricted.includes(name), name);
    assert.match(manifest.contributes.configuration.properties[name].scope, /^machine/);
  }
});
