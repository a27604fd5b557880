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

test('a query of depth d makes d engine calls, however many fields stand on a level', async () => {
  expect(await calls(`{ ${COUNCIL} { name } }`)).toBe(1);
  expect(
    await calls(`{ ${COUNCIL} { ministers { nodes { name } } areas { nodes { name } } projects { totalCount } } }`),
  ).toBe(2);
  expect(
    await calls(
      `{ ${COUNCIL} { projects { nodes { areas { nodes { name } } funders { edges { sources { locator } } } } } } }`,
    ),
  ).toBe(3);
  expect(
    await calls('{ institutions { nodes { projects { edges { role node { areas { nodes { name } } } } } } } }'),
  ).toBe(3);
});

test('two aliases of one field with other arguments are one call, each with its own answer', async () => {
  graph.calls.length = 0;
  const { data } = await ask(
    `{ ${COUNCIL} { one: areas(first: 1) { nodes { name } } two: areas(first: 2) { nodes { name } } last: areas(last: 1) { nodes { name } } } }`,
  );
  expect(graph.calls.length).toBe(2);
  expect(data.event.one.nodes.length).toBe(1);
  expect(data.event.two.nodes.length).toBe(2);
  expect(data.event.two.nodes[0]).toEqual(data.event.one.nodes[0]);
  expect(data.event.last.nodes[0]).not.toEqual(data.event.one.nodes[0]);
});

test('several root fields are one call', async () => {
  expect(await calls(`{ a: ${COUNCIL} { name } b: ministers { nodes { name } } c: areas { totalCount } }`)).toBe(1);
});

test('only the columns that the selection asks for are read', async () => {
  graph.calls.length = 0;
  await ask(`{ ${COUNCIL} { name place { city } ministers { edges { role } } } }`);
  expect(graph.calls[0]).toContain(
    'x{.id, .name, .placeCity, .placeCountry, .placeLatitude, .placeLongitude, .placeName}',
  );
  expect(graph.calls[1]).toContain('role: r.role');
  expect(graph.calls[1]).not.toContain('sourceDocuments');
});

test('what is known of an entity by its id costs no call', async () => {
  expect(await calls(`{ ${COUNCIL} { sources { document { id } } } }`)).toBe(1);
  expect(await calls(`{ ${COUNCIL} { sources { document { name } } } }`)).toBe(2);
});

test('a value is a parameter: equal shapes with other ids and cursors have one text', async () => {
  graph.calls.length = 0;
  await ask('{ event(id: "event:rok-eu-digital-partnership-council-1") { name } }');
  await ask('{ event(id: "event:rok-eu-digital-partnership-council-2") { name } }');
  expect(graph.calls[0]).toBe(graph.calls[1]);
});
