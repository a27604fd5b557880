import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factLines } from '../../src/export/facts.ts';
import { selectEverything } from '../../src/export/selection.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { readEntityFacts } from '../../src/graph/storage/facts-reader.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();

function factsIn(content: object): Facts {
  const { facts, problems } = checkFacts([readDataFile('evidence.yaml', JSON.stringify(content))], ontology);
  expect(problems).toEqual([]);
  return facts;
}

const name = (text: string, more: object = {}) => ({ text, language: 'en', ...more });
const whole = (id: string) => ({ [id]: [] });

/** One event, whose names, date and kind have places of their own; nobody says which paragraph gives its place. */
const LOCATED = {
  entente: 1,
  entities: [
    { id: 'document:a', names: [name('A')], sources: whole('document:a') },
    { id: 'document:b', names: [name('B')], sources: whole('document:b') },
    {
      id: 'event:e',
      names: [
        name('Council', { sources: { 'document:a': [3, 10] } }),
        name('Ministers meet', { kind: 'ALIAS', sources: [{ document: 'document:b', locator: 'page 2' }] }),
        name('협의회', { language: 'ko', origin: 'ENTENTE' }),
        name('The council', { kind: 'SHORT' }),
      ],
      period: { value: '2024-03-26', sources: { 'document:a': [3] } },
      kind: [{ value: 'COUNCIL', sources: [{ document: 'document:b' }] }],
      place: { city: 'Brussels', country: 'BE' },
      sources: { 'document:a': [3, 4, 10], 'document:b': ['page 2'] },
    },
    {
      id: 'event:only',
      names: [name('Cited once')],
      ordinal: { value: 2, sources: { 'document:a': [7] } },
      kind: 'COUNCIL',
      sources: { 'document:a': [7] },
    },
    {
      id: 'event:row',
      names: [name('From a table')],
      ordinal: 3,
      sources: [{ document: 'document:a', locator: 'id=5 year=2024' }],
    },
  ],
};

const area = (id: string, sources: object, more: object = {}) => ({ id, names: [name(id)], sources, ...more });
const discussed = (to: string, sources: object, more: object = {}) => ({
  type: 'DISCUSSED',
  from: 'event:council',
  to,
  sources,
  ...more,
});
const published = (from: string, to: string) => ({ type: 'PUBLISHED', from, to, sources: { [to]: [] } });

/** Two publishers with three documents. `area:b` cites a second document by a field, `area:c` by a name. */
const SAID = {
  entente: 1,
  entities: [
    area('institution:ministry', { 'document:m1': [] }),
    area('institution:union', { 'document:u1': [] }),
    area('document:m1', { 'document:m1': [] }, { published: '2023-06-30', language: 'ko' }),
    area('document:m2', { 'document:m2': [] }, { published: '2024-03' }),
    area('document:u1', { 'document:u1': [] }, { published: '2024-03-27' }),
    area('area:a', { 'document:m1': [1, 2, 3] }),
    area('area:b', { 'document:m1': [4] }, { code: { value: 'B', sources: { 'document:u1': [9] } } }),
    { ...area('area:c', { 'document:m1': [5] }), names: [name('area:c', { sources: { 'document:m2': [1] } })] },
    area(
      'event:council',
      { 'document:m1': [1], 'document:u1': [1] },
      {
        period: [
          { value: '2023-06-30', sources: { 'document:m1': [1] } },
          { value: '2023-05', sources: { 'document:u1': [1] } },
        ],
        ordinal: [
          { value: 1, rank: 'PREFERRED', sources: { 'document:m1': [1] } },
          { value: 2, rank: 'DEPRECATED', sources: { 'document:u1': [1] } },
        ],
      },
    ),
    area(
      'event:forum',
      { 'document:u1': [2] },
      {
        ordinal: [
          { value: 1, sources: { 'document:m1': [1] } },
          { value: 2, rank: 'DEPRECATED', sources: { 'document:u1': [1] } },
        ],
      },
    ),
  ],
  relations: [
    published('institution:ministry', 'document:m1'),
    published('institution:ministry', 'document:m2'),
    published('institution:union', 'document:u1'),
    discussed('area:a', { 'document:m1': [1, 2] }),
    discussed('area:b', { 'document:m1': [4], 'document:m2': [1] }),
    discussed(
      'area:c',
      { 'document:m1': [5], 'document:u1': [3] },
      { note: 'at length', statedBy: { 'document:m1': { note: 'at length' }, 'document:u1': { note: 'in passing' } } },
    ),
  ],
};

const EVIDENCE = `sources { document { id } locator }`;
const FIELDS = `{ fields { field claims { ${EVIDENCE} } } }`;

/** Evidence of names and fields: what a document states, and where. */
export function evidenceContract(engine: string, { open }: Engine): void {
  describe(`evidence: ${engine}`, () => {
    let graph: Graph;
    let ask: ReturnType<typeof serverOver>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, factsIn(LOCATED), { recordedAt: new Date(0) });
      ask = serverOver(graph, ontology);
    });
    afterAll(() => graph.close());

    const places = (sources: readonly { document: { id: string }; locator: string | null }[]) =>
      sources.map(({ document, locator }) => (locator ? `${document.id} ${locator}` : document.id));
    const fieldsOf = async (id: string) => {
      const { data, errors } = await ask(`{ event(id: "${id}") ${FIELDS} }`);
      expect(errors).toBeUndefined();
      return Object.fromEntries(
        data.event.fields.map(({ field, claims }: { field: string; claims: { sources: never[] }[] }) => [
          field,
          claims.map(({ sources }) => places(sources)),
        ]),
      );
    };

    test('a field cites its own places, or the documents of its entity as a whole', async () => {
      expect(await fieldsOf('event:e')).toEqual({
        PERIOD: [['document:a paragraph 3']],
        KIND: [['document:b']],
        PLACE: [['document:a', 'document:b']],
      });
      expect(await fieldsOf('event:only')).toEqual({ ORDINAL: [['document:a paragraph 7']], KIND: [['document:a']] });
      expect(await fieldsOf('event:row')).toEqual({ ORDINAL: [['document:a id=5 year=2024']] });
    });

    test('a name says who gives it, and where', async () => {
      const { data } = await ask(
        `{ event(id: "event:e") { label { text ${EVIDENCE} } names { text origin ${EVIDENCE} } } }`,
      );
      expect(data.event.label).toEqual({ text: 'Council', sources: data.event.names[0].sources });
      expect(
        data.event.names.map(({ text, origin, sources }: { text: string; origin: string; sources: never[] }) => [
          text,
          origin,
          places(sources),
        ]),
      ).toEqual([
        ['Council', 'DOCUMENT', ['document:a paragraph 3', 'document:a paragraph 10']],
        ['Ministers meet', 'DOCUMENT', ['document:b page 2']],
        ['협의회', 'ENTENTE', []],
        ['The council', 'DOCUMENT', []],
      ]);
    });

    test('an export states the same places and origins, and recording it changes nothing', async () => {
      const lines: string[] = [];
      for await (const line of factLines(await selectEverything(graph, ontology), ontology)) lines.push(line);
      const [format, ...items] = lines.map((line) => JSON.parse(line));
      const entities = items.filter((item) => item.id !== undefined);
      expect(entities.find(({ id }) => id === 'event:e').names[2]).toEqual({
        text: '협의회',
        language: 'ko',
        kind: 'OFFICIAL',
        origin: 'ENTENTE',
      });
      const facts = factsIn({ ...format, entities });
      const before = await graph.read((unit) => readEntityFacts(unit, ontology, ['event:e', 'event:only']));
      expect(facts.entities.filter(({ id }) => id === 'event:e' || id === 'event:only')).toEqual(before);
      expect(await record(graph, ontology, facts, { recordedAt: new Date(1) })).toMatchObject({
        entities: { made: 0, changed: 0 },
      });
    });

    test('a name goes with the last document that gives it', async () => {
      const other = await open();
      await prepareLayout(other, ontology);
      await record(other, ontology, factsIn(LOCATED), { recordedAt: new Date(0) });
      const [, , event] = LOCATED.entities;
      await record(
        other,
        ontology,
        factsIn({
          entente: 1,
          entities: [
            ...LOCATED.entities.slice(0, 2),
            { id: event?.id, names: [name('Conference')], sources: { 'document:b': ['page 9'] } },
          ],
        }),
        { recordedAt: new Date(1), restate: true },
      );
      const [fact] = await other.read((unit) => readEntityFacts(unit, ontology, ['event:e']));
      expect(fact?.names.map(({ text }) => text)).toEqual(['Conference', 'Council', '협의회', 'The council']);
      await other.close();
    });

    describe('filters by who says so', () => {
      let said: Graph;
      let over: ReturnType<typeof serverOver>;
      beforeAll(async () => {
        said = await open();
        await prepareLayout(said, ontology);
        await record(said, ontology, factsIn(SAID), { recordedAt: new Date(0) });
        over = serverOver(said, ontology);
      });
      afterAll(() => said.close());

      const areas = async (where: string, asOf = '') => {
        const { data, errors } = await over(`query ${asOf} { areas(where: { ${where} }) { totalCount nodes { id } } }`);
        expect(errors).toBeUndefined();
        expect(data.areas.totalCount).toBe(data.areas.nodes.length);
        return data.areas.nodes.map(({ id }: { id: string }) => id.slice(-1)).join('');
      };
      const ministry = 'publishers: { some: { id: { eq: "institution:ministry" } } }';

      test.for<[where: string, expected: string]>([
        ['sources: { some: { id: { eq: "document:u1" } } }', 'b'],
        ['sources: { some: { id: { in: ["document:u1", "document:m2"] } } }', 'bc'],
        ['sources: { none: { id: { eq: "document:u1" } } }', 'ac'],
        ['sources: { count: { eq: 1 } }', 'a'],
        ['sources: { count: { gt: 1 } }', 'bc'],
        [`sources: { every: { ${ministry} } }`, 'ac'],
        [`sources: { count: { eq: 2 }, where: { ${ministry} } }`, 'c'],
        ['sources: { some: { published: { after: "2023-12" } } }', 'bc'],
        ['sources: { every: { published: { before: "2024" } } }', 'a'],
        ['sources: { some: { language: { eq: "ko" } }, count: { lt: 2 } }', 'a'],
        ['not: { sources: { some: { id: { eq: "document:u1" } } } }', 'ac'],
        ['or: [{ sources: { count: { eq: 1 } } }, { sources: { some: { id: { eq: "document:m2" } } } }]', 'ac'],
        ['sources: { some: { sources: { every: { id: { eq: "document:u1" } } } } }', 'b'],
        ['sources: { some: { id: { eq: "document:none" } } }', ''],
        ['events: { some: { sources: { some: { id: { eq: "document:u1" } } } } }', 'abc'],
        ['events: { some: { relation: { sources: { count: { eq: 1 } } } } }', 'a'],
        [`events: { some: { relation: { sources: { every: { ${ministry} } } } } }`, 'ab'],
        [`events: { count: { eq: 0 }, where: { relation: { sources: { every: { ${ministry} } } } } }`, 'c'],
        ['events: { some: { relation: { contested: true } } }', 'c'],
        ['events: { none: { relation: { contested: true } } }', 'ab'],
      ])('areas where %s', async ([where, expected]) => {
        expect(await areas(where)).toBe(expected);
      });

      test('documents count whenever they were published', async () => {
        const where = 'sources: { some: { published: { after: "2023-12" } } }';
        expect(await areas(where, '@asOf(date: "2023-07-01")')).toBe('bc');
      });

      test('relations and their totals, and entities that sources disagree on', async () => {
        const { data, errors } = await over(`{
          event(id: "event:council") {
            alone: areas(where: { relation: { sources: { count: { eq: 1 } } } }) { totalCount nodes { id } }
            all: relations(types: [DISCUSSED], where: { relation: { sources: { some: { ${ministry} } } } }) { totalCount }
          }
          events(where: { contested: true }) { nodes { id } }
          others: events(where: { contested: false }) { nodes { id } }
        }`);
        expect(errors).toBeUndefined();
        expect(data).toEqual({
          event: { alone: { totalCount: 1, nodes: [{ id: 'area:a' }] }, all: { totalCount: 3 } },
          events: { nodes: [{ id: 'event:council' }] },
          others: { nodes: [{ id: 'event:forum' }] },
        });
      });

      describe('what a document states', () => {
        const FACTS = `facts(first: $first, after: $after, last: $last, before: $before, locator: $locator, alone: $alone) {
          totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          nodes { locator kind field name { text } value stated rank subject { id } relation { type to { id } note sources { locator } } } }`;
        const QUERY = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $locator: [String!], $alone: Boolean) {
          document(id: $id) { ${FACTS} } }`;
        const page = async (id: string, variables: object = {}) => {
          const { data, errors } = await over(QUERY, { id, ...variables });
          expect(errors).toBeUndefined();
          return data.document.facts;
        };
        const line = ({ locator, kind, field, subject, relation, stated, rank, name }: any) =>
          [
            locator ?? 'whole',
            subject.id,
            kind === 'FIELD' ? field : kind === 'NAME' ? name.text : `${relation.type} ${relation.to.id}`,
            stated,
            ...(rank === 'NORMAL' ? [] : [rank]),
          ].join(' | ');
        const M1 = [
          'paragraph 1 | event:council | ORDINAL | 1 | PREFERRED',
          'paragraph 1 | event:council | PERIOD | 2023-06-30',
          'paragraph 1 | event:council | DISCUSSED area:a | ',
          'paragraph 1 | event:forum | ORDINAL | 1',
          'paragraph 2 | event:council | DISCUSSED area:a | ',
          'paragraph 4 | event:council | DISCUSSED area:b | ',
          'paragraph 5 | event:council | DISCUSSED area:c | ',
          'whole | document:m1 | LANGUAGE | ko',
          'whole | document:m1 | PUBLISHED | 2023-06-30',
          'whole | institution:ministry | PUBLISHED document:m1 | ',
        ];

        test('is in the order of its locators, with its own words', async () => {
          const facts = await page('document:m1');
          expect(facts.nodes.map(line)).toEqual(M1);
          expect(facts.totalCount).toBe(M1.length);
          expect((await page('document:u1')).nodes.map(line)).toEqual([
            'paragraph 1 | event:council | ORDINAL | 2 | DEPRECATED',
            'paragraph 1 | event:council | PERIOD | 2023-05',
            'paragraph 1 | event:forum | ORDINAL | 2 | DEPRECATED',
            'paragraph 3 | event:council | DISCUSSED area:c | note: in passing',
            'paragraph 9 | area:b | CODE | B',
            'whole | document:u1 | PUBLISHED | 2024-03-27',
            'whole | institution:union | PUBLISHED document:u1 | ',
          ]);
          expect((await page('document:m2')).nodes.map(line)).toEqual([
            'paragraph 1 | area:c | area:c | area:c',
            'paragraph 1 | event:council | DISCUSSED area:b | ',
            'whole | document:m2 | PUBLISHED | 2024-03',
            'whole | institution:ministry | PUBLISHED document:m2 | ',
          ]);
        });

        test('comes in pages from both ends', async () => {
          const found: string[] = [];
          let after: string | null = null;
          for (let i = 0; i < 4; i += 1) {
            const facts: any = await page('document:m1', { first: 3, after });
            found.push(...facts.nodes.map(line));
            after = facts.pageInfo.endCursor;
            expect(facts.pageInfo.hasNextPage).toBe(i < 3);
          }
          expect(found).toEqual(M1);
          const last = await page('document:m1', { last: 2 });
          expect(last.nodes.map(line)).toEqual(M1.slice(-2));
          const before = await page('document:m1', { last: 2, before: last.pageInfo.startCursor });
          expect(before.nodes.map(line)).toEqual(M1.slice(-4, -2));
          expect((await page('document:m1', { first: 0 })).totalCount).toBe(10);
        });

        test('of some places, and by this document alone', async () => {
          const some = await page('document:m1', { locator: ['paragraph 2', 'paragraph 5'] });
          expect(some.nodes.map(line)).toEqual([M1[4], M1[6]]);
          expect(some.totalCount).toBe(2);
          const alone = await page('document:m1', { alone: true });
          expect(alone.nodes.map(line)).toEqual(M1.filter((text) => !/area:[bc]/.test(text)));
        });

        test('on a day without what began later; not as known before', async () => {
          const at = async (asOf: string) =>
            over(QUERY.replace('query (', `query (`).replace(') {\n', `) ${asOf} {\n`), { id: 'document:m1' });
          const { data } = await at('@asOf(date: "2023-06-30")');
          expect(data.document.facts.totalCount).toBe(10);
          const { errors } = await at('@asOf(known: "2023-06-30T00:00:00Z")');
          expect(errors?.map(({ message }) => message)).toEqual([
            '"facts" tells what a document states now; got @asOf(known:). Leave "known" out, or ask for the sources of entities and relations.',
          ]);
          const none = await over(QUERY, { id: 'document:m1', locator: [] });
          expect(none.errors?.map(({ message }) => message)).toEqual([
            '"locator" expects 1 to 500 places; got 0. Leave it out for the whole document.',
          ]);
        });

        // The servers of Neo4j have one database: what follows replaces what the tests before this one ask.
        test('of a row of a table: its names, values and summary', async () => {
          const rows = await open();
          await prepareLayout(rows, ontology);
          const at = (row: number) => [{ document: 'document:m1', locator: `id=${row}` }];
          const entity = (row: number) => ({
            ...area(`event:${row}`, at(row), { ordinal: row, summary: `Event ${row}` }),
          });
          const table = { entente: 1, entities: [...SAID.entities.slice(0, 5), entity(10), entity(9)] };
          await record(rows, ontology, factsIn(table), { recordedAt: new Date(0) });
          const ask = serverOver(rows, ontology);
          const stated = async (first: number) => {
            const { data } = await ask(QUERY, { id: 'document:m1', first });
            return data.document.facts.nodes.map(({ locator, kind, value }: any) => `${locator} ${kind} ${value}`);
          };
          expect(await stated(6)).toEqual([
            'id=9 NAME event:9',
            'id=9 FIELD 9',
            'id=9 SUMMARY Event 9',
            'id=10 NAME event:10',
            'id=10 FIELD 10',
            'id=10 SUMMARY Event 10',
          ]);
          const more = { ...table, entities: [...table.entities, entity(2)] };
          await record(rows, ontology, factsIn(more), { recordedAt: new Date(1) });
          expect(await stated(4)).toEqual([
            'id=2 NAME event:2',
            'id=2 FIELD 2',
            'id=2 SUMMARY Event 2',
            'id=9 NAME event:9',
          ]);
          await rows.close();
        });
      });

      test('notes beside a document are no other source, and places are named in its form', async () => {
        const noted = await open();
        await prepareLayout(noted, ontology);
        const content = {
          entente: 1,
          entities: [
            area('document:m1', { 'document:m1': [] }),
            area('document:u1', { 'document:u1': ['page 3'] }),
            area('document:notes', { 'document:notes': [] }, { kind: 'NOTES' }),
            area('document:more', { 'document:more': [] }, { kind: 'NOTES' }),
            area('area:a', { 'document:m1': [2], 'document:notes': [] }),
            area('area:b', { 'document:m1': [3], 'document:u1': ['page 3'], 'document:notes': [] }),
            area('area:c', { 'document:notes': [], 'document:more': [] }),
            area('area:d', { 'document:m1': [10] }, { code: { value: 'D', sources: { 'document:more': [7] } } }),
            area('event:council', { 'document:m1': [1], 'document:u1': ['page 1'] }),
          ],
          relations: [
            discussed('area:a', { 'document:m1': [2], 'document:notes': [] }),
            discussed('area:b', { 'document:m1': [3], 'document:u1': ['page 3'] }),
            discussed('area:c', { 'document:notes': [] }),
          ],
        };
        await record(noted, ontology, factsIn(content), { recordedAt: new Date(0) });
        const ask = serverOver(noted, ontology);
        const ids = async (sources: string) => {
          const { data, errors } = await ask(`{
            areas(where: { sources: ${sources} }) { nodes { id } }
            event(id: "event:council") { areas(where: { relation: { sources: ${sources} } }) { nodes { id } } } }`);
          expect(errors).toBeUndefined();
          return [data.areas, data.event.areas].map(({ nodes }) => nodes.map(({ id }: any) => id.slice(-1)).join(''));
        };
        expect(await ids('{ every: { id: { eq: "document:m1" } } }')).toEqual(['ad', 'a']);
        expect(await ids('{ every: { id: { in: ["document:m1", "document:u1"] } } }')).toEqual(['abd', 'ab']);
        expect(await ids('{ every: { kind: { eq: NOTES } } }')).toEqual(['c', 'c']);
        expect(await ids('{ every: { id: { eq: "document:notes" } } }')).toEqual(['c', 'c']);
        expect(await ids('{ every: { id: { eq: "document:none" } } }')).toEqual(['', '']);
        expect(await ids('{ count: { eq: 1 } }')).toEqual(['ad', 'a']);
        expect(await ids('{ count: { eq: 0 } }')).toEqual(['c', 'c']);
        const facts = async (document: string, args: string) => {
          const { data, errors } = await ask(`{ document(id: "${document}") { facts(${args}) {
            totalCount nodes { locator subject { id } relation { to { id } } } } } }`);
          return errors ? errors.map(({ message }) => message) : data.document.facts.nodes;
        };
        const toArea = (locator: string | null, one: string) => ({
          locator,
          subject: { id: 'event:council' },
          relation: { to: { id: `area:${one}` } },
        });
        expect(await facts('document:m1', 'alone: true')).toEqual([toArea('paragraph 2', 'a')]);
        expect(await facts('document:notes', 'alone: true')).toEqual([
          { locator: null, subject: { id: 'document:notes' }, relation: null },
          toArea(null, 'c'),
        ]);
        expect(await facts('document:more', 'alone: true, locator: "paragraph 7"')).toEqual([
          { locator: 'paragraph 7', subject: { id: 'area:d' }, relation: null },
        ]);
        // Nothing is stated in paragraph 4, which is no mistake; "Paragraph 3" is one.
        expect(await facts('document:m1', 'locator: ["paragraph 4"]')).toEqual([]);
        expect(await facts('document:m1', 'locator: ["paragraph 3", "paragraph 4"], alone: true')).toEqual([]);
        expect(await facts('document:m1', 'locator: ["paragraph 2", "Paragraph 3"]')).toEqual([
          '"locator" expects places as facts cite them in document:m1, such as "paragraph 2"; got "Paragraph 3".',
        ]);
        expect(await facts('document:u1', 'locator: "3"')).toEqual([
          '"locator" expects places as facts cite them in document:u1, such as "page 3"; got "3".',
        ]);
        await noted.close();
      });

      test('as known before, a filter sees the evidence of then', async () => {
        const later = await open();
        await prepareLayout(later, ontology);
        await record(later, ontology, factsIn(SAID), { recordedAt: new Date(0) });
        const more = SAID.entities.map((one) =>
          one.id === 'area:a' ? { ...one, sources: { 'document:m1': [1], 'document:u1': [7] } } : one,
        );
        await record(later, ontology, factsIn({ entente: 1, entities: more }), { recordedAt: new Date(60_000) });
        const ask = serverOver(later, ontology);
        const query = (asOf: string) =>
          `query ${asOf} { areas(where: { sources: { count: { eq: 1 } } }) { totalCount nodes { id } } }`;
        expect((await ask(query(''))).data.areas.totalCount).toBe(0);
        expect((await ask(query('@asOf(known: "1970-01-01T00:00:30Z")'))).data.areas.nodes).toEqual([{ id: 'area:a' }]);
        await later.close();
      });

      test('notes of those who keep the graph do not count as sources, unless they are asked for', async () => {
        const noted = await open();
        await prepareLayout(noted, ontology);
        const named = (id: string, more: object) => ({ id, names: [{ text: id, language: 'en' }], ...more });
        const cites = (...documents: string[]) => ({ sources: documents.map((document) => ({ document })) });
        const entities = [
          named('document:text', { kind: 'ARTICLE', ...cites('document:text') }),
          named('document:notes', { kind: 'NOTES', ...cites('document:notes') }),
          named('area:one', { code: { value: '7', sources: { 'document:notes': [] } }, ...cites('document:text') }),
          named('area:noted', cites('document:notes')),
        ];
        const relations = [
          { type: 'NARROWER_THAN', from: 'area:one', to: 'area:noted', ...cites('document:text', 'document:notes') },
        ];
        await record(noted, ontology, factsIn({ entente: 1, entities, relations }), { recordedAt: new Date(0) });
        const ask = serverOver(noted, ontology);
        const { data, errors } = await ask(`{
          one: areas(where: { sources: { count: { eq: 1 } } }) { nodes { id } }
          none: areas(where: { sources: { count: { eq: 0 } } }) { nodes { id } }
          all: areas(where: { sources: { count: { eq: 2 }, where: {} } }) { nodes { id } }
          broader: areas(where: { broader: { some: { relation: { sources: { count: { lt: 2 } } } } } }) { totalCount }
        }`);
        expect(errors).toBeUndefined();
        expect(data).toEqual({
          one: { nodes: [{ id: 'area:one' }] },
          none: { nodes: [{ id: 'area:noted' }] },
          all: { nodes: [{ id: 'area:one' }] },
          broader: { totalCount: 1 },
        });
        await noted.close();
      });

      test('hundreds of documents that meet a condition are found like a few', async () => {
        const many = await open();
        await prepareLayout(many, ontology);
        const cites = (...documents: string[]) => ({ sources: documents.map((document) => ({ document })) });
        const named = (id: string, more: object) => ({ id, names: [{ text: id, language: 'en' }], ...more });
        const articles = Array.from({ length: 600 }, (_, i) => `document:article-${i}`);
        const entities = [
          ...articles.map((id) => named(id, { kind: 'ARTICLE', ...cites(id) })),
          named('document:table', { kind: 'DATASET', ...cites('document:table') }),
          named('area:article', cites('document:article-5')),
          named('area:both', cites('document:article-5', 'document:article-599', 'document:table')),
          named('area:table', cites('document:table')),
        ];
        await fillEmpty(many, ontology, factsIn({ entente: 1, entities, relations: [] }), new Date(0));
        const of = (sources: string) =>
          `areas(where: { sources: { ${sources} } }, orderBy: [{ id: ASC }]) { nodes { id } }`;
        const { data, errors } = await serverOver(
          many,
          ontology,
        )(`{
          some: ${of('some: { kind: { eq: ARTICLE } }')}
          every: ${of('every: { kind: { eq: ARTICLE } }')}
          none: ${of('none: { kind: { eq: ARTICLE } }')}
          two: ${of('count: { eq: 2 }, where: { kind: { eq: ARTICLE } }')}
        }`);
        expect(errors).toBeUndefined();
        const nodes = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id })) });
        expect(data).toEqual({
          some: nodes('area:article', 'area:both'),
          every: nodes('area:article'),
          none: nodes('area:table'),
          two: nodes('area:both'),
        });
        await many.close();
      });

      test('a database of layout 6 answers the same after its upgrade', async () => {
        const old = await open();
        await prepareLayout(old, ontology);
        await record(old, ontology, factsIn(SAID), { recordedAt: new Date(0) });
        const ask = serverOver(old, ontology);
        const QUERY = `{ areas(where: { id: { in: ["area:a", "area:b"] }, sources: { count: { eq: 1 } } }) { nodes { id } }
          event(id: "event:council") { areas(where: { relation: { contested: true, sources: { count: { eq: 2 } } } }) { nodes { id } } } }`;
        const before = await ask(QUERY);
        await old.write(async (unit) => {
          await unit.run({ text: 'MATCH (n:Entity) SET n.ententeDocuments = null', parameters: {} });
          await unit.run({
            text: 'MATCH (:Entity)-[r]->(:Entity) SET r.ententeDocuments = null, r.ententeContested = null',
            parameters: {},
          });
          await unit.run({ text: 'MATCH (d:EntenteDatabase) SET d.layout = 6', parameters: {} });
        });
        expect(await ask(QUERY)).not.toEqual(before);
        await prepareLayout(old, ontology);
        expect(await ask(QUERY)).toEqual(before);
        expect(before.data).toEqual({
          areas: { nodes: [{ id: 'area:a' }] },
          event: { areas: { nodes: [{ id: 'area:c' }] } },
        });
        await old.close();
      });

      test('a wrong condition says what was expected', async () => {
        const message = async (where: string) =>
          (await over(`{ areas(where: { ${where} }) { totalCount } }`)).errors?.map(
            (e) => `${e.extensions.code} ${e.message}`,
          );
        expect(await message('sources: {}')).toEqual([
          'BAD_USER_INPUT "where.sources" expects some, none, every or count; got none of them.',
        ]);
        expect(await message('sources: { where: { language: { eq: "ko" } } }')).toEqual([
          'BAD_USER_INPUT "where.sources.where" says which documents are counted, and "count" is not given. Give both, or use some.',
        ]);
      });
    });

    test('a name that a document gives is not one that Entente gives', () => {
      const both = {
        entente: 1,
        entities: [
          {
            id: 'document:a',
            names: [name('A', { origin: 'ENTENTE', sources: whole('document:a') }), name('B')],
            sources: whole('document:a'),
          },
        ],
      };
      const { problems } = checkFacts([readDataFile('both.json', JSON.stringify(both))], ontology);
      expect(problems.map(({ expected, got }) => `${expected}; got ${got}`)).toEqual([
        'A with sources, or with origin ENTENTE if no document gives it; got both',
      ]);
    });
  });
}
