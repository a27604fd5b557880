import type { Ontology } from '../ontology/ontology.ts';
import { csv } from './csv.ts';
import { factLines } from './facts.ts';
import type { ExportFormat, Table } from './format-names.ts';
import { gexf, graphml } from './graphml-gexf.ts';
import { jsonld, type RdfOptions, turtle } from './rdf.ts';
import type { ExportSelection } from './selection.ts';

/** Writes a selection as text, in pieces: no more than a page of facts is in memory. */
export type Format = (selection: ExportSelection, ontology: Ontology, options: FormatOptions) => AsyncIterable<string>;

export interface FormatOptions extends RdfOptions {
  /** The table to write, if the format has two. */
  readonly table: Table;
}

export const formats = {
  facts: factLines,
  csv: (selection, ontology, { table }) => csv(selection, ontology, table),
  jsonld,
  turtle,
  graphml,
  gexf,
} as const satisfies Record<ExportFormat, Format>;
