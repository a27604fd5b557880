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

/**
 * Graphs for programs that draw and measure them, such as Gephi and networkx. Written by hand: two kinds of elements a
 * million times over are all there is to them, and builders of XML take many times as long as reading the graph.
 */

/** What XML 1.0 can't hold, however it is written, and what stands for something else in it. */
const UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SPECIAL = /[&<>"\t\n\r]/g;
const written = (text: string) =>
  text.replace(UNFIT, '').replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);

/** An element from its beginning, with its attributes. */
const begin = (name: string, attributes: Readonly<Record<string, string>>) =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${written(value)}"`)
    .join('')}`;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** What is kept of an entity or a relation, and where in the file. */
interface Kept {
  readonly column: Column;
  readonly key: string;
}

const keys = (columns: readonly Column[], prefix: string, beside: readonly string[]): Kept[] =>
  columns.filter(({ name }) => !beside.includes(name)).map((column, i) => ({ column, key: `${prefix}${i}` }));

const given = (cells: Cells, kept: readonly Kept[], each: (key: string, text: string) => string) =>
  kept
    .map(({ column, key }) => {
      const cell = cells.get(column.name) ?? '';
      return cell === '' ? '' : each(key, written(String(cell)));
    })
    .join('');

/** XML Schema lets an identifier in GraphML hold no tilde; no id of an entity has a middle dot. */
const nodeId = (id: string) => id.replaceAll('~', '\u00b7');

const GRAPHML = 'http://graphml.graphdrawing.org/xmlns';
/** In both formats. */
const TYPES = { string: 'string', integer: 'long', double: 'double' } as const;

export async function* graphml(chosen: ExportSelection, ontology: Ontology): AsyncGenerator<string> {
  const nodes = keys(entityColumns(ontology), 'n', []);
  const edges = keys(relationColumns(ontology), 'e', ['from', 'to']);
  yield DECLARATION;
  yield `${begin('graphml', {
    xmlns: GRAPHML,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:schemaLocation': `${GRAPHML} ${GRAPHML}/1.0/graphml.xsd`,
  })}>\n`;
  for (const [kept, what] of [
    [nodes, 'node'],
    [edges, 'edge'],
  ] as const) {
    for (const { column, key } of kept) {
      const type = TYPES[column.type];
      yield `${begin('key', { id: key, for: what, 'attr.name': column.name, 'attr.type': type })}/>\n`;
    }
  }
  yield `${begin('graph', { id: 'entente', edgedefault: 'directed' })}>\n`;
  const data = (cells: Cells, kept: readonly Kept[]) =>
    given(cells, kept, (key, text) => `<data key="${key}">${text}</data>`);
  for (const type of entityTypes(ontology)) {
    for await (const entity of chosen.entities(type)) {
      const cells = entityCells(entity, ontology);
      yield `${begin('node', { id: nodeId(entity.id) })}>${data(cells, nodes)}</node>\n`;
    }
  }
  let number = 0;
  for (const type of relationTypes(ontology)) {
    for await (const relation of chosen.relations(type)) {
      const ends = { source: nodeId(relation.from), target: nodeId(relation.to) };
      const cells = relationCells(relation, ontology);
      yield `${begin('edge', { id: `r${number++}`, ...ends })}>${data(cells, edges)}</edge>\n`;
    }
  }
  yield '</graph>\n</graphml>\n';
}

/** The version that Gephi and networkx both read. */
const GEXF = { xmlns: 'http://www.gexf.net/1.2draft', version: '1.2' };

export async function* gexf(chosen: ExportSelection, ontology: Ontology): AsyncGenerator<string> {
  const nodes = keys(entityColumns(ontology), 'n', ['id', 'name']);
  const edges = keys(relationColumns(ontology), 'e', ['id', 'from', 'to']);
  yield DECLARATION;
  yield `${begin('gexf', GEXF)}>\n<meta><creator>Entente</creator></meta>\n`;
  yield `${begin('graph', { defaultedgetype: 'directed', mode: 'static' })}>\n`;
  for (const [kept, what] of [
    [nodes, 'node'],
    [edges, 'edge'],
  ] as const) {
    yield `${begin('attributes', { class: what })}>\n`;
    for (const { column, key } of kept) {
      yield `${begin('attribute', { id: key, title: column.name, type: TYPES[column.type] })}/>\n`;
    }
    yield '</attributes>\n';
  }
  const values = (cells: Cells, kept: readonly Kept[]) =>
    `<attvalues>${given(cells, kept, (key, text) => `<attvalue for="${key}" value="${text}"/>`)}</attvalues>`;
  yield '<nodes>\n';
  for (const type of entityTypes(ontology)) {
    for await (const entity of chosen.entities(type)) {
      const cells = entityCells(entity, ontology);
      const label = String(cells.get('name'));
      yield `${begin('node', { id: entity.id, label })}>${values(cells, nodes)}</node>\n`;
    }
  }
  yield '</nodes>\n<edges>\n';
  for (const type of relationTypes(ontology)) {
    const label = ontology.relation(type)?.reading ?? type;
    for await (const relation of chosen.relations(type)) {
      const { id, from, to } = relation;
      const cells = relationCells(relation, ontology);
      yield `${begin('edge', { id, source: from, target: to, label })}>${values(cells, edges)}</edge>\n`;
    }
  }
  yield '</edges>\n</graph>\n</gexf>\n';
}
