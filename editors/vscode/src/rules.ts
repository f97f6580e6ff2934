// The list of rules to choose one from. Nothing here knows the editor.

export interface Rule {
  id: string;
  summary: string;
  detail: string;
}

/** Reads what `dockvet rules --format json` prints; those of `broken` come first. Throws where it is no such list. */
export function choices(printed: string, broken: readonly string[]): Rule[] {
  const list: unknown = JSON.parse(printed);
  if (!Array.isArray(list)) throw new Error("the rules are no list");
  const rules = list.map((it: { id: string; summary: string; category: string; severity: string; aliases?: string[] }) => ({
    id: it.id,
    summary: it.summary.replaceAll("`", ""),
    detail: [it.category, it.severity, ...(it.aliases ?? [])].join(", "),
  }));
  const isFirst = (rule: Rule): number => (broken.includes(rule.id) ? 0 : 1);
  return rules.sort((one, other) => isFirst(one) - isFirst(other) || one.id.localeCompare(other.id));
}

/** The rule that a diagnostic's code names: a text, a number, or either with a link. */
export function ruleOf(code: unknown): string | undefined {
  const value = typeof code === "object" && code !== null && "value" in code ? (code as { value: unknown }).value : code;
  return typeof value === "string" && value !== "" ? value : undefined;
}
