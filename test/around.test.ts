import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import type { Graph, Value } from '../src/graph/port/graph.ts';
import { interceptStatements } from '../src/graph/port/trace.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { createSchema } from '../src/graphql/schema/schema.ts';
import { createOntology, relationId } from '../src/ontology/ontology.ts';
import { fillEmpty } from '../src/recording/fill-empty.ts';
import { estimateRows } from '../src/server/limits/rows.ts';
import { bareEntity } from './support/bare.js';
import { sized } from './support/extent.ts';
import { PATIENCE } from './support/patience.ts';
import { bundled, serverOver } from './support/served.ts';

const ontology = createOntology();
const MOST = sized(12_000, 50_000);
const AREAS = 100;

/** A list of rows within a row counts as its length. */
const size = (value: Value): number => (Array.isArray(value) && value.every(Array.isArray) ? value.length : 1);

/** A graph that records how many rows each statement returned. */
function measured(graph: Graph): Graph & { rows: number[] } {
  const rows: number[] = [];
  const watched = interceptStatements(graph, async (statement, next) => {
    const found = await next(statement);
    rows.push(found.reduce((sum, row) => sum + Math.max(...Object.values(row).map(size)), 0));
    return found;
  });
  return Object.assign(watched, { rows });
}

const graph = measured(openEmbedded(null, PATIENCE));
const ask = serverOver(graph, ontology);

/** One institution takes part in all projects, each of which is in one of several areas. */
beforeAll(async () => {
  const relation = (from: string, type: string, to: string) =>
    ({ id: relationId(from, type, to), type, from, to, values: {}, rank: 'NORMAL', sources: [] }) as const;
  const projects = Array.from({ length: MOST }, (_, i) => `project:${10_000 + i}`);
  const areas = Array.from({ length: AREAS }, (_, i) => `area:${100 + i}`);
  await prepareLayout(graph, ontology);
  await fillEmpty(
    graph,
    ontology,
    {
      entities: [
        bareEntity('Institution', 'institution:hub'),
        ...areas.map((id) => bareEntity('Area', id)),
        ...projects.map((id) => bareEntity('Project', id)),
      ],
      relations: [
        ...projects.map((id) => relation('institution:hub', 'PARTICIPATES_IN', id)),
        ...projects.map((id, i) => relation(id, 'IN_AREA', areas[i % AREAS] ?? '')),
      ],
    },
    new Date(0),
  );
});
afterAll(() => graph.close());

const PICTURE = `query ($id: ID!, $depth: Int!) {
  neighborhood(of: [$id], depth: $depth) {
    entities { id name } relations { id from { name } to { name } } truncated { entity { id } relationType omitted reason after } } }`;

test(`three levels around a hub with ${MOST} relations take seven statements, none with more rows than the picture holds`, async () => {
  graph.rows.length = 0;
  const { data, errors } = await ask(PICTURE, { id: 'institution:hub', depth: 3 });
  expect(errors).toBeUndefined();
  const { entities, relations, truncated } = data.neighborhood;
  expect([entities.length, relations.length]).toEqual([100, 99]);
  expect(truncated[0]).toMatchObject({
    entity: { id: 'institution:hub' },
    relationType: 'PARTICIPATES_IN',
    omitted: MOST - 99,
    reason: 'LIMIT',
  });
  // Degrees of the root, a level, degrees of its entities, relations among them, those left out at both, entities.
  expect(graph.rows.length).toBe(7);
  expect(Math.max(...graph.rows)).toBeLessThanOrEqual(101);
});

test('the relations of a hub that is not expanded are counted but not read', async () => {
  graph.rows.length = 0;
  const { data } = await ask(PICTURE, { id: 'project:10000', depth: 3 });
  expect(data.neighborhood.entities.length).toBe(100);
  expect(data.neighborhood.truncated).toEqual(
    expect.arrayContaining([
      {
        entity: { id: 'institution:hub' },
        relationType: 'PARTICIPATES_IN',
        omitted: MOST - 98,
        reason: 'HUB',
        after: null,
      },
    ]),
  );
  expect(graph.rows.length).toBe(9);
  expect(Math.max(...graph.rows)).toBeLessThanOrEqual(5 * 100);
});

test('relations between given entities are found without reading the other relations of a hub among them', async () => {
  graph.rows.length = 0;
  const query =
    '{ neighborhood(of: ["area:100", "project:10100", "institution:hub"], depth: 0) { entities { id } relations { id } truncated { omitted } } }';
  expect((await ask(query)).data.neighborhood).toEqual({
    entities: [{ id: 'area:100' }, { id: 'project:10100' }, { id: 'institution:hub' }],
    relations: [{ id: 'institution:hub/PARTICIPATES_IN/project:10100' }, { id: 'project:10100/IN_AREA/area:100' }],
    truncated: [],
  });
  // Which entities are visible with their degrees, and the relations among them.
  expect(graph.rows).toEqual([3, 2]);
});

test('related entities ignore a hub and read beyond the other neighbours', async () => {
  graph.rows.length = 0;
  const { data } = await ask(
    '{ related(to: "project:10000", first: 5) { counted neighbours totalCount edges { score node { id } shared { entity { name } sentence relations { sources { locator } } } } } }',
  );
  expect(data.related).toMatchObject({ neighbours: 2, counted: 1, totalCount: MOST / AREAS - 1 });
  expect(data.related.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(
    [1, 2, 3, 4, 5].map((i) => `project:${10_000 + i * AREAS}`),
  );
  expect(data.related.edges[0].score).toBe(1 / Math.log(MOST / AREAS));
  // The entity, its neighbours, their neighbours, the relations of the page, and the names.
  expect(graph.rows.length).toBe(5);
  expect(Math.max(...graph.rows)).toBeLessThanOrEqual(MOST / AREAS);
});

const { graph: small, ask: askSmall } = await bundled();

test('the entities of a picture are read together, with all their selected fields', async () => {
  const query = (fields: string) =>
    `{ neighborhood(of: ["minister:lee-jong-ho"], depth: 2, relations: [ATTENDED, DISCUSSED]) { ${fields} } }`;
  const calls = async (fields: string) => {
    small.calls.length = 0;
    expect((await askSmall(query(fields))).errors).toBeUndefined();
    return small.calls.length;
  };
  const drawing = await calls('entities { id }');
  expect(await calls('entities { name }')).toBe(drawing + 1);
  expect(await calls('entities { name ... on Event { areas { totalCount } ministers { totalCount } } }')).toBe(
    drawing + 2,
  );
  expect(await calls('entities { id } relations { id from { name } to { name } sources { document { name } } }')).toBe(
    drawing + 2,
  );
});

test.each([
  ['neighborhood(of: [])', '"of" expects at least one id'],
  ['neighborhood(of: ["nobody"])', '"of" expects a type and a name'],
  ['neighborhood(of: ["area:a"], depth: 7)', '"depth" expects a number from 0 to 6; got 7.'],
  ['neighborhood(of: ["area:a"], depth: -1)', '"depth" expects a number from 0 to 6; got -1.'],
  ['neighborhood(of: ["area:a"], limit: 501)', '"limit" expects a number from 1 to 500; got 501.'],
  ['neighborhood(of: ["area:a", "area:b"], limit: 1)', '"limit" expects at least the number of ids in "of"'],
  ['neighborhood(of: ["area:a"], types: [])', '"types" expects at least one type'],
  ['neighborhood(of: ["area:a"], relations: [])', '"relations" expects at least one type'],
])('%s is a mistake that is told', async (field, message) => {
  const { errors } = await askSmall(`{ ${field} { entities { id } } }`);
  expect(errors).toMatchObject([{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each([
  ['related(to: "nobody")', 'BAD_USER_INPUT', '"to" expects a type and a name'],
  ['related(to: "area:a", first: -2)', 'BAD_USER_INPUT', '"first" expects a number from 0 to 500; got -2.'],
  ['related(to: "area:a", after: "x")', 'BAD_CURSOR', '"after" expects a cursor'],
])('%s is a mistake that is told', async (field, code, message) => {
  const { errors } = await askSmall(`{ ${field} { totalCount } }`);
  expect(errors).toMatchObject([{ message: expect.stringContaining(message), extensions: { code } }]);
});

test('a cursor of a picture is valid for its time only, and with no other order', async () => {
  const { data } = await askSmall(
    '{ neighborhood(of: ["document:kerc-2024-03-27"], limit: 5, relations: [MENTIONS], types: [EVENT]) { truncated { relationType after } } }',
  );
  const [{ after }] = data.neighborhood.truncated;
  const list = (more: string, time = '') =>
    askSmall(
      `query ($after: String) ${time} { document(id: "document:kerc-2024-03-27") { relations(types: [MENTIONS], after: $after${more}) { nodes { id } } } }`,
      { after },
    );
  const { nodes } = (await list('')).data.document.relations;
  expect(nodes.length).toBeGreaterThan(0);
  expect(nodes.every(({ id }: { id: string }) => id.startsWith('event:'))).toBe(true);
  for (const refused of [list(', orderBy: [{ name: ASC }]'), list('', '@asOf(date: "2024")')]) {
    expect((await refused).errors).toMatchObject([{ extensions: { code: 'BAD_CURSOR' } }]);
  }
});

test('the row estimate counts what pictures and related entities can hold', async () => {
  const schema = createSchema(ontology);
  const rows = (query: string, variables = {}) => estimateRows({ schema, document: parse(query), variables });
  const picture = (more: string) => `query ($limit: Int) { neighborhood(of: ["area:a"], limit: $limit) { ${more} } }`;
  expect(rows('{ neighborhood(of: ["area:a"]) { entities { id } } }')).toBe(100 + 100);
  expect(rows(picture('relations { id } truncated { omitted }'), { limit: 10 })).toBe(10 + 10 * (5 + 5));
  // Five relations for each of ten entities, each with an end that has a list of twenty.
  const ends = 'relations { to { relations { nodes { id } } } }';
  expect(rows(picture(ends), { limit: 10 })).toBe(10 + 10 * (5 + 5 * (1 + 20)));
  const list = 'relations { to { ... on Entity { relations(first: 500) { nodes { id } } } } }';
  expect((await askSmall(picture(list), { limit: 500 })).errors).toMatchObject([
    { message: expect.stringContaining('The query may ask for 1255500 rows'), extensions: { code: 'LIMIT_EXCEEDED' } },
  ]);
  expect(rows('{ related(to: "area:a", first: 5) { edges { shared { entity { id } } } } }')).toBe(
    10_000 + 5 + 5 * (10 + 10),
  );
});
