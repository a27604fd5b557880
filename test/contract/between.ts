import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const sources = [{ document: 'document:d', paragraphs: [1] }];
const entity = (id: string, more: object = {}) => ({
  id,
  names: [{ text: id.split(':')[1], language: 'en' }],
  sources,
  ...more,
});
const relation = (from: string, type: string, to: string, more: object = {}) => ({ type, from, to, sources, ...more });
const euros = (amount: number) => ({ amounts: [{ amount, currency: 'EUR' }] });

/** A state with a ministry, an agency below it and two ministers; a union with its executive; firms of two countries. */
const FACTS = {
  entente: 1,
  entities: [
    entity('document:d'),
    entity('institution:state', { kind: 'STATE', country: 'KR' }),
    entity('institution:ministry'),
    entity('institution:agency'),
    entity('institution:union', { kind: 'UNION', country: 'EU' }),
    entity('institution:executive', { country: 'EU' }),
    entity('institution:firm', { country: 'KR' }),
    entity('institution:branch'),
    entity('institution:branch-abroad', { country: 'JP' }),
    entity('institution:other-firm', { country: 'DE' }),
    entity('minister:before'),
    entity('minister:after'),
    entity('minister:member'),
    entity('minister:envoy', { country: 'KR' }),
    entity('event:early', {
      period: '2020-06',
      place: [
        { value: { city: 'Seoul' }, rank: 'PREFERRED', sources },
        { value: { city: 'Busan' }, sources },
      ],
    }),
    entity('event:late', { period: '2023' }),
    entity('event:undated'),
    entity('event:wrong', { period: '2020' }),
    entity('event:of-envoy', { period: '2021' }),
    entity('agreement:both', { signed: '2020-02-03' }),
    entity('agreement:own'),
    entity('project:p', { period: '2021/2023', budget: [{ amount: 12, currency: 'EUR' }] }),
    entity('project:q', { period: '2022/2024', budget: [{ amount: 30, currency: 'EUR' }] }),
    entity('area:chips'),
    entity('area:trade'),
    entity('area:elsewhere'),
  ],
  relations: [
    relation('institution:ministry', 'SUBUNIT_OF', 'institution:state'),
    relation('institution:agency', 'SUBUNIT_OF', 'institution:ministry', { period: '2019/2020' }),
    relation('institution:executive', 'SUBUNIT_OF', 'institution:union'),
    relation('institution:branch', 'SUBUNIT_OF', 'institution:firm'),
    relation('institution:branch-abroad', 'SUBUNIT_OF', 'institution:firm'),
    relation('minister:before', 'HOLDS_OFFICE', 'institution:ministry', { period: '2019/2021', role: 'Minister' }),
    relation('minister:after', 'HOLDS_OFFICE', 'institution:ministry', { period: '2022-01-01/..' }),
    relation('minister:member', 'HOLDS_OFFICE', 'institution:executive'),
    relation('minister:before', 'ATTENDED', 'event:early', { role: 'chair' }),
    relation('minister:after', 'ATTENDED', 'event:early'),
    relation('minister:member', 'ATTENDED', 'event:early'),
    relation('minister:before', 'ATTENDED', 'event:late'),
    relation('minister:member', 'ATTENDED', 'event:late'),
    relation('minister:after', 'ATTENDED', 'event:undated'),
    relation('institution:executive', 'PARTICIPATED', 'event:undated'),
    relation('institution:executive', 'ORGANISED', 'event:undated'),
    relation('institution:state', 'PARTICIPATED', 'event:wrong'),
    relation('institution:union', 'PARTICIPATED', 'event:wrong', { rank: 'DEPRECATED' }),
    relation('minister:envoy', 'ATTENDED', 'event:of-envoy'),
    relation('institution:other-firm', 'ORGANISED', 'event:of-envoy'),
    relation('institution:agency', 'PARTY_TO', 'agreement:both'),
    relation('minister:member', 'SIGNED', 'agreement:both'),
    relation('institution:state', 'PARTY_TO', 'agreement:own'),
    relation('institution:state', 'FUNDS', 'project:p', euros(5)),
    relation('institution:agency', 'FUNDS', 'project:p', euros(100)),
    relation('institution:executive', 'FUNDS', 'project:p', euros(7)),
    relation('institution:state', 'PARTICIPATES_IN', 'project:q', euros(0.1)),
    relation('institution:union', 'FUNDS', 'project:q', euros(30)),
    relation('institution:firm', 'PARTICIPATES_IN', 'project:p', euros(1.1)),
    relation('institution:branch', 'PARTICIPATES_IN', 'project:p', euros(0.2)),
    relation('institution:branch-abroad', 'PARTICIPATES_IN', 'project:p', euros(50)),
    relation('institution:other-firm', 'PARTICIPATES_IN', 'project:p', euros(2.2)),
    relation('agreement:both', 'COVERS', 'area:chips'),
    relation('event:early', 'DISCUSSED', 'area:chips'),
    relation('event:early', 'DISCUSSED', 'area:trade'),
    relation('event:wrong', 'DISCUSSED', 'area:elsewhere'),
    relation('project:p', 'IN_AREA', 'area:chips'),
  ],
};

const from = (document: string) => ({ sources: [{ document }] });

/** A minister whose office is stated at one meeting, and who came to another one later. */
const DATED = {
  entente: 1,
  entities: [
    entity('document:minutes', { published: '2020-06-15', ...from('document:minutes') }),
    entity('document:later', { published: '2020-08-02', ...from('document:later') }),
    ...['institution:state', 'institution:ministry', 'institution:union', 'minister:x'].map((id) =>
      entity(id, from('document:minutes')),
    ),
    entity('event:one', { period: '2020-06-15', ...from('document:minutes') }),
    entity('event:two', { period: '2020-08-01', ...from('document:later') }),
    // Dated about a day on which the office was certainly held, so perhaps on another one.
    entity('event:about', { period: '2020-06-15~', ...from('document:minutes') }),
  ],
  relations: [
    relation('institution:ministry', 'SUBUNIT_OF', 'institution:state', from('document:minutes')),
    relation('minister:x', 'HOLDS_OFFICE', 'institution:ministry', from('document:minutes')),
    relation('minister:x', 'ATTENDED', 'event:one', from('document:minutes')),
    relation('institution:union', 'PARTICIPATED', 'event:one', from('document:minutes')),
    relation('minister:x', 'ATTENDED', 'event:two', from('document:later')),
    relation('institution:union', 'PARTICIPATED', 'event:two', from('document:later')),
    relation('minister:x', 'ATTENDED', 'event:about', from('document:minutes')),
    relation('institution:union', 'PARTICIPATED', 'event:about', from('document:minutes')),
  ],
};

const STATE_AND_UNION = 'a: ["institution:state"], b: ["institution:union"]';
const WAYS = 'totalCount ways { certain isDirect sentence }';

/** What two sides have to do with each other, with results worked out by hand. */
export function betweenContract(engine: string, { open }: Engine): void {
  describe(`between: ${engine}`, () => {
    let graph: Graph;
    let ask: ReturnType<typeof serverOver>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      const { facts, problems } = checkFacts([readDataFile('between.yaml', JSON.stringify(FACTS))], ontology);
      expect(problems).toEqual([]);
      await fillEmpty(graph, ontology, facts, new Date('2024-01-01'));
      ask = serverOver(graph, ontology);
    });
    afterAll(() => graph.close());

    const asked = async (selection: string, sides = STATE_AND_UNION, time = '') => {
      const { data, errors } = await ask(`query ${time} { between(${sides}) { ${selection} } }`);
      expect(errors).toBeUndefined();
      return data.between;
    };
    const ids = ({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id);

    test('both sides take part directly, by their bodies, and by those who held an office in one of these then', async () => {
      const answer = await asked(
        `agreements { nodes { id } } events { totalCount nodes { id } } projects { nodes { id } } omitted
         a { memberCount countries entities { id } } b { memberCount }`,
      );
      expect(ids(answer.agreements)).toEqual(['agreement:both']);
      expect(ids(answer.events)).toEqual(['event:early', 'event:undated']);
      expect(answer.events.totalCount).toBe(2);
      expect(ids(answer.projects)).toEqual(['project:p', 'project:q']);
      expect(answer.a).toEqual({ memberCount: 5, countries: [], entities: [{ id: 'institution:state' }] });
      expect(answer.b).toEqual({ memberCount: 3 });
      expect(answer.omitted).toEqual([]);
    });

    test('each row says how each side takes part, with the evidence', async () => {
      const { events } = await asked(
        `events { edges { node { id } a { ${WAYS} } b { totalCount ways { member { id } certain isDirect sentence
           relations { type direction sources { locator document { id } } }
           actsFor { type role from { id } to { id } sources { locator } } } } } }`,
      );
      const member = {
        member: { id: 'minister:member' },
        // No period is stated for the office.
        certain: false,
        isDirect: false,
        sentence: 'member attended early; member holds an office at executive; executive is a part of union.',
        relations: [
          { type: 'ATTENDED', direction: 'OUT', sources: [{ locator: 'paragraph 1', document: { id: 'document:d' } }] },
        ],
        actsFor: [
          {
            type: 'HOLDS_OFFICE',
            role: null,
            from: { id: 'minister:member' },
            to: { id: 'institution:executive' },
            sources: [{ locator: 'paragraph 1' }],
          },
          {
            type: 'SUBUNIT_OF',
            role: null,
            from: { id: 'institution:executive' },
            to: { id: 'institution:union' },
            sources: [{ locator: 'paragraph 1' }],
          },
        ],
      };
      expect(events.edges[0]).toEqual({
        node: { id: 'event:early' },
        a: {
          totalCount: 1,
          ways: [
            {
              certain: false,
              isDirect: false,
              sentence: 'before attended early; before holds an office at ministry; ministry is a part of state.',
            },
          ],
        },
        b: { totalCount: 1, ways: [member] },
      });
      const both = events.edges[1].b.ways[0];
      expect(both.sentence).toBe('executive organised and took part in undated; executive is a part of union.');
      expect(both.relations.map(({ type }: { type: string }) => type)).toEqual(['ORGANISED', 'PARTICIPATED']);
    });

    test('lists are filtered, ordered, paged, grouped and added up, in all and by side', async () => {
      const { projects, none, byYear } = await asked(
        `projects(first: 1, orderBy: [{ budget: { currency: "EUR" } }]) { totalCount nodes { id } pageInfo { hasNextPage endCursor }
           sum(of: BUDGET) { amount currency }
           all: sumBySide(of: AMOUNTS) { a { amount currency } b { amount currency } }
           funds: sumBySide(of: AMOUNTS, relations: [FUNDS]) { a { amount } b { amount } } }
         none: projects(where: { name: { eq: "p" } }) { totalCount sumBySide(of: AMOUNTS) { a { amount } b { amount } } }
         byYear: projects { groups(by: PERIOD_YEAR) { key count } }`,
      );
      expect(ids(projects)).toEqual(['project:q']);
      expect(projects.totalCount).toBe(2);
      expect(projects.sum).toEqual([{ amount: 42, currency: 'EUR' }]);
      // The agency was a part of the ministry until 2020 only, and the project began in 2021.
      expect(projects.all).toEqual({
        a: [{ amount: 5.1, currency: 'EUR' }],
        b: [{ amount: 37, currency: 'EUR' }],
      });
      expect(projects.funds).toEqual({ a: [{ amount: 5 }], b: [{ amount: 37 }] });
      expect(none).toEqual({ totalCount: 1, sumBySide: { a: [{ amount: 5 }], b: [{ amount: 7 }] } });
      expect(byYear.groups).toEqual([
        { key: '2021', count: 1 },
        { key: '2022', count: 1 },
      ]);
      const after = projects.pageInfo.endCursor;
      const next = await asked(
        `projects(first: 1, after: "${after}", orderBy: [{ budget: { currency: "EUR" } }]) { nodes { id } pageInfo { hasNextPage hasPreviousPage } }`,
      );
      expect(next.projects).toEqual({
        nodes: [{ id: 'project:p' }],
        pageInfo: { hasNextPage: false, hasPreviousPage: true },
      });
    });

    test('a cursor belongs to its sides', async () => {
      const { projects } = await asked('projects(first: 1) { pageInfo { endCursor } }');
      const { data, errors } = await ask(
        `{ between(a: ["institution:union"], b: ["institution:state"]) { events { totalCount } projects(after: "${projects.pageInfo.endCursor}") { totalCount } } }`,
      );
      expect(errors?.[0]?.extensions.code).toBe('BAD_CURSOR');
      expect(data.between).toEqual({ events: { totalCount: 2 }, projects: null });
    });

    test('countries have the bodies and people that state them, and their parts that state none', async () => {
      const answer = await asked(
        `a { memberCount countries entities { id } } projects { edges { node { id } a { ${WAYS} } b { totalCount } }
           sumBySide(of: AMOUNTS, relations: [PARTICIPATES_IN]) { a { amount } b { amount } } }
         events { edges { node { id } a { ${WAYS} } } }`,
        'a: ["country:kr"], b: ["country:DE"]',
      );
      // The state, its ministry and agency with two ministers, the firm and its branch, and the envoy.
      expect(answer.a).toEqual({ memberCount: 8, countries: ['KR'], entities: [] });
      expect(answer.projects.edges).toEqual([
        {
          node: { id: 'project:p' },
          a: {
            totalCount: 3,
            ways: [
              { certain: true, isDirect: true, sentence: 'firm takes part in p.' },
              { certain: true, isDirect: true, sentence: 'state funds p.' },
              { certain: false, isDirect: false, sentence: 'branch takes part in p; branch is a part of firm.' },
            ],
          },
          b: { totalCount: 1 },
        },
      ]);
      expect(answer.projects.sumBySide).toEqual({ a: [{ amount: 1.3 }], b: [{ amount: 2.2 }] });
      expect(answer.events.edges).toEqual([
        {
          node: { id: 'event:of-envoy' },
          a: { totalCount: 1, ways: [{ certain: true, isDirect: true, sentence: 'envoy attended of-envoy.' }] },
        },
      ]);
    });

    test('sides may be several, of several types, and one may be a part of the other', async () => {
      const people = await asked(
        'events { nodes { id } }',
        'a: ["minister:after", "minister:before"], b: ["minister:member", "country:DE"]',
      );
      // A minister who is named counts for himself at any date.
      expect(ids(people.events)).toEqual(['event:early', 'event:late']);
      const part = await asked(
        'projects { nodes { id } } a { memberCount }',
        'a: ["institution:state"], b: ["institution:agency"]',
      );
      expect(part).toEqual({ projects: { nodes: [{ id: 'project:p' }] }, a: { memberCount: 4 } });
    });

    test('people who faced each other, with what they did together', async () => {
      const { counterparts, none, some } = await asked(
        `counterparts { totalCount nodes { a { id } b { id } count at { id } } pageInfo { hasNextPage } }
         none: counterparts(bWhere: { name: { eq: "nobody" } }) { totalCount }
         some: counterparts(aWhere: { offices: { some: { relation: { role: { eq: "Minister" } } } } }) { totalCount }`,
      );
      expect(counterparts).toEqual({
        totalCount: 1,
        nodes: [{ a: { id: 'minister:before' }, b: { id: 'minister:member' }, count: 1, at: [{ id: 'event:early' }] }],
        pageInfo: { hasNextPage: false },
      });
      expect([none.totalCount, some.totalCount]).toEqual([0, 1]);
    });

    test('areas with what covers, discusses and works in them, and when', async () => {
      const { areas, discussed } = await asked(
        `areas { totalCount edges { node { id } first { edtf } last { edtf } mentions { type totalCount first { edtf } last { edtf } by { id } } } }
         discussed: areas(relations: [DISCUSSED], where: { name: { startsWith: "t" } }) { totalCount nodes { id } }`,
      );
      const once = (type: string, date: string, id: string) => ({
        type,
        totalCount: 1,
        first: { edtf: date },
        last: { edtf: date },
        by: [{ id }],
      });
      expect(areas).toEqual({
        totalCount: 2,
        edges: [
          {
            node: { id: 'area:chips' },
            first: { edtf: '2020-02-03' },
            last: { edtf: '2021/2023' },
            mentions: [
              once('DISCUSSED', '2020-06', 'event:early'),
              once('COVERS', '2020-02-03', 'agreement:both'),
              once('IN_AREA', '2021/2023', 'project:p'),
            ],
          },
          {
            node: { id: 'area:trade' },
            first: { edtf: '2020-06' },
            last: { edtf: '2020-06' },
            mentions: [once('DISCUSSED', '2020-06', 'event:early')],
          },
        ],
      });
      expect(discussed).toEqual({ totalCount: 1, nodes: [{ id: 'area:trade' }] });
    });

    test('the time line of all of it, and what is contested', async () => {
      const { timeline, contested } = await asked(
        `timeline { totalCount nodes { period { edtf } field entity { id } relation { type } } }
         contested { totalCount edges { node { id } fields { field } } }`,
      );
      const fact = (edtf: string, field: string, id: string) => ({
        period: { edtf },
        field,
        entity: { id },
        relation: null,
      });
      expect(timeline).toEqual({
        totalCount: 4,
        nodes: [
          fact('2020-02-03', 'SIGNED', 'agreement:both'),
          fact('2020-06', 'PERIOD', 'event:early'),
          fact('2021/2023', 'PERIOD', 'project:p'),
          fact('2022/2024', 'PERIOD', 'project:q'),
        ],
      });
      expect(contested).toEqual({
        totalCount: 1,
        edges: [{ node: { id: 'event:early' }, fields: [{ field: 'PLACE' }] }],
      });
    });

    test('as of a day: what had begun, by those who had begun to act; offices that have ended count for their time', async () => {
      const at = async (time: string) => {
        const { events, projects, counterparts, timeline } = await asked(
          'events { nodes { id } } projects { nodes { id } } counterparts { totalCount } timeline { totalCount }',
          STATE_AND_UNION,
          time,
        );
        return [ids(events), ids(projects), counterparts.totalCount, timeline.totalCount];
      };
      // The second minister begins in 2022, so nobody of the state is known to have taken part in the undated event.
      expect(await at('@asOf(date: "2021-12-31")')).toEqual([['event:early'], ['project:p'], 1, 3]);
      expect(await at('@asOf(date: "2020-05-31")')).toEqual([[], [], 0, 1]);
      expect(await at('@asOf(date: "2023")')).toEqual([
        ['event:early', 'event:undated'],
        ['project:p', 'project:q'],
        1,
        4,
      ]);
      expect(await at('@asOf(known: "2023-12-31")')).toEqual([[], [], 0, 0]);
      expect(await at('@asOf(known: "2024-01-02")')).toEqual([
        ['event:early', 'event:undated'],
        ['project:p', 'project:q'],
        1,
        4,
      ]);
    });

    test.each([
      [
        'a: [], b: ["institution:union"]',
        '"a" expects at least one side: a minister or an institution by its id, or a country as country:KR; got none.',
      ],
      [
        'a: ["institution:state"], b: ["institution:state"]',
        '"a" and "b" expect different sides; got "institution:state" in both. Leave it out of one of them.',
      ],
      [
        'a: ["country:kr"], b: ["country:KR"]',
        '"a" and "b" expect different sides; got "country:KR" in both. Leave it out of one of them.',
      ],
      [
        'a: ["institution:state"], b: ["institution:nowhere"]',
        '"b" expects ids that the graph has; got "institution:nowhere", which it does not have. Find the id with search, or name a country as country:KR.',
      ],
      [
        'a: ["event:early"], b: ["institution:union"]',
        '"a" expects a minister or an institution by its id, or a country as country:KR; got "event:early", an event, which cannot be a side. Name those who took part in it, or read what you are looking for from the event itself.',
      ],
    ])('a wrong side fails alone: %s', async (sides, message) => {
      const { data, errors } = await ask(`{ between(${sides}) { omitted } events { totalCount } }`);
      expect(errors).toEqual([expect.objectContaining({ message, path: ['between'] })]);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(data).toEqual({ between: null, events: { totalCount: 5 } });
    });

    test('other mistakes say what was expected, and fail in their field only', async () => {
      const { data, errors } = await ask(`{ between(${STATE_AND_UNION}) {
        events { totalCount edges { a { ways(first: 501) { sentence } } } }
        projects { sumBySide(of: BUDGET) { a { amount } } } agreements { totalCount } } }`);
      expect(errors?.map(({ message }) => message).sort()).toEqual([
        '"first" expects a number from 0 to 500; got 501. Ask for fewer.',
        '"first" expects a number from 0 to 500; got 501. Ask for fewer.',
        `"sumBySide" expects amounts of those who take part: AMOUNTS of PARTICIPATES_IN, AMOUNTS of FUNDS; got BUDGET. Amounts of the list's own entities are in "sum".`,
      ]);
      const failed = { a: { ways: null } };
      expect(data.between).toEqual({
        events: { totalCount: 2, edges: [failed, failed] },
        projects: { sumBySide: null },
        agreements: { totalCount: 1 },
      });
      const unknown = await ask('{ between(a: ["country:XX"], b: ["institution:union"]) { omitted } }');
      expect(unknown.errors?.[0]?.message).toMatch(/^"a": .* after "country:"; got "country:XX"\.$/);
    });
  });

  // An engine that all tests share is emptied by opening it.
  describe(`between, with dated documents: ${engine}`, () => {
    test('an office is certain at the dates of the documents that state it', async () => {
      const dated = await open();
      await prepareLayout(dated, ontology);
      const { facts, problems } = checkFacts([readDataFile('dated.yaml', JSON.stringify(DATED))], ontology);
      expect(problems).toEqual([]);
      await fillEmpty(dated, ontology, facts, new Date(0));
      const server = serverOver(dated, ontology);
      const at = async (time: string) => {
        const { data } = await server(
          `query ${time} { between(${STATE_AND_UNION}) { events(orderBy: [{ period: ASC }]) { totalCount certainCount edges { certain node { id } a { ways { certain } } } }
             timeline { totalCount } counterparts { totalCount } } }`,
        );
        const { events, timeline, counterparts } = data.between;
        expect([events.totalCount, counterparts.totalCount]).toEqual([timeline.totalCount, 0]);
        const isSure = ({ certain }: any) => certain;
        expect(events.certainCount).toBe(time ? events.edges.filter(isSure).length : events.totalCount);
        if (time) expect(events.edges.map(isSure)).toEqual(events.edges.map(({ a }: any) => a.ways.every(isSure)));
        return events.edges.map(({ node, a }: any) => [node.id, a.ways.map(({ certain }: any) => certain)]);
      };
      const both = [
        ['event:about', [false]],
        ['event:one', [true]],
        ['event:two', [false]],
      ];
      expect(await at('')).toEqual(both);
      expect(await at('@asOf(date: "2021")')).toEqual(both);
      expect(await at('@asOf(date: "2021", certainty: CERTAIN)')).toEqual([['event:one', [true]]]);
      expect(await at('@asOf(date: "2020-06-15", certainty: CERTAIN)')).toEqual([['event:one', [true]]]);
      expect(await at('@asOf(date: "2020-06-14", certainty: CERTAIN)')).toEqual([]);
      await dated.close();
    });
  });
}
