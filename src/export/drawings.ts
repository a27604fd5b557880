import { createCB } from 'xmlbuilder2';
import type { Ontology } from '../ontology/ontology.ts';
import { type Chosen, entityTypes, relationTypes } from './chosen.ts';
import { type Cells, type Column, entityCells, entityColumns, relationCells, relationColumns } from './flat.ts';

/** Graphs for programs that draw and measure them, such as Gephi and networkx. */

type Builder = ReturnType<typeof createCB>;

const UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** A text without the characters that XML 1.0 can't hold, however they are written. */
const readable = (text: string) => text.replace(UNFIT, '');

/** XML in pieces: what was built so far comes out after each element. */
function building(): { xml: Builder; taken(): string } {
  let pieces: string[] = [];
  const xml = createCB({ data: (piece: string) => pieces.push(piece), prettyPrint: true });
  return {
    xml,
    taken() {
      const text = pieces.join('');
      pieces = [];
      return text;
    },
  };
}

/** What is kept of an entity or a relation, and where in the file. */
interface Kept {
  readonly column: Column;
  readonly key: string;
}

const keys = (columns: readonly Column[], prefix: string, beside: readonly string[]): Kept[] =>
  columns.filter(({ name }) => !beside.includes(name)).map((column, i) => ({ column, key: `${prefix}${i}` }));

const given = (cells: Cells, kept: readonly Kept[]) =>
  kept.flatMap(({ column, key }) => {
    const cell = cells.get(column.name) ?? '';
    return cell === '' ? [] : [[key, readable(String(cell))] as const];
  });

/** XML Schema lets an identifier in GraphML hold no tilde; no id of an entity has a middle dot. */
const nodeId = (id: string) => id.replaceAll('~', '\u00b7');

const GRAPHML = 'http://graphml.graphdrawing.org/xmlns';
const GRAPHML_TYPES = { string: 'string', integer: 'long', double: 'double' } as const;

export async function* graphml(chosen: Chosen, ontology: Ontology): AsyncGenerator<string> {
  const nodes = keys(entityColumns(ontology), 'n', []);
  const edges = keys(relationColumns(ontology), 'e', ['from', 'to']);
  const { xml, taken } = building();
  xml.dec({ encoding: 'UTF-8' }).ele(GRAPHML, 'graphml', {});
  xml.att('http://www.w3.org/2001/XMLSchema-instance', 'xsi:schemaLocation', `${GRAPHML} ${GRAPHML}/1.0/graphml.xsd`);
  for (const [kept, what] of [
    [nodes, 'node'],
    [edges, 'edge'],
  ] as const) {
    for (const { column, key } of kept) {
      const type = GRAPHML_TYPES[column.type];
      xml.ele(GRAPHML, 'key', { id: key, for: what, 'attr.name': column.name, 'attr.type': type }).up();
    }
  }
  xml.ele(GRAPHML, 'graph', { id: 'entente', edgedefault: 'directed' });
  const data = (cells: Cells, kept: readonly Kept[]) => {
    for (const [key, text] of given(cells, kept)) xml.ele(GRAPHML, 'data', { key }).txt(text).up();
    xml.up();
    return taken();
  };
  for (const type of entityTypes(ontology)) {
    for await (const entity of chosen.entities(type)) {
      xml.ele(GRAPHML, 'node', { id: nodeId(entity.id) });
      yield data(entityCells(entity, ontology), nodes);
    }
  }
  let number = 0;
  for (const type of relationTypes(ontology)) {
    for await (const relation of chosen.relations(type)) {
      const [source, target] = [nodeId(relation.from), nodeId(relation.to)];
      xml.ele(GRAPHML, 'edge', { id: `r${number++}`, source, target });
      yield data(relationCells(relation, ontology), edges);
    }
  }
  xml.end();
  yield `${taken()}\n`;
}

/** The version that Gephi and networkx both read. */
const GEXF = 'http://www.gexf.net/1.2draft';
const GEXF_TYPES = { string: 'string', integer: 'long', double: 'double' } as const;

export async function* gexf(chosen: Chosen, ontology: Ontology): AsyncGenerator<string> {
  const nodes = keys(entityColumns(ontology), 'n', ['id', 'name']);
  const edges = keys(relationColumns(ontology), 'e', ['id', 'from', 'to']);
  const { xml, taken } = building();
  xml.dec({ encoding: 'UTF-8' }).ele(GEXF, 'gexf', { version: '1.2' });
  xml.ele(GEXF, 'meta').ele(GEXF, 'creator').txt('Entente').up().up();
  xml.ele(GEXF, 'graph', { defaultedgetype: 'directed', mode: 'static' });
  for (const [kept, what] of [
    [nodes, 'node'],
    [edges, 'edge'],
  ] as const) {
    xml.ele(GEXF, 'attributes', { class: what });
    for (const { column, key } of kept) {
      xml.ele(GEXF, 'attribute', { id: key, title: column.name, type: GEXF_TYPES[column.type] }).up();
    }
    xml.up();
  }
  const values = (cells: Cells, kept: readonly Kept[]) => {
    xml.ele(GEXF, 'attvalues');
    for (const [key, value] of given(cells, kept)) xml.ele(GEXF, 'attvalue', { for: key, value }).up();
    xml.up().up();
    return taken();
  };
  xml.ele(GEXF, 'nodes');
  for (const type of entityTypes(ontology)) {
    for await (const entity of chosen.entities(type)) {
      const cells = entityCells(entity, ontology);
      xml.ele(GEXF, 'node', { id: entity.id, label: readable(String(cells.get('name'))) });
      yield values(cells, nodes);
    }
  }
  xml.up().ele(GEXF, 'edges');
  for (const type of relationTypes(ontology)) {
    for await (const relation of chosen.relations(type)) {
      const { id, from, to } = relation;
      xml.ele(GEXF, 'edge', {
        id: readable(id),
        source: from,
        target: to,
        label: ontology.relation(type)?.reading ?? type,
      });
      yield values(relationCells(relation, ontology), edges);
    }
  }
  xml.end();
  yield `${taken()}\n`;
}
