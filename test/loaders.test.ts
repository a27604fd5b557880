import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

const { graph, ask } = await bundled();
const calls = async (query: string) => {
  graph.calls.length = 0;
  const answer = await ask(query);
  expect(answer.errors).toBeUndefined();
  return graph.calls.length;
};
const COUNCIL = 'event(id: "event:rok-eu-digital-partnership-council-2")';

test('a root field is one engine call, whatever its depth and its number of fields per level', async () => {
  expect(await calls(`{ ${COUNCIL} { name } }`)).toBe(1);
  expect(
    await calls(`{ ${COUNCIL} { ministers { nodes { name } } areas { nodes { name } } projects { totalCount } } }`),
  ).toBe(1);
  expect(
    await calls(
      `{ ${COUNCIL} { projects { nodes { areas { nodes { name } } funders { edges { sources { locator } } } } } } }`,
    ),
  ).toBe(1);
  expect(
    await calls('{ institutions { nodes { projects { edges { role node { areas { nodes { name } } } } } } } }'),
  ).toBe(1);
});

test('entities that several rows share, or that can be of any type, are read once for all rows', async () => {
  const documents = 'sources { document { name } }';
  expect(await calls(`{ ${COUNCIL} { areas { edges { ${documents} node { ${documents} } } } } }`)).toBe(2);
  expect(await calls(`{ ${COUNCIL} { relations { nodes { relations { totalCount } } } } }`)).toBe(3);
  // Otherwise 100 × 101 rows would be read below the institutions, and each project once per participant.
  expect(
    await calls(
      '{ institutions(first: 100) { nodes { projects(first: 100) { nodes { areas(first: 10) { nodes { name } } } } } } }',
    ),
  ).toBe(2);
});

test('two aliases of a field with different arguments are one call, each with its own result', async () => {
  graph.calls.length = 0;
  const { data } = await ask(
    `{ ${COUNCIL} { one: areas(first: 1) { nodes { name } } two: areas(first: 2) { nodes { name } } last: areas(last: 1) { nodes { name } } } }`,
  );
  expect(graph.calls.length).toBe(1);
  expect(data.event.one.nodes.length).toBe(1);
  expect(data.event.two.nodes.length).toBe(2);
  expect(data.event.two.nodes[0]).toEqual(data.event.one.nodes[0]);
  expect(data.event.last.nodes[0]).not.toEqual(data.event.one.nodes[0]);
});

test('an entity that is reached by two fields has the selection of each', async () => {
  const { data } = await ask(
    `{ ${COUNCIL} { projects { edges { node { areas(first: 1) { nodes { id } } } } nodes { areas(first: 2) { nodes { id } } } } } }`,
  );
  expect(data.event.projects.edges[0].node.areas.nodes.length).toBe(1);
  expect(data.event.projects.nodes[0].areas.nodes.length).toBe(2);
});

test('several root fields are one call', async () => {
  expect(await calls(`{ a: ${COUNCIL} { name } b: ministers { nodes { name } } c: areas { totalCount } }`)).toBe(1);
});

test('only the columns that the selection asks for are read', async () => {
  graph.calls.length = 0;
  await ask(`{ ${COUNCIL} { name place { city } ministers { edges { role } } } }`);
  const [text] = graph.calls;
  expect(text).toContain(
    '[[n1.id, n1.name, n1.placeCity, n1.placeCountry, n1.placeLatitude, n1.placeLongitude, n1.placeName, ',
  );
  expect(text).toContain('collect([r4.role, n3.id])');
  expect(text).not.toContain('sourceDocuments');
});

test('fields that follow from the id of an entity cost no call', async () => {
  expect(await calls(`{ ${COUNCIL} { sources { document { id } } } }`)).toBe(1);
  expect(await calls(`{ ${COUNCIL} { sources { document { name } } } }`)).toBe(2);
});

test('values are parameters: equal shapes with different ids and cursors have one text', async () => {
  graph.calls.length = 0;
  await ask('{ event(id: "event:rok-eu-digital-partnership-council-1") { name } }');
  await ask('{ event(id: "event:rok-eu-digital-partnership-council-2") { name } }');
  expect(graph.calls[0]).toBe(graph.calls[1]);
});
