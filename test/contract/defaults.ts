import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { RelationFact } from '../../src/ontology/facts.ts';
import { createOntology, relationId } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { bareEntity } from '../support/bare.js';
import { PATIENCE } from '../support/patience.ts';
import { type Answered, serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const money = (amount: number) => [{ amount, currency: 'EUR', approximate: false }];
const relation = (from: string, type: string, to: string, values: RelationFact['values'] = {}): RelationFact => ({
  id: relationId(from, type, to),
  type,
  from,
  to,
  values,
  rank: 'NORMAL',
  sources: [],
});

/** Two institutions in one project, and a third that only shares a document with them. */
const facts = {
  entities: [
    'institution:north',
    'institution:south',
    'institution:named',
    'project:bridge',
    'project:dam',
    'document:news',
  ].map((id) => bareEntity(ontology.typeOfId(id)?.name ?? '', id)),
  relations: [
    relation('institution:north', 'FUNDS', 'project:bridge', { amounts: money(3) }),
    relation('institution:south', 'FUNDS', 'project:bridge', { amounts: money(4) }),
    relation('institution:south', 'FUNDS', 'project:dam', { amounts: money(5) }),
    ...['institution:north', 'institution:south', 'institution:named', 'project:bridge'].map((id) =>
      relation('document:news', 'MENTIONS', id),
    ),
  ],
};

/** The contract of every engine about what a query that asks for little gets, and what a mistake in a part of it costs. */
export function defaultsContract(engine: string, { open }: Engine): void {
  describe(`defaults: ${engine}`, () => {
    let graph: Graph;
    let ask: (query: string) => Promise<Answered>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, facts, { recordedAt: new Date(0), restate: true });
      ask = serverOver(graph, ontology, PATIENCE);
    });
    afterAll(() => graph.close());
    const answered = async (query: string) => {
      const { data, errors } = await ask(query);
      expect(errors).toBeUndefined();
      return data;
    };
    const codes = ({ errors }: Answered) => errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]);

    test('a page of no rows has the totals, and says whether there are rows', async () => {
      const none =
        'totalCount nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
      const page = (totalCount: number, hasNextPage: boolean, hasPreviousPage: boolean) => ({
        totalCount,
        nodes: [],
        edges: [],
        pageInfo: { hasNextPage, hasPreviousPage, startCursor: null, endCursor: null },
      });
      const data = await answered(`{
        forward: institutions(first: 0) { ${none} sum: groups(by: KIND, first: 0) { count } }
        backward: institutions(last: 0) { ${none} }
        missing: institutions(first: 0, where: { name: { eq: "nobody" } }) { ${none} }
        institution(id: "institution:south") { funded(first: 0) { ${none} sum(of: AMOUNTS) { amount } } }
        node(id: "project:bridge") { ... on Entity { relations(last: 0) { ${none} } } }
        search(text: "institution:", first: 0) { ${none} }
        related(to: "institution:north", first: 0) { ${none} }
        behind: related(to: "institution:north", last: 0) { ${none} }
        timeline(first: 0) { ${none.replace('nodes { id }', 'nodes { field }')} }
      }`);
      expect(data).toEqual({
        forward: { ...page(3, true, false), sum: [] },
        backward: page(3, false, true),
        missing: page(0, false, false),
        institution: { funded: { ...page(2, true, false), sum: [{ amount: 9 }] } },
        node: { relations: page(3, false, true) },
        search: page(data.search.totalCount, data.search.totalCount > 0, false),
        related: page(1, true, false),
        behind: page(1, false, true),
        timeline: page(0, false, false),
      });
    });

    test('relations of no type are none; without a list, they are of all types', async () => {
      const all = await answered(`{ node(id: "institution:south") { ... on Entity {
        none: relations(types: []) { totalCount nodes { id } groups(by: RELATION_TYPE) { key } pageInfo { hasNextPage } }
        filtered: relations(types: [], where: { id: { eq: "project:dam" } }) { totalCount }
        all: relations { totalCount }
        given: relations(types: null) { totalCount }
      } } }`);
      expect(all.node).toEqual({
        none: { totalCount: 0, nodes: [], groups: [], pageInfo: { hasNextPage: false } },
        filtered: { totalCount: 0 },
        all: { totalCount: 3 },
        given: { totalCount: 3 },
      });
    });

    test('what a document mentions is around it and related by it only if that is asked for', async () => {
      const ids = async (field: string) => {
        const { found } = await answered(`{ found: ${field} }`);
        return (found.entities ?? found.nodes).map(({ id }: { id: string }) => id);
      };
      const near = (more: string) => ids(`neighborhood(of: "institution:north", depth: 2${more}) { entities { id } }`);
      expect(await near('')).toEqual(['institution:north', 'project:bridge', 'institution:south']);
      expect(await near(', relations: [FUNDS, MENTIONS]')).toEqual([
        'institution:north',
        'document:news',
        'project:bridge',
        'institution:south',
        'institution:named',
      ]);
      expect(await ids('related(to: "institution:named") { nodes { id } }')).toEqual([]);
      expect(await ids('related(to: "institution:named", relations: [MENTIONS]) { nodes { id } }')).toEqual([
        'institution:north',
        'institution:south',
        'project:bridge',
      ]);
    });

    test('a mistake in one field leaves what stands beside it answered', async () => {
      const answer = await ask(`{
        institutions { totalCount sum(of: BUDGET) { amount } groups(by: KIND) { count sum(of: BUDGET) { amount } } }
        project(id: "project:bridge") {
          id
          funders { totalCount wrong: sum(of: BUDGET) { amount } right: sum(of: AMOUNTS) { amount } groups(by: RELATION_ROLE) { count } }
          participants(first: -1) { totalCount }
        }
        search(text: "") { totalCount }
        paths(from: "institution:nobody", to: "project:dam") { outcome }
        neighborhood(of: []) { entities { id } }
        related(to: "institution:north") { totalCount edges { node { id } shared(first: -1) { degree } } }
        timeline(from: "never") { totalCount }
      }`);
      expect(answer.data).toEqual({
        institutions: { totalCount: 3, sum: null, groups: [{ count: 3, sum: null }] },
        project: {
          id: 'project:bridge',
          funders: { totalCount: 2, wrong: null, right: [{ amount: 7 }], groups: null },
          participants: null,
        },
        search: null,
        paths: null,
        neighborhood: null,
        related: { totalCount: 1, edges: [{ node: { id: 'institution:south' }, shared: null }] },
        timeline: null,
      });
      expect(codes(answer)?.sort()).toEqual(
        [
          'institutions.sum',
          'institutions.groups.0.sum',
          'project.funders.wrong',
          'project.funders.groups',
          'project.participants',
          'search',
          'paths',
          'neighborhood',
          'related.edges.0.shared',
          'timeline',
        ]
          .sort()
          .map((path) => [path, 'BAD_USER_INPUT']),
      );
    });
  });
}
