import type { Ontology } from '../ontology/ontology.ts';
import { csv, type Table } from './csv.ts';
import { factLines } from './facts.ts';
import { gexf, graphml } from './graphml-gexf.ts';
import { jsonld, type RdfOptions, turtle } from './rdf.ts';
import type { ExportSelection } from './selection.ts';

/** Each format as text in pieces; nothing of it is held beyond a page of facts. */
export type Format = (chosen: ExportSelection, ontology: Ontology, options: FormatOptions) => AsyncIterable<string>;

export interface FormatOptions extends RdfOptions {
  /** Which table, where a format has two. */
  readonly table: Table;
}

export const formats = {
  facts: factLines,
  csv: (chosen, ontology, { table }) => csv(chosen, ontology, table),
  jsonld,
  turtle,
  graphml,
  gexf,
} as const satisfies Record<string, Format>;
