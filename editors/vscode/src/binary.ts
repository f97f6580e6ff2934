// Which program is started. Nothing here knows the editor, so that it can be tried without one.

import * as path from "node:path";

/** Where a program was found. */
export type Origin = "setting" | "workspace" | "PATH" | "bundled";

export interface Binary {
  path: string;
  origin: Origin;
}

export type Strategy = "fromEnvironment" | "useBundled";

/** What the choice depends on. */
export interface Surroundings {
  /** `dockvet.path`, with its variables replaced; relative paths are those of the first folder. */
  paths: string[];
  strategy: Strategy;
  /** Whether the workspace may decide what is started. */
  isTrusted: boolean;
  /** Absolute paths of the workspace's folders. */
  folders: string[];
  /** The variable PATH. */
  searchPath: string;
  platform: NodeJS.Platform;
  /** The folder in which the extension keeps its own program. */
  bundled: string;
  /** Whether a file is there and can be started. */
  isProgram: (file: string) => boolean;
}

const ENVIRONMENTS = [".venv", "venv", "env"];

/** The first program that is there; `undefined` where there is none. */
export function choose(around: Surroundings): Binary | undefined {
  for (const [origin, file] of candidates(around)) {
    if (around.isProgram(file)) return { path: file, origin };
  }
  return undefined;
}

/** All that are tried, in order. */
export function* candidates(around: Surroundings): Generator<[Origin, string]> {
  const { join, delimiter, isAbsolute } = around.platform === "win32" ? path.win32 : path.posix;
  const isWindows = around.platform === "win32";
  const name = isWindows ? "dockvet.exe" : "dockvet";
  for (const given of around.paths) {
    if (isAbsolute(given)) yield ["setting", given];
    else if (around.isTrusted && around.folders[0]) yield ["setting", join(around.folders[0], given)];
  }
  const bundled: [Origin, string] = ["bundled", join(around.bundled, name)];
  if (around.strategy === "useBundled") {
    yield bundled;
    return;
  }
  if (around.isTrusted) {
    for (const folder of around.folders) {
      // The launcher of npm is a script, which Windows cannot start: there the packages of the systems are looked into.
      if (isWindows) {
        yield ["workspace", join(folder, "node_modules", "@dockvet", "win32-x64", name)];
        yield ["workspace", join(folder, "node_modules", "@dockvet", "win32-arm64", name)];
      } else {
        yield ["workspace", join(folder, "node_modules", ".bin", name)];
      }
      for (const environment of ENVIRONMENTS) {
        yield ["workspace", join(folder, environment, isWindows ? "Scripts" : "bin", name)];
      }
    }
  }
  for (const folder of around.searchPath.split(delimiter)) {
    // A relative entry would mean the workspace.
    if (isAbsolute(folder)) yield ["PATH", join(folder, name)];
  }
  yield bundled;
}

/** Why nothing can be started, and what to do about it. */
export function absence(around: Surroundings): string {
  const named = around.paths.length > 0 ? ` \`dockvet.path\` names ${around.paths.join(", ")}, which cannot be started.` : "";
  return `The program \`dockvet\` was not found.${named} Install it (\`pip install dockvet\`, \`npm install --save-dev dockvet\` or \`cargo install dockvet\`), or name it in \`dockvet.path\`.`;
}
