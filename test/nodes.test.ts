import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../src/graphql/schema/schema.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { estimateRows } from '../src/server/limits/rows.ts';
import { bundled } from './support/served.ts';

const { graph, ask } = await bundled();

test('node and nodes fetch entities of any type with their own fields', async () => {
  const { data, errors } = await ask(`{
    node(id: "minister:lee-jong-ho") { __typename id ... on Minister { name country } }
    nodes(ids: ["area:semiconductors", "nope", "event:none", "minister:lee-jong-ho"]) { __typename ... on Entity { name } }
  }`);
  expect(data).toEqual({
    node: { __typename: 'Minister', id: 'minister:lee-jong-ho', name: 'Lee Jong-Ho', country: 'KR' },
    nodes: [
      { __typename: 'Area', name: 'Semiconductors' },
      null,
      null,
      { __typename: 'Minister', name: 'Lee Jong-Ho' },
    ],
  });
  expect(errors?.map((e) => [e.extensions.code, e.path])).toEqual([['BAD_USER_INPUT', ['nodes', 1]]]);
});

test('a field with one value has one claim, with the places that state it', async () => {
  const { data } = await ask(
    'query ($field: ClaimField!) { minister(id: "minister:lee-jong-ho") { claims(field: COUNTRY) { value rank } again: claims(field: $field) { sources { locator } } } }',
    { field: 'COUNTRY' },
  );
  expect(data.minister.claims).toEqual([{ value: 'KR', rank: 'NORMAL' }]);
  expect(data.minister.again).toEqual([{ sources: [{ locator: 'paragraph 3' }, { locator: 'paragraph 9' }] }]);
});

test('the row estimate of fields counts the most fields of any type, and the selection of their claims', () => {
  const rows = (query: string) => estimateRows({ schema: createSchema(createOntology()), document: parse(query) });
  const SELECTED = '{ field claims { value sources { document { name } } } }';
  // One entity; seven fields, each with a claim, its source and the document.
  expect(rows(`{ event(id: "event:e") { fields ${SELECTED} } }`)).toBe(1 + 7 * (1 + 1 + 1 + 1));
  const any = (depth: string) => `{ nodes(ids: ["area:a", "event:e"]) { ... on Entity { ${depth} } } }`;
  expect(rows(any(`fields ${SELECTED}`))).toBe(2 + 2 * 7 * (1 + 1 + 1 + 1));
  expect(rows(any('fields { field }'))).toBe(2 + 2 * 7);
});

test('an edge has both ends of its relation, from either side', async () => {
  const { data } = await ask(`{
    project(id: "project:rok-eu-6g-research") {
      funders(last: 1) { edges { id type direction reading from { id name } to { id } node { id } } }
      relations(types: [FUNDS], direction: IN, last: 1) { totalCount edges { id role note amounts { amount currency } from { id } to { id name } } }
    }
    out: institution(id: "institution:republic-of-korea") { relations(types: [FUNDS], direction: IN) { totalCount edges { id } } }
  }`);
  const id = 'institution:republic-of-korea/FUNDS/project:rok-eu-6g-research';
  expect(data.project.funders.edges).toEqual([
    {
      id,
      type: 'FUNDS',
      direction: 'IN',
      reading: 'is funded by',
      from: { id: 'institution:republic-of-korea', name: 'Republic of Korea' },
      to: { id: 'project:rok-eu-6g-research' },
      node: { id: 'institution:republic-of-korea' },
    },
  ]);
  expect(data.project.relations.totalCount).toBe(2);
  expect(data.project.relations.edges[0]).toMatchObject({
    id,
    role: null,
    amounts: [{ amount: 3000000000, currency: 'KRW' }],
    to: { id: 'project:rok-eu-6g-research', name: 'ROK-EU 6G research project' },
  });
  expect(data.out.relations).toEqual({ totalCount: 0, edges: [] });
});

test('every field of every type can be selected two levels deep without an error', async () => {
  const { data } = await ask(
    '{ __schema { types { kind name fields { name args { name type { kind } } type { ...T ofType { ...T ofType { ...T ofType { ...T } } } } } } } } fragment T on __Type { kind name }',
  );
  type Ref = { kind: string; name: string | null; ofType?: Ref };
  type Type = {
    kind: string;
    name: string;
    fields: { name: string; args: { name: string; type: { kind: string } }[]; type: Ref }[] | null;
  };
  const types = new Map<string, Type>(data.__schema.types.map((t: Type) => [t.name, t]));
  const named = (ref: Ref): string => (ref.ofType ? named(ref.ofType) : String(ref.name));
  function partsOf(type: string, depth: number, left = ''): string[] {
    return (types.get(type)?.fields ?? []).flatMap((field) => {
      if (field.name === left) return [];
      if (field.args.some((a) => a.type.kind === 'NON_NULL')) return [];
      const target = named(field.type);
      const leaf = !types.get(target)?.fields;
      if (leaf) return [field.name];
      if (depth === 0) return [];
      const below = partsOf(target, depth - 1, left).join(' ');
      return below ? [`${field.name} { ${below} }`] : [];
    });
  }
  /** Joins parts to selections of at most so many tokens: an operation has a limit. */
  function selections(parts: readonly string[], limit = 3000): string[] {
    const joined: string[] = [];
    let size = Number.POSITIVE_INFINITY;
    for (const part of parts) {
      const tokens = part.split(' ').length;
      if (size + tokens > limit) joined.push('');
      size = (size + tokens > limit ? 0 : size) + tokens;
      joined.push(`${joined.pop()} ${part}`);
    }
    return joined;
  }
  for (const entity of ['ministers', 'institutions', 'areas', 'projects', 'events', 'agreements', 'documents']) {
    const name = entity[0]?.toUpperCase() + entity.slice(1, -1);
    for (const selection of selections(partsOf(name, 3)))
      expect(await ask(`{ ${entity}(first: 1) { nodes { ${selection} } } }`)).not.toHaveProperty('errors');
    // The facts that a document states take statements of their own, for each document.
    for (const selection of selections(partsOf(name, 3, 'facts'))) {
      graph.calls.length = 0;
      await ask(`{ ${entity}(first: 1) { nodes { ${selection} } } }`);
      expect(graph.calls.length).toBeLessThanOrEqual(4);
    }
  }
});
