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
 * GraphML and GEXF, for programs that draw and analyse graphs, such as Gephi and networkx. The XML is written by hand:
 * it repeats two kinds of elements, and XML builders take many times as long as reading the graph.
 */

/** Characters that XML 1.0 can't represent, and characters that need escaping. */
const INVALID = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SPECIAL = /[&<>"\t\n\r]/g;
const escaped = (text: string) =>
  text.replace(INVALID, '').replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);

/** A start tag with its attributes, up to its closing bracket. */
const startTag = (name: string, attributes: Readonly<Record<string, string>>) =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('')}`;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A column as a declared attribute of the file. */
interface Attribute {
  readonly column: Column;
  /** The id of its declaration. */
  readonly key: string;
}

/** Declares columns as attributes, except those for which the format has its own elements or attributes. */
const attributesFor = (columns: readonly Column[], prefix: string, builtIn: readonly string[]): Attribute[] =>
  columns.filter(({ name }) => !builtIn.includes(name)).map((column, i) => ({ column, key: `${prefix}${i}` }));

const renderCells = (cells: Cells, attributes: readonly Attribute[], render: (key: string, text: string) => string) =>
  attributes
    .map(({ column, key }) => {
      const cell = cells.get(column.name) ?? '';
      return cell === '' ? '' : render(key, escaped(String(cell)));
    })
    .join('');

/** GraphML's schema allows no tilde in an identifier; no id of an entity has a middle dot. */
const nodeId = (id: string) => id.replaceAll('~', '\u00b7');

const GRAPHML = 'http://graphml.graphdrawing.org/xmlns';
/** Names of types, in both formats. */
const TYPES = { string: 'string', integer: 'long', double: 'double' } as const;

export async function* graphml(selection: ExportSelection, ontology: Ontology): AsyncGenerator<string> {
  const nodes = attributesFor(entityColumns(ontology), 'n', []);
  const edges = attributesFor(relationColumns(ontology), 'e', ['from', 'to']);
  yield DECLARATION;
  yield `${startTag('graphml', {
    xmlns: GRAPHML,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:schemaLocation': `${GRAPHML} ${GRAPHML}/1.0/graphml.xsd`,
  })}>\n`;
  for (const [attributes, element] of [
    [nodes, 'node'],
    [edges, 'edge'],
  ] as const) {
    for (const { column, key } of attributes) {
      const type = TYPES[column.type];
      yield `${startTag('key', { id: key, for: element, 'attr.name': column.name, 'attr.type': type })}/>\n`;
    }
  }
  yield `${startTag('graph', { id: 'entente', edgedefault: 'directed' })}>\n`;
  const data = (cells: Cells, attributes: readonly Attribute[]) =>
    renderCells(cells, attributes, (key, text) => `<data key="${key}">${text}</data>`);
  for (const type of entityTypes(ontology)) {
    for await (const entity of selection.entities(type)) {
      const cells = entityCells(entity, ontology);
      yield `${startTag('node', { id: nodeId(entity.id) })}>${data(cells, nodes)}</node>\n`;
    }
  }
  let number = 0;
  for (const type of relationTypes(ontology)) {
    for await (const relation of selection.relations(type)) {
      const ends = { source: nodeId(relation.from), target: nodeId(relation.to) };
      const cells = relationCells(relation, ontology);
      yield `${startTag('edge', { id: `r${number++}`, ...ends })}>${data(cells, edges)}</edge>\n`;
    }
  }
  yield '</graph>\n</graphml>\n';
}

/** The version that both Gephi and networkx read. */
const GEXF = { xmlns: 'http://www.gexf.net/1.2draft', version: '1.2' };

export async function* gexf(selection: ExportSelection, ontology: Ontology): AsyncGenerator<string> {
  const nodes = attributesFor(entityColumns(ontology), 'n', ['id', 'name']);
  const edges = attributesFor(relationColumns(ontology), 'e', ['id', 'from', 'to']);
  yield DECLARATION;
  yield `${startTag('gexf', GEXF)}>\n<meta><creator>Entente</creator></meta>\n`;
  yield `${startTag('graph', { defaultedgetype: 'directed', mode: 'static' })}>\n`;
  for (const [attributes, element] of [
    [nodes, 'node'],
    [edges, 'edge'],
  ] as const) {
    yield `${startTag('attributes', { class: element })}>\n`;
    for (const { column, key } of attributes) {
      yield `${startTag('attribute', { id: key, title: column.name, type: TYPES[column.type] })}/>\n`;
    }
    yield '</attributes>\n';
  }
  const values = (cells: Cells, attributes: readonly Attribute[]) =>
    `<attvalues>${renderCells(cells, attributes, (key, text) => `<attvalue for="${key}" value="${text}"/>`)}</attvalues>`;
  yield '<nodes>\n';
  for (const type of entityTypes(ontology)) {
    for await (const entity of selection.entities(type)) {
      const cells = entityCells(entity, ontology);
      const label = String(cells.get('name'));
      yield `${startTag('node', { id: entity.id, label })}>${values(cells, nodes)}</node>\n`;
    }
  }
  yield '</nodes>\n<edges>\n';
  for (const type of relationTypes(ontology)) {
    const label = ontology.relation(type)?.reading ?? type;
    for await (const relation of selection.relations(type)) {
      const { id, from, to } = relation;
      const cells = relationCells(relation, ontology);
      yield `${startTag('edge', { id, source: from, target: to, label })}>${values(cells, edges)}</edge>\n`;
    }
  }
  yield '</edges>\n</graph>\n</gexf>\n';
}
