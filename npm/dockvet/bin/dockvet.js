#!/usr/bin/env node
// Starts the program that npm installed for this system: a package of its own, so that nothing is fetched or run
// when Dockvet is installed. DOCKVET_BIN names another program.
"use strict";

const { spawnSync } = require("node:child_process");

/** The packages that may hold the program for this system, best first. */
function candidates() {
  const name = `@dockvet/${process.platform}-${process.arch}`;
  if (process.platform !== "linux") return [name];
  // A system without glibc tells no version of it. The static program runs everywhere.
  const report = process.report && process.report.getReport();
  const isGlibc = Boolean(report && report.header.glibcVersionRuntime);
  return isGlibc ? [name, `${name}-musl`] : [`${name}-musl`];
}

function program() {
  if (process.env.DOCKVET_BIN) return process.env.DOCKVET_BIN;
  const file = process.platform === "win32" ? "dockvet.exe" : "dockvet";
  const tried = candidates();
  for (const name of tried) {
    try {
      return require.resolve(`${name}/${file}`);
    } catch {
      // The next one may be there.
    }
  }
  console.error(
    `dockvet: no program for ${process.platform} on ${process.arch}: none of ${tried.join(", ")} is installed` +
      " (was it installed with --omit=optional?)",
  );
  process.exit(2);
}

const done = spawnSync(program(), process.argv.slice(2), { stdio: "inherit", windowsHide: true });
if (done.error) {
  console.error(`dockvet: cannot be started: ${done.error.message}`);
  process.exit(2);
}
// Who stopped the program sees the same of this one.
if (done.signal) process.kill(process.pid, done.signal);
process.exit(done.status === null ? 2 : done.status);
