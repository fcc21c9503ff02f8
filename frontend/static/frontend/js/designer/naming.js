/** Names of fields, tables and columns: renamed together with the rules that speak of them. */

import { itemOf, parsed, patched } from "./items.js";

export const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** Renames a field or table; rules go on meaning the same. */
export function renamed(content, key, name) {
  const before = itemOf(content, key).name;
  const next = patched(content, key, { name });
  const isTable = parsed(key).kind === "table";
  return inRules(next, before, name, isTable ? "\\." : "(?![\\w.])", "");
}

/** Renames a column; the row key and the rules follow. */
export function renamedColumn(content, key, index, name) {
  const table = itemOf(content, key);
  const before = table.columns[index].name;
  const columns = table.columns.map((column, i) => (i === index ? { ...column, name } : column));
  const changes = { columns };
  if (table.row_key === before) changes.row_key = name;
  const next = patched(content, key, changes);
  return inRules(next, before, name, "(?!\\w)", `${table.name}.`);
}

function inRules(content, before, name, after, prefix) {
  if (!content.rules?.length || !before || before === name) return content;
  const escaped = `${prefix}${before}`.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const ending = after === "\\." ? "(?=\\.)" : after;
  const pattern = new RegExp(`(?<![\\w.])${escaped}${ending}`, "g");
  let changed = false;
  const rules = content.rules.map((rule) => {
    const expr = rule.expr.replace(pattern, `${prefix}${name}`);
    if (expr === rule.expr) return rule;
    changed = true;
    return { ...rule, expr };
  });
  return changed ? { ...content, rules } : content;
}

/** Everything a rule can name: fields, then table.column. */
export function namesIn(content) {
  return [
    ...(content.fields ?? []).map(({ name }) => name),
    ...(content.tables ?? []).flatMap(({ name, columns }) =>
      columns.map((column) => `${name}.${column.name}`),
    ),
  ];
}

/** A mistake's place as a person knows it: "total box" for "fields[3].box". */
export function placeName(content, place) {
  const [, list, index, rest] = place.match(/^(\w+)\[(\d+)\]\.?(.*)$/) ?? [];
  const name = list && content[list]?.[Number(index)]?.name;
  return name ? `${name} ${rest}`.trim() : place;
}
