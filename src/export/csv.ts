import { stringify } from 'csv-stringify/sync';
import type { Ontology } from '../ontology/ontology.ts';
import { type ExportSelection, entityTypes, relationTypes } from './selection.ts';
import {
  type Cells,
  type Column,
  entityCells,
  entityColumns,
  relationCells,
  relationColumns,
} from './table-columns.ts';

/** RFC 4180, for spreadsheets: a text that one would take for a formula begins with an apostrophe, and numbers stay numbers. */
const FORM = { escape_formulas: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ } as const;

/** Rows that are made at once. */
const ROWS = 500;

async function* table(columns: readonly Column[], rows: AsyncIterable<Cells>): AsyncGenerator<string> {
  let some: unknown[][] = [columns.map(({ name }) => name)];
  for await (const cells of rows) {
    some.push(columns.map(({ name }) => cells.get(name) ?? null));
    if (some.length < ROWS) continue;
    yield stringify(some, FORM);
    some = [];
  }
  yield stringify(some, FORM);
}

export type Table = 'nodes' | 'edges';

export function csv(chosen: ExportSelection, ontology: Ontology, which: Table): AsyncGenerator<string> {
  async function* nodes() {
    for (const type of entityTypes(ontology)) {
      for await (const entity of chosen.entities(type)) yield entityCells(entity, ontology);
    }
  }
  async function* edges() {
    for (const type of relationTypes(ontology)) {
      for await (const relation of chosen.relations(type)) yield relationCells(relation, ontology);
    }
  }
  return which === 'nodes' ? table(entityColumns(ontology), nodes()) : table(relationColumns(ontology), edges());
}
