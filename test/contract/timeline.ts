import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { counted, serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const sources = [{ document: 'document:d' }];
const entity = (id: string, more: object = {}) => ({ id, names: [{ text: id, language: 'en' }], sources, ...more });
const office = (from: string, to: string, more: object) => ({ type: 'HOLDS_OFFICE', from, to, sources, ...more });

/** Dates with equal bounds, open and unknown ends, and a relation between two entities of the query. */
const FACTS = {
  entente: 1,
  entities: [
    entity('document:d', { published: '2023' }),
    entity('minister:a'),
    entity('minister:b'),
    entity('institution:m'),
    entity('institution:n'),
    entity('event:meeting', { period: '2023-06' }),
    entity('agreement:x', { signed: '2022-11', period: '2024-01-01/..' }),
  ],
  relations: [
    office('minister:a', 'institution:m', { role: 'open', period: '2022-11-01/..' }),
    office('minister:b', 'institution:m', { role: 'unknown', period: '2022-11-01/' }),
    office('minister:a', 'institution:n', { role: 'before', period: '../2022-11-30' }),
    office('minister:b', 'institution:n', { role: 'wrong', period: '2020', rank: 'DEPRECATED' }),
    { type: 'ATTENDED', from: 'minister:a', to: 'event:meeting', sources },
    { type: 'PARTY_TO', from: 'institution:m', to: 'agreement:x', period: '2022-11-01/2022-11-30', sources },
  ],
};

const ALL = `query ($of: [ID!], $around: Boolean! = false, $types: [EntityType!], $from: String, $to: String, $deprecated: Boolean! = false) {
  timeline(of: $of, around: $around, types: $types, from: $from, to: $to, deprecated: $deprecated, first: 100) { totalCount nodes {
    period { edtf } field entity { id } relation { role direction node { id } } } } }`;

/** Timelines, with results worked out by hand. */
export function timelineContract(engine: string, { open }: Engine): void {
  describe(`timeline: ${engine}`, () => {
    let graph: Graph & { calls: string[] };
    let server: ReturnType<typeof serverOver>;
    beforeAll(async () => {
      graph = counted(await open());
      await prepareLayout(graph, ontology);
      const { facts, problems } = checkFacts([readDataFile('timeline.yaml', JSON.stringify(FACTS))], ontology);
      expect(problems).toEqual([]);
      await fillEmpty(graph, ontology, facts, new Date(0));
      server = serverOver(graph, ontology);
    });
    afterAll(() => graph.close());

    const ask = async (variables: object, query = ALL) => {
      const { data, errors } = await server(query, variables as Record<string, unknown>);
      if (errors) return errors.map(({ message, extensions }) => `${extensions.code} ${message}`);
      const { totalCount, nodes } = data.timeline;
      expect(nodes).toHaveLength(totalCount);
      return nodes.map((fact: any) =>
        [fact.period.edtf, fact.field, fact.entity.id, fact.relation?.direction, fact.relation?.node.id]
          .filter((part) => part !== undefined)
          .join(' '),
      );
    };
    const OPEN = '2022-11-01/.. PERIOD minister:a OUT institution:m';
    const UNKNOWN = '2022-11-01/ PERIOD minister:b OUT institution:m';

    test('all facts are ordered by first day, last day and precision; open ends come last, and open starts by their end', async () => {
      expect(await ask({})).toEqual([
        // First the whole month for certain, then one day in it.
        '2022-11-01/2022-11-30 PERIOD institution:m OUT agreement:x',
        '2022-11 SIGNED agreement:x',
        // Both can last forever; the one that certainly does is more precise.
        OPEN,
        UNKNOWN,
        // Of this one only the end is known.
        '../2022-11-30 PERIOD minister:a OUT institution:n',
        '2023 PUBLISHED document:d',
        '2023-06 PERIOD event:meeting',
        '2024-01-01/.. PERIOD agreement:x',
      ]);
    });

    test('of some entities: their own dates and relations, and each relation between two of them once', async () => {
      expect(await ask({ of: ['institution:m', 'minister:b', 'minister:b', 'event:nowhere'] })).toEqual([
        '2022-11-01/2022-11-30 PERIOD institution:m OUT agreement:x',
        '2022-11-01/.. PERIOD institution:m IN minister:a',
        UNKNOWN,
      ]);
      expect(await ask({ of: ['minister:b'], deprecated: true })).toEqual([
        '2020 PERIOD minister:b OUT institution:n',
        UNKNOWN,
      ]);
    });

    test('around: the facts of neighbours as well, limited to types if given', async () => {
      expect(await ask({ of: ['minister:a'], around: true, types: ['EVENT', 'DOCUMENT', 'INSTITUTION'] })).toEqual([
        '2022-11-01/2022-11-30 PERIOD institution:m OUT agreement:x',
        '2022-11-01/.. PERIOD institution:m IN minister:a',
        '2022-11-01/ PERIOD institution:m IN minister:b',
        '../2022-11-30 PERIOD institution:n IN minister:a',
        '2023 PUBLISHED document:d',
        '2023-06 PERIOD event:meeting',
      ]);
    });

    test('from and to select facts that can overlap the range', async () => {
      expect(await ask({ from: '2023-07', to: '2023' })).toEqual([OPEN, UNKNOWN, '2023 PUBLISHED document:d']);
      expect(await ask({ to: '2022-10' })).toEqual(['../2022-11-30 PERIOD minister:a OUT institution:n']);
    });

    test('as of a day: neither future facts nor ended states are visible', async () => {
      expect(await ask({}, ALL.replace(') {', ') @asOf(date: "2022-12") {'))).toEqual([
        '2022-11 SIGNED agreement:x',
        OPEN,
        UNKNOWN,
      ]);
    });

    test('a page is one statement, and the fields of its entities are another one', async () => {
      graph.calls.length = 0;
      const { data } = await server(`{ timeline(of: ["institution:m"]) { totalCount nodes { entity { name }
        relation { certain from { name } to { name } node { name ... on Minister { offices { totalCount } } } } } } }`);
      expect(data.timeline.nodes[1].relation.node).toEqual({ name: 'minister:a', offices: { totalCount: 2 } });
      // Lists of entities of any type take another statement, as in every query.
      expect(graph.calls).toHaveLength(3);
      graph.calls.length = 0;
      await server('{ timeline { nodes { period { edtf } entity { id } relation { node { id } } } } }');
      // What a timeline of all would read is counted first.
      expect(graph.calls).toHaveLength(2);
    });

    test('contradictory arguments are refused with a sentence', async () => {
      expect(await ask({ of: [] })).toEqual([
        'BAD_USER_INPUT "of" expects 1 to 500 ids; got 0. Leave it out for the timeline of all.',
      ]);
      expect(await ask({ of: ['nobody'] })).toEqual([expect.stringMatching(/^BAD_USER_INPUT "of" expects ids/)]);
      expect(await ask({ types: [] })).toEqual([expect.stringMatching(/^BAD_USER_INPUT "types" expects at least/)]);
      expect(await ask({ from: 'May 2023' })).toEqual([
        expect.stringMatching(/^BAD_USER_INPUT "from": expected a date/),
      ]);
      expect(await ask({ from: '2024', to: '2023' })).toEqual([
        `BAD_USER_INPUT "from" and "to" can't be met: 2024 begins after 2023 has ended. Turn them round, or leave one of them out.`,
      ]);
      const { data } = await server('{ timeline(first: 1) { pageInfo { endCursor } } }');
      const other = `{ timeline(first: 1, to: "2023", after: "${data.timeline.pageInfo.endCursor}") { totalCount } }`;
      expect((await server(other)).errors?.[0]?.extensions.code).toBe('BAD_CURSOR');
    });
  });
}
