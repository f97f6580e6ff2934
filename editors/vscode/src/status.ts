// What the status bar says. Nothing here knows the editor.

import type { Origin } from "./binary";

export type State =
  | { kind: "starting" }
  | { kind: "running"; version: string; origin: Origin; path: string }
  | { kind: "stopped" }
  | { kind: "failed"; why: string };

export interface Shown {
  text: string;
  detail: string;
  severity: "information" | "error";
}

export function shown(state: State): Shown {
  switch (state.kind) {
    case "starting":
      return { text: "Dockvet", detail: "starting", severity: "information" };
    case "running": {
      const from = { setting: "named by dockvet.path", workspace: "of the project", PATH: "on the PATH", bundled: "of the extension" };
      return { text: `Dockvet ${state.version}`, detail: `${state.path}, ${from[state.origin]}`, severity: "information" };
    }
    case "stopped":
      return { text: "Dockvet", detail: "stopped", severity: "information" };
    case "failed":
      return { text: "Dockvet", detail: state.why, severity: "error" };
  }
}

/** The version in what `dockvet --version` prints; `undefined` for any other program. */
export function version(printed: string): string | undefined {
  return /^dockvet (\d+\.\d+\.\d+\S*)/.exec(printed)?.[1];
}

/** A server that stops so often in so short a time is not started again. */
export class Restarts {
  private readonly times: number[] = [];

  constructor(
    private readonly most = 4,
    private readonly within = 3 * 60 * 1000,
  ) {}

  /** Notes a stop at `now`, in milliseconds; whether it may be started again. */
  allows(now: number): boolean {
    this.times.push(now);
    if (this.times.length > this.most) this.times.shift();
    const first = this.times[0] ?? now;
    return this.times.length < this.most || now - first > this.within;
  }
}
