// Makes the npm packages of a release: one for each system, with the program alone, and the one that people install.
//
//   node npm/assemble.mjs PROGRAMS OUT [VERSION]
//
// PROGRAMS holds a folder for each Rust target with the program in it, as the archives of the release do. OUT gets a
// folder for each package; the main one names only those that were made. VERSION is that of Cargo.toml if it is not given.

import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

const SYSTEMS = {
  "x86_64-unknown-linux-gnu": { name: "linux-x64", os: "linux", cpu: "x64", libc: "glibc" },
  "aarch64-unknown-linux-gnu": { name: "linux-arm64", os: "linux", cpu: "arm64", libc: "glibc" },
  "x86_64-unknown-linux-musl": { name: "linux-x64-musl", os: "linux", cpu: "x64", libc: "musl" },
  "aarch64-unknown-linux-musl": { name: "linux-arm64-musl", os: "linux", cpu: "arm64", libc: "musl" },
  "x86_64-apple-darwin": { name: "darwin-x64", os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { name: "darwin-arm64", os: "darwin", cpu: "arm64" },
  "x86_64-pc-windows-msvc": { name: "win32-x64", os: "win32", cpu: "x64" },
  "aarch64-pc-windows-msvc": { name: "win32-arm64", os: "win32", cpu: "arm64" },
};

const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];

function write(folder, manifest) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of LICENCES) copyFileSync(join(root, name), join(folder, name));
}

function assemble(programs, out, version) {
  const main = JSON.parse(readFileSync(join(here, "dockvet", "package.json"), "utf8"));
  rmSync(out, { recursive: true, force: true });
  const made = {};
  for (const [target, system] of Object.entries(SYSTEMS)) {
    const file = system.os === "win32" ? "dockvet.exe" : "dockvet";
    const from = join(programs, `dockvet-${target}`, file);
    if (!existsSync(from)) continue;
    const folder = join(out, system.name);
    mkdirSync(folder, { recursive: true });
    copyFileSync(from, join(folder, file));
    // An artifact of a workflow has lost the bit.
    chmodSync(join(folder, file), 0o755);
    const name = `@dockvet/${system.name}`;
    write(folder, {
      name,
      version,
      description: `The program of dockvet for ${system.os} on ${system.cpu}`,
      license: main.license,
      repository: main.repository,
      preferUnplugged: true,
      files: [file, ...LICENCES],
      os: [system.os],
      cpu: [system.cpu],
      ...(system.libc ? { libc: [system.libc] } : {}),
    });
    writeFileSync(join(folder, "README.md"), `The program of [dockvet](${main.repository.url.slice(4, -4)}) for ${system.os} on ${system.cpu}.\n`);
    made[name] = version;
  }
  if (Object.keys(made).length === 0) throw new Error(`no program in ${programs}`);
  const folder = join(out, "dockvet");
  cpSync(join(here, "dockvet"), folder, { recursive: true });
  write(folder, { ...main, version, optionalDependencies: made });
  return Object.keys(made);
}

const [programs, out, given] = process.argv.slice(2);
if (!programs || !out) {
  console.error("usage: node npm/assemble.mjs PROGRAMS OUT [VERSION]");
  process.exit(2);
}
const version = given ?? /^version = "(.*)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
console.log(assemble(programs, out, version).join("\n"));
