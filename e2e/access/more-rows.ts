import type { ColumnName } from "./columns";
import type { Ask, Call, Door, Table } from "./table-shape";

/** A row with a call of its own, for a door that has others. */
export type MoreRow = {
  call(ask: Ask): Call | Promise<Call>;
  row: string;
  /** What answers hold, by column. */
  says?: { of(body: string): unknown; rows: Partial<Record<ColumnName, unknown>> };
  /** What may be told besides. */
  tells?: readonly RegExp[];
  /** See [Note: What a door does]. */
  does?: string;
};
export type MoreRows = Record<string, Record<string, MoreRow>>;

/** The doors of a table with more rows. */
export function addRows(table: Table, more: MoreRows): Table {
  for (const name of Object.keys(more)) if (!table[name]) throw new Error(`There is no door ${name}.`);
  return Object.fromEntries(Object.entries(table).map(([name, door]) => [name, more[name] ? addTo(door, more[name]) : door]));
}

function addTo(door: Door, more: Record<string, MoreRow>): Door {
  return {
    ...door,
    call: (ask) => more[ask.state]?.call(ask) ?? door.call(ask),
    rows: { ...door.rows, ...pick(more, ({ row }) => row) },
    tellsIn: { ...door.tellsIn, ...pick(more, ({ tells }) => tells) },
    says: {
      of: (body, state) => (more[state] ? more[state].says?.of(body) : door.says?.of(body, state)),
      rows: { ...door.says?.rows, ...pick(more, ({ says }) => says?.rows) },
    },
  };
}

/** What comes of more rows, by door and state. */
export function listDone(more: MoreRows): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(more).map(([name, rows]) => [name, pick(rows, ({ does }) => does)]));
}

function pick<T>(rows: Record<string, MoreRow>, what: (row: MoreRow) => T | undefined): Record<string, T> {
  const found: Record<string, T> = {};
  for (const [state, row] of Object.entries(rows)) {
    const value = what(row);
    if (value !== undefined) found[state] = value;
  }
  return found;
}
