/**
 * What a person corrects in a document that was tried: typed, taken from the page, or said to be
 * empty. Corrections belong to the document and outlive another reading by a changed draft.
 *
 * A key is a field's name, or "table[row].column" with the row from 0.
 */

import { Refused } from "../api.js";

const CELL = /^(.+)\[(\d+)\]\.(.+)$/;

export function cellOf(key) {
  const found = CELL.exec(key ?? "");
  return found && { table: found[1], row: Number(found[2]), column: found[3] };
}

/** The name that the template knows a key's value by: a field, or table.column. */
export function nameOf(key) {
  const cell = cellOf(key);
  return cell ? `${cell.table}.${cell.column}` : key;
}

/** The type that the template gives a key's value. */
export function typeOf(content, key) {
  const cell = cellOf(key);
  if (!cell) return content.fields?.find(({ name }) => name === key)?.type ?? "text";
  const table = content.tables?.find(({ name }) => name === cell.table);
  return table?.columns.find(({ name }) => name === cell.column)?.type ?? "text";
}

/** The rows of a table as they stand, corrections included: [{ column: value }]. */
export function rowsOf(one, table) {
  const read = one.result.record.tables[table] ?? [];
  const plain = read.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, cell.value])),
  );
  return one.corrections?.tables[table] ?? plain;
}

/** A value as it stands; whether a person has put it there. */
export function standing(one, key) {
  const cell = cellOf(key);
  const { record } = one.result;
  if (!cell) {
    const by = key in (one.corrections?.fields ?? {});
    return { value: by ? one.corrections.fields[key] : (record.fields[key]?.value ?? null), corrected: by };
  }
  const value = rowsOf(one, cell.table)[cell.row]?.[cell.column] ?? null;
  const read = record.tables[cell.table]?.[cell.row]?.[cell.column]?.value ?? null;
  return { value, corrected: value !== read };
}

/** parts: { api, draw() } */
export function createCorrecting({ api, draw }) {
  let picked = null;
  let problem = "";

  function store(one, key, value) {
    const { fields = {}, tables = {} } = one.corrections ?? {};
    const cell = cellOf(key);
    if (!cell) one.corrections = { fields: { ...fields, [key]: value }, tables };
    else {
      const rows = rowsOf(one, cell.table).map((row, index) =>
        index === cell.row ? { ...row, [cell.column]: value } : row,
      );
      one.corrections = { fields, tables: { ...tables, [cell.table]: rows } };
    }
    one.golden = false;
  }

  function setRows(one, table, rows) {
    const { fields = {}, tables = {} } = one.corrections ?? {};
    one.corrections = { fields, tables: { ...tables, [table]: rows } };
    one.golden = false;
    picked = null;
    draw();
  }

  return {
    get picked() {
      return picked;
    },
    get problem() {
      return problem;
    },
    pick(key) {
      picked = key;
      problem = "";
      draw();
    },
    /** text: what was typed, or stands in the box that was drawn (printed). */
    async say(one, key, text, printed = false) {
      try {
        store(one, key, (await api.value(one.content, nameOf(key), text, printed)).value);
        picked = printed ? key : null;
        problem = "";
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        problem = error.message;
      }
      draw();
    },
    /** A value that needs no form: true, false, or null where there is nothing. */
    set(one, key, value) {
      store(one, key, value);
      this.pick(null);
    },
    addRow(one, table) {
      const rows = rowsOf(one, table);
      const columns = one.content.tables.find(({ name }) => name === table).columns;
      setRows(one, table, [...rows, Object.fromEntries(columns.map(({ name }) => [name, null]))]);
    },
    removeRow(one, table, index) {
      setRows(one, table, rowsOf(one, table).filter((_, at) => at !== index));
    },
    forget(one) {
      one.corrections = null;
      one.golden = false;
      this.pick(null);
    },
    /** What the server is told; null where everything stands as it was read. */
    corrected(one) {
      return one.corrections ?? null;
    },
  };
}
