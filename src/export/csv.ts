import { stringify } from 'csv-stringify/sync';
import type { Ontology } from '../ontology/ontology.ts';
import type { Table } from './format-names.ts';
import { type ExportSelection, entityTypes, relationTypes } from './selection.ts';
import {
  type Cells,
  type Column,
  entityCells,
  entityColumns,
  relationCells,
  relationColumns,
} from './table-columns.ts';

/** RFC 4180, for spreadsheets: an apostrophe before a text keeps it from being a formula; numbers stay numbers. */
const FORMAT = { escape_formulas: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ } as const;

/** Rows in one piece of text. */
const ROWS = 500;

async function* tableOf(columns: readonly Column[], rows: AsyncIterable<Cells>): AsyncGenerator<string> {
  let rowsOfPiece: unknown[][] = [columns.map(({ name }) => name)];
  for await (const cells of rows) {
    rowsOfPiece.push(columns.map(({ name }) => cells.get(name) ?? null));
    if (rowsOfPiece.length < ROWS) continue;
    yield stringify(rowsOfPiece, FORMAT);
    rowsOfPiece = [];
  }
  yield stringify(rowsOfPiece, FORMAT);
}

/** One of the two tables of a selection: its entities as nodes, or its relations as edges. */
export function csv(selection: ExportSelection, ontology: Ontology, table: Table): AsyncGenerator<string> {
  async function* nodes() {
    for (const type of entityTypes(ontology)) {
      for await (const entity of selection.entities(type)) yield entityCells(entity, ontology);
    }
  }
  async function* edges() {
    for (const type of relationTypes(ontology)) {
      for await (const relation of selection.relations(type)) yield relationCells(relation, ontology);
    }
  }
  return table === 'nodes' ? tableOf(entityColumns(ontology), nodes()) : tableOf(relationColumns(ontology), edges());
}
