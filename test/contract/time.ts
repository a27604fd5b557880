import { describe, expect, test } from 'vitest';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { clockSentence, newestRecorded } from '../../src/recording/clock.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();

const from = (source: string) => ({ sources: [{ document: 'document:d', paragraphs: [1] }], ...JSON.parse(source) });

function facts(entities: readonly string[], relations: readonly string[]) {
  const text = JSON.stringify({
    entente: 1,
    entities: [
      { id: 'document:d', names: [{ text: 'Doc', language: 'en' }], sources: [{ document: 'document:d' }] },
      ...entities.map(from),
    ],
    relations: relations.map(from),
  });
  const { facts: read, problems } = checkFacts([readDataFile('time.yaml', text)], ontology);
  expect(problems).toEqual([]);
  return read;
}

const named = (id: string, more = '') =>
  `{"id": "${id}", "names": [{"text": "${id.split(':')[1]}", "language": "en"}]${more}}`;

/** Offices and events around 2023, some with dates as vague as in real sources. */
const held = () =>
  facts(
    [
      named('minister:a'),
      named('minister:b'),
      named('minister:c'),
      named('minister:d'),
      named('institution:m'),
      named('event:early', ', "period": "2022-05-01"'),
      named('event:late', ', "period": "2024-05-01"'),
      named('event:vague', ', "period": "2023"'),
      named('event:undated'),
    ],
    [
      '{"type": "HOLDS_OFFICE", "from": "minister:a", "to": "institution:m", "role": "ended", "period": "2019/2021"}',
      '{"type": "HOLDS_OFFICE", "from": "minister:b", "to": "institution:m", "role": "holds", "period": "2022-01-01/.."}',
      '{"type": "HOLDS_OFFICE", "from": "minister:c", "to": "institution:m", "role": "may hold", "period": "2023"}',
      '{"type": "HOLDS_OFFICE", "from": "minister:d", "to": "institution:m", "role": "to come", "period": "2024-01-01/.."}',
      '{"type": "ATTENDED", "from": "minister:b", "to": "event:early"}',
      '{"type": "ATTENDED", "from": "minister:b", "to": "event:late"}',
      '{"type": "ATTENDED", "from": "minister:b", "to": "event:vague"}',
      '{"type": "ATTENDED", "from": "minister:b", "to": "event:undated"}',
    ],
  );

const FIRST = '2026-01-01T00:00:00.000Z';
const SECOND = '2026-02-01T00:00:00.000Z';
const THIRD = '2026-03-01T00:00:00.000Z';
const FOURTH = '2026-04-01T00:00:00.000Z';

/** The same project before and after a correction. */
const planned = () =>
  facts(
    [
      named('project:p', ', "status": "PLANNED", "budget": [{"amount": 5, "currency": "EUR"}]'),
      named('project:same', ', "status": "ACTIVE"'),
      named('institution:i', ', "country": "KR"'),
    ],
    [
      '{"type": "PARTICIPATES_IN", "from": "institution:i", "to": "project:p", "role": "partner"}',
      '{"type": "PARTICIPATES_IN", "from": "institution:i", "to": "project:same", "role": "partner"}',
    ],
  );
const corrected = () =>
  facts(
    [
      named('project:p', ', "status": "ACTIVE", "budget": [{"amount": 7, "currency": "EUR"}]'),
      named('project:same', ', "status": "ACTIVE"'),
      named('institution:i', ', "country": "KR"'),
      named('project:new', ', "status": "PLANNED"'),
    ],
    [
      '{"type": "PARTICIPATES_IN", "from": "institution:i", "to": "project:p", "role": "coordinator"}',
      '{"type": "PARTICIPATES_IN", "from": "institution:i", "to": "project:same", "role": "partner"}',
    ],
  );

const STATE = `{
  projects(orderBy: [{ status: ASC }]) { totalCount sum(of: BUDGET) { amount currency } groups(by: STATUS) { key count }
    nodes { id status participants { edges { role recordedAt retractedAt } } } }
  planned: projects(where: { status: { eq: PLANNED } }) { nodes { id } }
  some: institutions(where: { projects: { some: { status: { eq: PLANNED }, relation: { role: { eq: "partner" } } } } }) { totalCount }
  none: institutions(where: { projects: { none: { not: { status: { eq: ACTIVE } } } } }) { totalCount }
  coordinators: institution(id: "institution:i") { projects(where: { relation: { role: { eq: "coordinator" } } }) { totalCount } }
}`;

/** The contract of every engine about time. */
export function timeContract(engine: string, { open }: Engine): void {
  describe(`time: ${engine}`, () => {
    test('as of a day: what had begun is visible, ended states are not, and occurrences stay', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, held(), new Date(FIRST));
      const ask = serverOver(graph, ontology);
      const asked = async (time: string) => {
        const { data } = await ask(`query ${time} {
          institution(id: "institution:m") { officeHolders { totalCount edges { role certain } } }
          minister(id: "minister:b") { events(orderBy: [{ id: ASC }]) { totalCount edges { certain node { id } } } }
          events { totalCount edges { certain node { id } } }
          now: ministers(where: { offices: { some: {} } }, orderBy: [{ offices: { count: DESC } }, { id: ASC }]) { nodes { id } }
          event(id: "event:late") { id }
        }`);
        return {
          offices: data.institution.officeHolders.edges.map((e: any) => [e.role, e.certain]),
          events: data.minister.events.edges.map((e: any) => [e.node.id, e.certain]),
          totals: [data.institution.officeHolders.totalCount, data.minister.events.totalCount, data.events.totalCount],
          now: data.now.nodes.map((n: any) => n.id),
          late: data.event?.id ?? null,
          certain: data.events.edges.filter((e: any) => e.certain).map((e: any) => e.node.id),
        };
      };
      expect(await asked('@asOf(date: "2023-06-30")')).toEqual({
        // No document is dated, so nothing proves that an office without an end lasted.
        offices: [
          ['holds', false],
          ['may hold', false],
        ],
        events: [
          ['event:early', true],
          ['event:undated', false],
          ['event:vague', false],
        ],
        totals: [2, 3, 3],
        now: ['minister:b', 'minister:c'],
        late: null,
        certain: ['event:early'],
      });
      expect(await asked('@asOf(date: "2020")')).toEqual({
        // Its dates are stated, and they date whoever held it.
        offices: [['ended', true]],
        events: [['event:undated', false]],
        totals: [1, 1, 1],
        now: ['minister:a'],
        late: null,
        certain: [],
      });
      expect((await asked('')).totals).toEqual([4, 4, 4]);
      await graph.close();
    });

    test('one document queries any time, and now if its variables are null or missing', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, held(), new Date(FIRST));
      const ask = serverOver(graph, ontology);
      const document =
        'query ($date: String, $known: String) @asOf(date: $date, known: $known) { events { totalCount pageInfo { endCursor } } }';
      const now = await ask('{ events { totalCount pageInfo { endCursor } } }');
      expect(now.data.events.totalCount).toBe(4);
      // The second time, the operation is compiled.
      for (const _time of [1, 2]) {
        expect(await ask(document)).toEqual(now);
        expect(await ask(document, { date: null, known: null })).toEqual(now);
        expect((await ask(document, { date: '2022' })).data.events.totalCount).toBe(2);
        expect((await ask(document, { date: '2023', known: null })).data.events.totalCount).toBe(3);
        expect((await ask(document, { known: '2025-01-01' })).data.events.totalCount).toBe(0);
      }
      expect(await ask('query @asOf(date: null) { events { totalCount pageInfo { endCursor } } }')).toEqual(now);
      await graph.close();
    });

    test('as known at a time, fields, filters, orders, sums, groups and hops use the state recorded then', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const ask = serverOver(graph, ontology);
      await fillEmpty(graph, ontology, planned(), new Date(FIRST));
      const first = await ask(STATE);
      await record(graph, ontology, corrected(), { recordedAt: new Date(SECOND), restate: true });
      await record(graph, ontology, corrected(), { recordedAt: new Date('2026-03-01T00:00:00.000Z'), restate: true });
      const second = await ask(STATE);
      expect(first.data.projects).toEqual({
        totalCount: 2,
        sum: [{ amount: 5, currency: 'EUR' }],
        groups: [
          { key: 'ACTIVE', count: 1 },
          { key: 'PLANNED', count: 1 },
        ],
        nodes: [
          {
            id: 'project:same',
            status: 'ACTIVE',
            participants: { edges: [{ role: 'partner', recordedAt: FIRST, retractedAt: null }] },
          },
          {
            id: 'project:p',
            status: 'PLANNED',
            participants: { edges: [{ role: 'partner', recordedAt: FIRST, retractedAt: null }] },
          },
        ],
      });
      expect(second.data.projects).toEqual({
        totalCount: 3,
        sum: [{ amount: 7, currency: 'EUR' }],
        groups: [
          { key: 'ACTIVE', count: 2 },
          { key: 'PLANNED', count: 1 },
        ],
        nodes: [
          {
            id: 'project:p',
            status: 'ACTIVE',
            participants: { edges: [{ role: 'coordinator', recordedAt: SECOND, retractedAt: null }] },
          },
          {
            id: 'project:same',
            status: 'ACTIVE',
            participants: { edges: [{ role: 'partner', recordedAt: FIRST, retractedAt: null }] },
          },
          { id: 'project:new', status: 'PLANNED', participants: { edges: [] } },
        ],
      });
      const known = (time: string) => ask(STATE.replace('{', `query @asOf(known: "${time}") {`));
      const expected = structuredClone(first);
      expected.data.projects.nodes[1].participants.edges[0].retractedAt = SECOND;
      expect(await known('2026-01-15T00:00:00Z')).toEqual(expected);
      expect(await known('2026-02-01T00:00:00Z')).toEqual(second);
      expect((await known('2025-12-31T23:59:59Z')).data.projects).toEqual({
        totalCount: 0,
        sum: [],
        groups: [],
        nodes: [],
      });
      await graph.close();
    });

    test('a claim that changed or is no longer made is retracted, and can still be queried', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const ask = serverOver(graph, ontology);
      const event = (...claims: string[]) => facts([named('event:e', `, "period": [${claims.join(',')}]`)], []);
      const claim = (value: string, rank = 'NORMAL') =>
        `{"value": "${value}", "rank": "${rank}", "sources": [{"document": "document:d", "paragraphs": [2]}]}`;
      await fillEmpty(graph, ontology, event(claim('2023-05'), claim('2023-06-30')), new Date(FIRST));
      const query =
        '{ contested { totalCount } event(id: "event:e") { claims(field: PERIOD) { value recordedAt retractedAt } } }';
      const first = await ask(query);
      expect(first.data.event.claims.map((c: any) => c.value)).toEqual(['2023-05', '2023-06-30']);
      expect(first.data.contested.totalCount).toBe(1);
      await record(graph, ontology, event(claim('2023-06-30')), { recordedAt: new Date(SECOND), restate: true });
      const second = await ask(query);
      expect(second.data).toEqual({
        contested: { totalCount: 0 },
        event: { claims: [{ value: '2023-06-30', recordedAt: SECOND, retractedAt: null }] },
      });
      const then = await ask(query.replace('{', 'query @asOf(known: "2026-01-15T00:00:00Z") {'));
      expect(then.data).toEqual({
        contested: { totalCount: 1 },
        event: {
          claims: [
            { value: '2023-05', recordedAt: FIRST, retractedAt: SECOND },
            { value: '2023-06-30', recordedAt: FIRST, retractedAt: SECOND },
          ],
        },
      });
      // A claim that the entity itself stores as well is read from its state then.
      const own = (value: string) => facts([named('event:e', `, "period": "${value}"`)], []);
      await record(graph, ontology, own('2023-07'), { recordedAt: new Date(THIRD), restate: true });
      await record(graph, ontology, own('2023-08'), { recordedAt: new Date(FOURTH), restate: true });
      const [now, later] = [await ask(query), await ask(query.replace('{', `query @asOf(known: "${THIRD}") {`))];
      expect(now.data.event.claims).toEqual([{ value: '2023-08', recordedAt: FOURTH, retractedAt: null }]);
      expect(later.data.event.claims).toEqual([{ value: '2023-07', recordedAt: THIRD, retractedAt: FOURTH }]);
      await graph.close();
    });

    test('a deprecated relation is retracted and left out, and returns once it is no longer deprecated', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const ask = serverOver(graph, ontology);
      const ranked = (rank: string) =>
        facts(
          [named('institution:i'), named('project:p')],
          [
            `{"type": "FUNDS", "from": "institution:i", "to": "project:p", "rank": "${rank}"}`,
            `{"type": "PARTICIPATES_IN", "from": "institution:i", "to": "project:p", "rank": "${rank}", "role": "lead"}`,
          ],
        );
      const query = `{ institution(id: "institution:i") {
        funded { totalCount edges { rank recordedAt } }
        all: funded(where: { relation: { rank: { in: [NORMAL, DEPRECATED] } } }) { totalCount edges { type rank id } }
        relations(direction: OUT) { totalCount groups(by: RELATION_TYPE) { key count } }
        wrong: relations(where: { relation: { rank: { eq: DEPRECATED }, type: [FUNDS] } }) { edges { type } }
      } }`;
      const id = 'institution:i/FUNDS/project:p';
      const right = (recordedAt: string) => ({
        funded: { totalCount: 1, edges: [{ rank: 'NORMAL', recordedAt }] },
        all: { totalCount: 1, edges: [{ type: 'FUNDS', rank: 'NORMAL', id }] },
        relations: {
          totalCount: 2,
          groups: [
            { key: 'FUNDS', count: 1 },
            { key: 'PARTICIPATES_IN', count: 1 },
          ],
        },
        wrong: { edges: [] },
      });
      const wrong = {
        funded: { totalCount: 0, edges: [] },
        all: { totalCount: 1, edges: [{ type: 'FUNDS', rank: 'DEPRECATED', id }] },
        relations: { totalCount: 0, groups: [] },
        wrong: { edges: [{ type: 'FUNDS' }] },
      };
      const steps = [
        [FIRST, 'NORMAL', right(FIRST)],
        [SECOND, 'DEPRECATED', wrong],
        [THIRD, 'NORMAL', right(THIRD)],
      ] as const;
      for (const [at, rank, expected] of steps) {
        await record(graph, ontology, ranked(rank), { recordedAt: new Date(at), restate: true });
        await record(graph, ontology, ranked(rank), { recordedAt: new Date('2026-12-01'), restate: true });
        expect((await ask(query)).data.institution).toEqual(expected);
      }
      for (const [at, , expected] of steps) {
        const then = await ask(query.replace('{', `query @asOf(known: "${at}") {`));
        expect(then.data.institution).toEqual(expected);
      }
      await graph.close();
    });

    test.each([
      ['@asOf', 'neither'],
      ['@asOf(date: "May 2023")', '"date" of @asOf: expected a date in EDTF'],
      ['@asOf(certainty: CERTAIN)', '"certainty" of @asOf expects a date beside it'],
      ['@asOf(certainty: CERTAIN, known: "2026-01-01")', '"certainty" of @asOf expects a date beside it'],
      ['@asOf(known: "yesterday")', '"known" of @asOf expects a timestamp'],
      ['@asOf(known: "2026-13-01")', '"known" of @asOf expects a timestamp'],
    ])('%s is a mistake that is told', async (time, sentence) => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const { data, errors } = await serverOver(graph, ontology)(`query ${time} { areas { totalCount } }`);
      expect(data).toEqual({ areas: null });
      expect(errors?.map((e) => [e.extensions.code, e.message])).toEqual([
        ['BAD_USER_INPUT', expect.stringContaining(sentence)],
      ]);
      await graph.close();
    });

    test('a clock that goes back does not lead to earlier recording times', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const ahead = new Date(Date.now() + 3_600_000);
      const summary = (text: string) => facts([named('minister:a', `, "summary": "${text}"`)], []);
      await record(graph, ontology, summary('one'), { recordedAt: ahead, restate: true });
      const times = async () => {
        const rows = await graph.read((unit) =>
          unit.run({
            text: "MATCH (n:Entity {id: 'minister:a'}) OPTIONAL MATCH (n)-->(p:EntentePast) RETURN n.summary AS summary, n.recordedAt AS at, count(p) AS past",
            parameters: {},
          }),
        );
        return rows.map((row) => [row.summary, Date.parse(String(row.at)) - ahead.getTime(), Number(row.past)]);
      };
      expect(await times()).toEqual([['one', 0, 0]]);
      // The clock of this process is an hour behind the one that wrote; so is that of another.
      await record(graph, ontology, summary('two'), { restate: true });
      expect(await times()).toEqual([['two', 1, 1]]);
      await record(graph, ontology, summary('three'), { restate: true });
      expect(await times()).toEqual([['three', 2, 2]]);
      expect(clockSentence(await graph.read(newestRecorded))).toMatch(
        /^The clock of this machine is 3\d{3} s behind the newest recorded fact \(/,
      );
      // A database that has not noted it looks at its facts.
      await graph.write((unit) =>
        unit.run({ text: "MATCH (d:EntenteDatabase {id: 'entente'}) REMOVE d.recordedAt", parameters: {} }),
      );
      expect((await graph.read(newestRecorded)) - ahead.getTime()).toBe(2);
      await graph.close();
    });
  });
}
