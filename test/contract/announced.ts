import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { PATIENCE } from '../support/patience.ts';
import { type Answered, serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();

type Json = Readonly<Record<string, unknown>>;
const NEWS = [{ document: 'document:news' }];

function facts(entities: readonly Json[], relations: readonly Json[] = []): Facts {
  const named = entities.map((entity) => ({
    names: [{ text: String(entity.id).split(':')[1], language: 'en' }],
    sources: NEWS,
    ...entity,
  }));
  const stated = relations.map((relation) => ({ sources: NEWS, ...relation }));
  const text = JSON.stringify({ entente: 1, entities: named, relations: stated });
  const { facts: read, problems } = checkFacts([readDataFile('announced.yaml', text)], ontology);
  expect(problems).toEqual([]);
  return read;
}
const announces = (from: string, to: string, more: Json = {}): Json => ({ type: 'ANNOUNCED', from, to, ...more });

/** Two meetings and what they announce: with dates that leave the beginning open, that agree, and that contradict it. */
const stated = () =>
  facts(
    [
      { id: 'document:news', published: '2021-01-05' },
      { id: 'event:spring', period: '2021-04-20' },
      { id: 'event:autumn', period: '2021-10-07/2021-10-08' },
      { id: 'event:follow-up' },
      { id: 'project:undated' },
      { id: 'project:by-end', period: '[..2022-06-30]' },
      { id: 'project:that-year', period: '2021' },
      { id: 'project:before', period: '2019-02' },
      { id: 'project:chained' },
      { id: 'project:confirmed' },
      { id: 'project:dropped' },
      { id: 'project:plain' },
      { id: 'institution:body' },
      { id: 'institution:payer' },
    ],
    [
      announces('event:autumn', 'project:undated'),
      announces('event:autumn', 'project:by-end'),
      announces('event:autumn', 'project:that-year'),
      announces('event:autumn', 'project:before'),
      announces('event:autumn', 'event:follow-up'),
      announces('event:follow-up', 'project:chained'),
      announces('event:spring', 'project:confirmed'),
      announces('event:autumn', 'project:confirmed'),
      announces('event:autumn', 'project:dropped', { rank: 'DEPRECATED' }),
      announces('event:autumn', 'institution:body'),
      ...['undated', 'by-end', 'before', 'plain'].map((name) => ({
        type: 'FUNDS',
        from: 'institution:payer',
        to: `project:${name}`,
        amounts: [{ amount: 10, currency: 'EUR' }],
      })),
      { type: 'PARTICIPATES_IN', from: 'institution:body', to: 'project:plain' },
    ],
  );

/** The contract of every engine about what others announce, and about dates of which only the end is known. */
export function announcedContract(engine: string, { open }: Engine): void {
  describe(`what is announced: ${engine}`, () => {
    let graph: Graph;
    let ask: (query: string) => Promise<Answered>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated(), { recordedAt: new Date('2025-01-01'), restate: true });
      ask = serverOver(graph, ontology, PATIENCE);
    });
    afterAll(() => graph.close());
    const answered = async (query: string, of = ask) => {
      const { data, errors } = await of(query);
      expect(errors).toBeUndefined();
      return data;
    };
    const names = ({ nodes }: { nodes: readonly { name: string }[] }) => nodes.map(({ name }) => name);
    const projectsOn = async (date: string) => {
      const { projects } = await answered(`query @asOf(date: "${date}") { projects { totalCount nodes { name } } }`);
      expect(projects.totalCount).toBe(projects.nodes.length);
      return names(projects);
    };

    test('what an event announces begins no earlier than the event, unless its own date says so', async () => {
      // What is deprecated bounds nothing, and every announcement bounds.
      expect(await projectsOn('2020-12-31')).toEqual(['before', 'dropped', 'plain']);
      expect(await projectsOn('2021-10-06')).toEqual(['before', 'dropped', 'plain']);
      expect(await projectsOn('2021-10-07')).toEqual([
        'before',
        'by-end',
        'chained',
        'confirmed',
        'dropped',
        'plain',
        'that-year',
        'undated',
      ]);
      expect(await projectsOn('2018')).toEqual(['dropped', 'plain']);
    });

    test('lists, filters, hops, sums, paths, neighborhoods, search and time lines agree', async () => {
      const on = (date: string) => `query @asOf(date: "${date}") {
        institution(id: "institution:payer") { funded { totalCount nodes { name } sum(of: AMOUNTS) { amount } } }
        body: institution(id: "institution:body") { name }
        project(id: "project:plain") { participants { nodes { name } } }
        institutions(where: { funded: { some: { name: { in: ["undated", "by-end"] } } } }) { nodes { name } }
        none: institutions(where: { funded: { none: { name: { eq: "undated" } } }, name: { eq: "payer" } }) { totalCount }
        paths(from: "institution:payer", to: "project:undated") { outcome }
        neighborhood(of: "institution:payer") { entities { id } }
        search(text: "undated") { nodes { name } }
        timeline(of: ["project:by-end", "project:before"]) { totalCount }
      }`;
      expect(await answered(on('2021-09-30'))).toEqual({
        institution: {
          funded: { totalCount: 2, nodes: [{ name: 'before' }, { name: 'plain' }], sum: [{ amount: 20 }] },
        },
        body: null,
        project: { participants: { nodes: [] } },
        institutions: { nodes: [] },
        none: { totalCount: 1 },
        paths: { outcome: 'EXHAUSTED' },
        neighborhood: {
          entities: [{ id: 'institution:payer' }, { id: 'project:before' }, { id: 'project:plain' }],
        },
        search: { nodes: [] },
        timeline: { totalCount: 1 },
      });
      const then = await answered(on('2021-10-31'));
      expect(then.institution.funded.sum).toEqual([{ amount: 40 }]);
      expect(then.body).toEqual({ name: 'body' });
      expect(then.project.participants.nodes).toEqual([{ name: 'body' }]);
      expect([then.paths.outcome, then.timeline.totalCount]).toEqual(['FOUND', 2]);
      expect([names(then.institutions), names(then.search), then.none.totalCount]).toEqual([['payer'], ['undated'], 0]);
    });

    test('without a day, nothing is left out, and dates are as stated', async () => {
      const { projects } = await answered('{ projects { totalCount nodes { name period { edtf start end } } } }');
      expect(projects.totalCount).toBe(8);
      expect(projects.nodes).toContainEqual({
        name: 'by-end',
        period: { edtf: '[..2022-06-30]', start: null, end: '2022-06-30' },
      });
    });

    test('a date of which only the end is known comes after what certainly came before', async () => {
      const order = async (order: string, page = '') => {
        const { projects } = await answered(
          `{ projects(where: { period: { isNull: false } }, orderBy: [{ period: ${order} }]${page}) { nodes { name } pageInfo { endCursor startCursor } } }`,
        );
        return projects;
      };
      expect(names(await order('ASC'))).toEqual(['before', 'that-year', 'by-end']);
      expect(names(await order('DESC'))).toEqual(['by-end', 'that-year', 'before']);
      const first = await order('ASC', ', first: 2');
      const rest = await order('ASC', `, first: 2, after: "${first.pageInfo.endCursor}"`);
      expect([names(first), names(rest)]).toEqual([['before', 'that-year'], ['by-end']]);
      const last = await order('ASC', ', last: 1');
      expect(names(await order('ASC', `, last: 2, before: "${last.pageInfo.startCursor}"`))).toEqual([
        'before',
        'that-year',
      ]);
    });

    test('a time line has them there too, and nothing before it can have begun', async () => {
      const line = async (more: string) => {
        const { timeline } = await answered(
          `{ timeline(types: [PROJECT, EVENT]${more}) { totalCount nodes { entity { name } } pageInfo { endCursor } } }`,
        );
        return { ...timeline, names: timeline.nodes.map(({ entity }: { entity: { name: string } }) => entity.name) };
      };
      const all = ['before', 'that-year', 'spring', 'autumn', 'by-end'];
      expect((await line('')).names).toEqual(all);
      const first = await line(', first: 4');
      expect((await line(`, first: 4, after: "${first.pageInfo.endCursor}"`)).names).toEqual(['by-end']);
      expect((await line(', to: "2021-05"')).names).toEqual(['before', 'spring']);
      expect((await line(', to: "2021-11"')).names).toEqual(all);
    });

    test('a time line to a day before the one that is asked about, as known at a moment, has what may have begun by it', async () => {
      const { timeline } = await answered(
        'query @asOf(date: "2022", known: "2025-02-01") { timeline(types: [PROJECT, EVENT], to: "2021-05") { nodes { entity { name } } } }',
      );
      expect(timeline.nodes.map(({ entity }: { entity: { name: string } }) => entity.name)).toEqual([
        'before',
        'spring',
      ]);
    });
  });

  describe(`what is announced follows what is recorded: ${engine}`, () => {
    const on = async (ask: (query: string) => Promise<Answered>, date: string, known = '') =>
      (
        await ask(
          `query @asOf(date: "${date}"${known && `, known: "${known}"`}) { project(id: "project:p") { name } event(id: "event:b") { name } }`,
        )
      ).data;
    const there = { project: { name: 'p' }, event: { name: 'b' } };
    const gone = { project: null, event: null };

    test('whatever comes first, and again whenever a date or an announcement changes', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const ask = serverOver(graph, ontology, PATIENCE);
      let at = Date.parse('2025-01-01');
      const held = new Map<unknown, Json>([['document:news', { id: 'document:news' }]]);
      const put = (entities: readonly Json[], relations: readonly Json[] = []) => {
        at += 86_400_000;
        for (const entity of entities) held.set(entity.id, entity);
        const all = facts([...held.values()], relations);
        return record(graph, ontology, all, { recordedAt: new Date(at), restate: true });
      };
      await put([{ id: 'project:p' }, { id: 'event:b' }]);
      expect(await on(ask, '2001')).toEqual(there);
      // The announcement of an event that is not dated yet bounds nothing.
      await put([{ id: 'event:a' }], [announces('event:a', 'event:b'), announces('event:b', 'project:p')]);
      expect(await on(ask, '2001')).toEqual(there);
      await put([{ id: 'event:a', period: '2016-05-04' }]);
      expect(await on(ask, '2016-05-03')).toEqual(gone);
      expect(await on(ask, '2016-05-04')).toEqual(there);
      // As it was known before, nothing bounded them.
      expect(await on(ask, '2001', '2025-01-03')).toEqual(there);
      expect(await on(ask, '2016-05-03', '2025-01-05')).toEqual(gone);
      await put([{ id: 'event:a', period: '2018-09' }]);
      expect(await on(ask, '2018-08-31')).toEqual(gone);
      expect(await on(ask, '2018-08-31', '2025-01-04T12:00:00Z')).toEqual(there);
      // A date of its own on the way says otherwise.
      await put([{ id: 'event:b', period: '2017-01' }]);
      expect(await on(ask, '2016-12-31')).toEqual(gone);
      expect(await on(ask, '2017-01-31')).toEqual(there);
      await put([{ id: 'event:b' }]);
      expect(await on(ask, '2017-01-31')).toEqual(gone);
      // Two things that announce each other end somewhere.
      await put([], [announces('event:b', 'event:a')]);
      expect(await on(ask, '2018-08-31')).toEqual(gone);
      expect(await on(ask, '2018-09-30')).toEqual(there);
      await put([], [announces('event:a', 'event:b', { rank: 'DEPRECATED' })]);
      expect(await on(ask, '2001')).toEqual(there);
      await graph.close();
    });

    test('a filled graph and an older database have the same', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, stated(), new Date('2025-01-01'));
      const ask = serverOver(graph, ontology, PATIENCE);
      const projects = async () =>
        (await ask('query @asOf(date: "2021-09-30") { projects { nodes { name } } }')).data.projects.nodes.map(
          ({ name }: { name: string }) => name,
        );
      const early = ['before', 'dropped', 'plain'];
      expect(await projects()).toEqual(early);
      const run = (text: string) => graph.write((unit) => unit.run({ text, parameters: {} }));
      await run('MATCH (n:Entity) SET n.beginsFrom = null');
      expect((await projects()).length).toBe(8);
      await run("MERGE (d:EntenteDatabase {id: 'entente'}) SET d.layout = 8");
      await prepareLayout(graph, ontology);
      expect(await projects()).toEqual(early);
      await graph.close();
    });

    test('neither project of March 2024 is there at the end of 2023', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await loadWhenEmpty(graph, ontology);
      const ask = serverOver(graph, ontology, PATIENCE);
      const projects = async (date: string) =>
        (await ask(`query @asOf(date: "${date}") { projects { nodes { id } } }`)).data.projects.nodes.map(
          ({ id }: { id: string }) => id,
        );
      const announced = ['project:rok-eu-6g-research', 'project:rok-eu-semiconductor-research'];
      expect((await projects('2023-12-31')).filter((id: string) => announced.includes(id))).toEqual([]);
      expect(await projects('2024-12-31')).toEqual(expect.arrayContaining(announced));
      await graph.close();
    });
  });
}
