import assert from "node:assert/strict";
import { test } from "node:test";

import { absence, choose, type Surroundings } from "../src/binary";

function around(programs: string[], more: Partial<Surroundings> = {}): Surroundings {
  return {
    paths: [],
    strategy: "fromEnvironment",
    isTrusted: true,
    folders: ["/code/api", "/code/web"],
    searchPath: "/usr/local/bin:.:node_modules/.bin::/usr/bin",
    platform: "linux",
    bundled: "/extension/bundled",
    isProgram: (file) => programs.includes(file),
    ...more,
  };
}

const all = [
  "/opt/dockvet",
  "/code/api/node_modules/.bin/dockvet",
  "/code/web/.venv/bin/dockvet",
  "/usr/bin/dockvet",
  "/extension/bundled/dockvet",
];

test("the setting, then the project, then the PATH, then the bundled one", () => {
  const paths = ["/opt/gone", "/opt/dockvet"];
  const found = all.map((_, index) => choose(around(all.slice(index), { paths })));
  assert.deepEqual(
    found.map((it) => it?.origin),
    ["setting", "workspace", "workspace", "PATH", "bundled"],
  );
  assert.deepEqual(
    found.map((it) => it?.path),
    all,
  );
  assert.equal(choose(around([])), undefined);
});

test("a workspace that is not trusted decides nothing", () => {
  assert.equal(choose(around(all, { isTrusted: false }))?.path, "/usr/bin/dockvet");
  const relative = around(["/code/api/tools/dockvet", ...all], { paths: ["tools/dockvet"] });
  assert.equal(choose(relative)?.path, "/code/api/tools/dockvet");
  assert.equal(choose({ ...relative, isTrusted: false })?.path, "/usr/bin/dockvet");
});

test("relative entries of the PATH would mean the workspace", () => {
  const programs = ["dockvet", "./dockvet", "/code/api/dockvet", "node_modules/.bin/dockvet"];
  assert.equal(choose(around(programs)), undefined);
});

test("the bundled one only, where that is asked for", () => {
  assert.equal(choose(around(all, { strategy: "useBundled" }))?.origin, "bundled");
  assert.equal(choose(around(["/usr/bin/dockvet"], { strategy: "useBundled" })), undefined);
});

test("Windows has other names and no launcher scripts", () => {
  const windows = { platform: "win32", folders: ["C:\\api"], searchPath: "C:\\bin;D:\\tools", bundled: "C:\\ext" } as const;
  const path = (programs: string[]) => choose(around(programs, { ...windows, folders: [...windows.folders] }))?.path;
  assert.equal(path(["C:\\api\\node_modules\\.bin\\dockvet", "D:\\tools\\dockvet.exe"]), "D:\\tools\\dockvet.exe");
  const inside = "C:\\api\\node_modules\\@dockvet\\win32-x64\\dockvet.exe";
  assert.equal(path([inside, "D:\\tools\\dockvet.exe"]), inside);
  assert.equal(path(["C:\\api\\venv\\Scripts\\dockvet.exe"]), "C:\\api\\venv\\Scripts\\dockvet.exe");
  assert.equal(path(["C:\\ext\\dockvet.exe"]), "C:\\ext\\dockvet.exe");
});

test("the message names what was asked for", () => {
  assert.match(absence(around([], { paths: ["/opt/gone"] })), /\/opt\/gone/);
  assert.match(absence(around([])), /pip install dockvet/);
});
