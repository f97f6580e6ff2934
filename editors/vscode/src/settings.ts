// From the editor's settings to those of the server. Nothing here knows the editor.

/** Reads one setting by its name without `dockvet.`. */
export type Read = (name: string) => unknown;

export interface Variables {
  folder: string | undefined;
  home: string;
  environment: Record<string, string | undefined>;
}

/** The settings that the server knows. What is not set is left out. */
const SERVER = [
  "configuration",
  "configurationPreference",
  "enable",
  "extendSelect",
  "fixAll",
  "ignore",
  "minSeverity",
  "profile",
  "select",
] as const;

/** What goes to the server at its start and when settings change. */
export function forServer(read: Read, variables: Variables): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of SERVER) {
    const value = read(name);
    if (value === null || value === undefined || value === "") continue;
    if (Array.isArray(value) && value.length === 0) continue;
    settings[name] = name === "configuration" && typeof value === "string" ? replaced(value, variables) : value;
  }
  return settings;
}

/** `dockvet.path`: a list, or one text. */
export function paths(value: unknown, variables: Variables): string[] {
  const list = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  return list.filter((it): it is string => typeof it === "string" && it.trim() !== "").map((it) => replaced(it, variables));
}

/** Replaces `${workspaceFolder}`, `${userHome}`, `${env:NAME}` and `~`. What is not known stays. */
export function replaced(text: string, variables: Variables): string {
  const value = (whole: string, name: string): string => {
    if (name === "workspaceFolder") return variables.folder ?? whole;
    if (name === "userHome") return variables.home;
    if (name.startsWith("env:")) return variables.environment[name.slice(4)] ?? "";
    return whole;
  };
  return text.replace(/^~(?=$|[/\\])/, () => variables.home).replace(/\$\{([^}]+)\}/g, value);
}

/** Settings that need another process when they change. */
export const NEED_RESTART = ["dockvet.path", "dockvet.importStrategy"];
