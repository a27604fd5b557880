import { describe, expect, test } from 'vitest';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import { interceptStatements } from '../../src/graph/port/trace.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { counted, serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const sources = [{ document: 'document:d' }];
const FIRST = '2026-01-01T00:00:00.000Z';
const SECOND = '2026-02-01T00:00:00.000Z';

const eur = (amount: number, approximate = false) => ({
  amount,
  currency: 'EUR',
  ...(approximate ? { approximate } : {}),
});

function facts(
  entities: Readonly<Record<string, object>>,
  relations: readonly (readonly [string, string, string, object?])[],
) {
  const text = JSON.stringify({
    entente: 1,
    entities: Object.entries(entities).map(([id, more]) => ({
      id,
      names: [{ text: id, language: 'en' }],
      sources,
      ...more,
    })),
    relations: relations.map(([type, from, to, more]) => ({ type, from, to, sources, ...more })),
  });
  const { facts: read, problems } = checkFacts([readDataFile('groups.yaml', text)], ontology);
  expect(problems).toEqual([]);
  return read;
}

/**
 * Two projects of two areas and years, a third without any, and who gets what: Germany's university and company, which
 * are in one group of firms, Korea's university, and a body without a country.
 */
const drawn = (country = 'KR') =>
  facts(
    {
      'document:d': {},
      'area:chips': {},
      'area:quantum': {},
      'institution:de-university': { kind: 'UNIVERSITY', country: 'DE' },
      'institution:de-company': { kind: 'COMPANY', country: 'DE' },
      'institution:de-group': { kind: 'COMPANY', country: 'DE' },
      'institution:kr-university': { kind: 'UNIVERSITY', country },
      'institution:nowhere': {},
      'project:old': { period: '2019-05', budget: [eur(100)], status: 'COMPLETED' },
      'project:new': { period: '2021/2023', budget: [eur(40), { amount: 7, currency: 'KRW' }], status: 'ACTIVE' },
      'project:bare': { status: 'PLANNED' },
    },
    [
      ['SUBUNIT_OF', 'institution:de-company', 'institution:de-group'],
      ['IN_AREA', 'project:old', 'area:chips'],
      ['IN_AREA', 'project:old', 'area:quantum'],
      ['IN_AREA', 'project:new', 'area:quantum'],
      ['PARTICIPATES_IN', 'institution:de-university', 'project:old', { role: 'coordinator', amounts: [eur(10.1)] }],
      ['PARTICIPATES_IN', 'institution:de-company', 'project:old', { role: 'partner', amounts: [eur(20.2)] }],
      ['PARTICIPATES_IN', 'institution:kr-university', 'project:old', { role: 'partner', amounts: [eur(0.7, true)] }],
      ['PARTICIPATES_IN', 'institution:de-university', 'project:new', { role: 'partner', amounts: [eur(5.05)] }],
      [
        'PARTICIPATES_IN',
        'institution:kr-university',
        'project:new',
        { role: 'coordinator', amounts: [{ amount: 3000, currency: 'KRW' }] },
      ],
      ['PARTICIPATES_IN', 'institution:nowhere', 'project:new', { role: 'partner' }],
    ],
  );

/** A group as a row: its keys, its size, the relations, and the sums as text. */
const rowOf = ({ keys, count, relationCount, sum }: any) => [
  ...keys.map(({ key }: any) => key),
  count,
  relationCount,
  sum.map(({ amount, currency, approximate }: any) => `${approximate ? '~' : ''}${amount} ${currency}`).join(' + '),
];
const SUMS = (name: string) =>
  `{ keys { key } count relationCount(of: ${name}) sum(of: ${name}_AMOUNTS) { amount currency approximate } }`;

/** The contract of every engine about groups and sums across relations. */
export function groupsContract(engine: string, { open }: Engine): void {
  describe(`groups across relations: ${engine}`, () => {
    const opened = async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, drawn(), { recordedAt: new Date(FIRST) });
      const ask = serverOver(graph, ontology);
      const rows = async (list: string, args: string, name = 'PARTICIPANTS', time = '') => {
        const query = `query ${time} { of: ${list} { groups(${args}) ${SUMS(name)} } }`;
        const { data, errors } = await ask(query);
        expect(errors).toBeUndefined();
        // What is asked for again in one state of the graph may be added up from amounts in memory.
        expect((await ask(query)).data).toEqual(data);
        return data.of.groups.map(rowOf);
      };
      return { graph, ask, rows };
    };

    test('money by the far end, the relation and the entity itself, with two keys, exact by currency', async () => {
      const { graph, ask, rows } = await opened();
      expect(await rows('projects', 'by: PARTICIPANTS_COUNTRY')).toEqual([
        ['DE', 2, 3, '35.35 EUR'],
        ['KR', 2, 2, '~0.7 EUR + 3000 KRW'],
        // The body without a country, and the project without participants.
        [null, 2, 1, ''],
      ]);
      expect(await rows('projects', 'by: PARTICIPANTS_COUNTRY, andBy: PERIOD_YEAR, orderBy: { key: ASC }')).toEqual([
        ['DE', '2019', 1, 2, '30.3 EUR'],
        ['DE', '2021', 1, 1, '5.05 EUR'],
        ['KR', '2019', 1, 1, '~0.7 EUR'],
        ['KR', '2021', 1, 1, '3000 KRW'],
        [null, '2021', 1, 1, ''],
        [null, null, 1, 0, ''],
      ]);
      // Two values of one related entity, not of two.
      expect(
        await rows('projects', 'by: PARTICIPANTS_COUNTRY, andBy: PARTICIPANTS_KIND, orderBy: { key: DESC }'),
      ).toEqual([
        ['KR', 'UNIVERSITY', 2, 2, '~0.7 EUR + 3000 KRW'],
        ['DE', 'UNIVERSITY', 2, 2, '15.15 EUR'],
        ['DE', 'COMPANY', 1, 1, '20.2 EUR'],
        [null, null, 2, 1, ''],
      ]);
      expect(await rows('projects', 'by: PARTICIPANTS_RELATION_ROLE')).toEqual([
        ['coordinator', 2, 2, '10.1 EUR + 3000 KRW'],
        ['partner', 2, 4, '~25.95 EUR'],
        [null, 1, 0, ''],
      ]);
      expect(await rows('projects', 'by: PARTICIPANTS_PARENT')).toEqual([
        [null, 3, 5, '~15.85 EUR + 3000 KRW'],
        ['institution:de-group', 1, 1, '20.2 EUR'],
      ]);
      // A project of two areas counts in both, each relation once in each.
      expect(await rows('projects', 'by: AREAS')).toEqual([
        ['area:quantum', 2, 6, '~36.05 EUR + 3000 KRW'],
        ['area:chips', 1, 3, '~31 EUR'],
        [null, 1, 0, ''],
      ]);
      // The same money from the other end.
      expect(await rows('institutions', 'by: COUNTRY, andBy: PROJECTS_PERIOD_YEAR', 'PROJECTS')).toEqual([
        ['DE', '2019', 2, 2, '30.3 EUR'],
        ['DE', '2021', 1, 1, '5.05 EUR'],
        ['DE', null, 1, 0, ''],
        ['KR', '2019', 1, 1, '~0.7 EUR'],
        ['KR', '2021', 1, 1, '3000 KRW'],
        [null, '2021', 1, 1, ''],
      ]);
      const { data } = await ask(`{
        area(id: "area:quantum") { projects { groups(by: PARTICIPANTS_COUNTRY, first: 1) ${SUMS('PARTICIPANTS')} } }
        institution(id: "institution:de-university") { projects { groups(by: AREAS, andBy: RELATION_ROLE) { keys { by key entity { id } } sum(of: AMOUNTS) { amount } } } }
        institutions(where: { country: { eq: "DE" } }) { groups(by: COUNTRY) { sum(of: PROJECTS_BUDGET) { amount currency } } sum(of: PROJECTS_AMOUNTS) { amount } }
      }`);
      expect(data.area.projects.groups.map(rowOf)).toEqual([['DE', 2, 3, '35.35 EUR']]);
      expect(data.institution.projects.groups).toEqual(
        [
          ['area:chips', 'coordinator', 10.1],
          ['area:quantum', 'coordinator', 10.1],
          ['area:quantum', 'partner', 5.05],
        ].map(([area, role, amount]) => ({
          keys: [
            { by: 'AREAS', key: area, entity: { id: area } },
            { by: 'RELATION_ROLE', key: role, entity: null },
          ],
          sum: [{ amount }],
        })),
      );
      // Each project's budget once, although two of its participants are German.
      expect(data.institutions).toEqual({
        groups: [
          {
            sum: [
              { amount: 140, currency: 'EUR' },
              { amount: 7, currency: 'KRW' },
            ],
          },
        ],
        sum: [{ amount: 35.35 }],
      });
      await graph.close();
    });

    test('conditions on both ends and on the relation, on the day and as known at a time', async () => {
      const { graph, ask, rows } = await opened();
      const coordinated = 'where: { participants: { relation: { role: { eq: "coordinator" } } } }';
      expect(await rows('projects', `by: PARTICIPANTS_COUNTRY, ${coordinated}`)).toEqual([
        ['DE', 1, 1, '10.1 EUR'],
        ['KR', 1, 1, '3000 KRW'],
      ]);
      // A condition that no key follows applies to the sums and leaves out the project without participants.
      expect(await rows('projects', `by: STATUS, ${coordinated}`)).toEqual([
        ['ACTIVE', 1, 1, '3000 KRW'],
        ['COMPLETED', 1, 1, '10.1 EUR'],
      ]);
      expect(await rows('projects(where: { period: { after: "2020" } })', 'by: PARTICIPANTS_COUNTRY')).toEqual([
        ['DE', 1, 1, '5.05 EUR'],
        ['KR', 1, 1, '3000 KRW'],
        [null, 1, 1, ''],
      ]);
      const { data } = await ask(`{
        projects {
          all: sum(of: PARTICIPANTS_AMOUNTS) { amount currency }
          korean: sum(of: PARTICIPANTS_AMOUNTS, where: { participants: { country: { eq: "KR" } } }) { amount currency }
        }
      }`);
      expect(data.projects).toEqual({
        all: [
          { amount: 36.05, currency: 'EUR' },
          { amount: 3000, currency: 'KRW' },
        ],
        korean: [
          { amount: 0.7, currency: 'EUR' },
          { amount: 3000, currency: 'KRW' },
        ],
      });
      expect(await rows('projects', 'by: PARTICIPANTS_COUNTRY', 'PARTICIPANTS', '@asOf(date: "2020-01-01")')).toEqual([
        ['DE', 1, 2, '30.3 EUR'],
        ['KR', 1, 1, '~0.7 EUR'],
        [null, 1, 0, ''],
      ]);
      await record(graph, ontology, drawn('JP'), { recordedAt: new Date(SECOND), restate: true });
      const known = (time: string) =>
        rows('projects', 'by: PARTICIPANTS_COUNTRY, andBy: PARTICIPANTS_KIND, first: 1, skip: 1', 'PARTICIPANTS', time);
      expect(await known(`@asOf(known: "${FIRST}")`)).toEqual([['KR', 'UNIVERSITY', 2, 2, '~0.7 EUR + 3000 KRW']]);
      expect(await known(`@asOf(known: "${SECOND}")`)).toEqual([['JP', 'UNIVERSITY', 2, 2, '~0.7 EUR + 3000 KRW']]);
      await graph.close();
    });

    test('sums are those of the present state, whatever was added up before', async () => {
      const { graph, ask } = await opened();
      const sums = async () => {
        const { data } = await ask(`{
          projects {
            groups(by: PARTICIPANTS_COUNTRY, orderBy: { sum: { of: PARTICIPANTS_AMOUNTS, currency: "EUR" } }, first: 2) { key sum(of: PARTICIPANTS_AMOUNTS) { amount currency } }
            years: groups(by: PERIOD_YEAR, orderBy: { sum: { of: BUDGET, currency: "EUR" } }) { key sum(of: BUDGET) { amount currency } sumOf: sum(of: PARTICIPANTS_AMOUNTS) { amount currency } }
          }
          institution(id: "institution:kr-university") { projects { groups(by: RELATION_ROLE, orderBy: { key: ASC }) { key sum(of: AMOUNTS) { amount currency } } } }
          institutions { groups(by: KIND, orderBy: { sum: { of: PROJECTS_BUDGET, currency: "KRW" } }, first: 1) { key sum(of: PROJECTS_BUDGET) { amount currency } } }
        }`);
        const text = (sum: { amount: number; currency: string }[]) =>
          sum.map(({ amount, currency }) => `${amount} ${currency}`).join(' + ');
        return [
          data.projects.groups.map(({ key, sum }: any) => [key, text(sum)]),
          data.projects.years.map(({ key, sum, sumOf }: any) => [key, text(sum), text(sumOf)]),
          data.institution.projects.groups.map(({ key, sum }: any) => [key, text(sum)]),
          data.institutions.groups.map(({ key, sum }: any) => [key, text(sum)]),
        ];
      };
      const before = [
        [
          ['DE', '35.35 EUR'],
          ['KR', '0.7 EUR + 3000 KRW'],
        ],
        [
          ['2019', '100 EUR', '31 EUR'],
          ['2021', '40 EUR + 7 KRW', '5.05 EUR + 3000 KRW'],
          [null, '', ''],
        ],
        [
          ['coordinator', '3000 KRW'],
          ['partner', '0.7 EUR'],
        ],
        // Two universities take part in both projects, which count once each.
        [['UNIVERSITY', '140 EUR + 7 KRW']],
      ];
      expect(await sums()).toEqual(before);
      expect(await sums()).toEqual(before);
      const more = facts({ 'document:d': {}, 'project:old': {}, 'institution:nowhere': {} }, [
        [
          'PARTICIPATES_IN',
          'institution:nowhere',
          'project:old',
          { role: 'partner', amounts: [eur(99_999.999), { amount: 1, currency: 'KRW' }] },
        ],
      ]);
      await record(graph, ontology, more, { recordedAt: new Date(SECOND) });
      const [, , ...others] = before;
      const after = [
        [
          [null, '99999.999 EUR + 1 KRW'],
          ['DE', '35.35 EUR'],
        ],
        [
          ['2019', '100 EUR', '100030.999 EUR + 1 KRW'],
          ['2021', '40 EUR + 7 KRW', '5.05 EUR + 3000 KRW'],
          [null, '', ''],
        ],
        ...others,
      ];
      expect(await sums()).toEqual(after);
      expect(await sums()).toEqual(after);
      await graph.close();
    });

    test('groups are ordered by count, key or sum and read in parts, and their number is told', async () => {
      const { graph, ask, rows } = await opened();
      const ordered = async (orderBy: string) =>
        (await rows('projects', `by: PARTICIPANTS_COUNTRY, andBy: AREAS, orderBy: ${orderBy}`)).map((row: any) =>
          row.slice(0, 2).join('/'),
        );
      const euros = (direction: string) =>
        `{ sum: { of: PARTICIPANTS_AMOUNTS, currency: "EUR", direction: ${direction} } }`;
      expect(await ordered(euros('DESC'))).toEqual([
        'DE/area:quantum',
        'DE/area:chips',
        'KR/area:chips',
        'KR/area:quantum',
        '/area:quantum',
        '/',
      ]);
      expect(await ordered(euros('ASC'))).toEqual([
        'KR/area:chips',
        'KR/area:quantum',
        'DE/area:chips',
        'DE/area:quantum',
        '/area:quantum',
        '/',
      ]);
      expect(await ordered('{ count: ASC }')).toEqual([
        'DE/area:chips',
        'KR/area:chips',
        '/area:quantum',
        '/',
        'DE/area:quantum',
        'KR/area:quantum',
      ]);
      const { data } = await ask(`{ projects {
        number: groupCount(by: PARTICIPANTS_COUNTRY, andBy: AREAS)
        shared: sharedCount(by: AREAS)
        none: sharedCount(by: PERIOD_YEAR, andBy: STATUS)
        filtered: groupCount(by: PARTICIPANTS_COUNTRY, where: { participants: { kind: { eq: UNIVERSITY } } })
        rest: groups(by: PARTICIPANTS_COUNTRY, andBy: AREAS, orderBy: { key: ASC }, skip: 4, first: 5) { key keys { key } }
      } }`);
      expect(data.projects).toEqual({
        number: 6,
        shared: 1,
        none: 0,
        filtered: 2,
        rest: [
          { key: null, keys: [{ key: null }, { key: 'area:quantum' }] },
          { key: null, keys: [{ key: null }, { key: null }] },
        ],
      });
      await graph.close();
    });

    test('lists are ordered by a count or a sum over some related entities only', async () => {
      const { graph, ask } = await opened();
      const order = async (key: string) => {
        const { data, errors } = await ask(`{ institutions(orderBy: [${key}], first: 3) { nodes { id } } }`);
        return errors?.[0]?.message ?? data.institutions.nodes.map(({ id }: any) => id.replace('institution:', ''));
      };
      const money = (where: string) => `{ projects: { sum: { of: AMOUNTS, currency: "EUR" } }, where: ${where} }`;
      expect(await order('{ projects: { sum: { of: AMOUNTS, currency: "EUR" } } }')).toEqual([
        'de-company',
        'de-university',
        'kr-university',
      ]);
      expect(await order(money('{ projects: { period: { after: "2020" } } }'))).toEqual([
        'de-university',
        'de-company',
        'de-group',
      ]);
      expect(
        await order(
          '{ projects: { count: DESC }, where: { projects: { relation: { role: { eq: "coordinator" } } } } }',
        ),
      ).toEqual(['de-university', 'kr-university', 'de-company']);
      expect(await order('{ projects: { count: DESC }, where: { areas: {} } }')).toBe(
        '"orderBy[0].where" expects projects alone, as the order follows it; got areas. It says which related entities are counted or added up; "where" of the list itself filters the list.',
      );
      await graph.close();
    });

    test('a sum of what has no amounts, and other mistakes, fail their own field alone', async () => {
      const { graph, ask } = await opened();
      const { data, errors } = await ask(`{
        projects { totalCount
          groups(by: PARTICIPANTS_COUNTRY, first: 1) { key none: sum(of: AMOUNTS) { amount } wrong: relationCount(of: OFFICES) right: sum(of: PARTICIPANTS_AMOUNTS) { amount } }
          same: groups(by: STATUS, andBy: STATUS) { key }
          without: groups(by: STATUS, orderBy: { sum: { of: PROJECTS_BUDGET, currency: "EUR" } }) { key }
          before: groups(by: STATUS, skip: -1) { key }
          number: groupCount(by: RELATION_ROLE)
          rank: sum(of: PARTICIPANTS_AMOUNTS, where: { participants: null }) { amount }
          own: sum(of: BUDGET, where: { funders: { country: { eq: "JP" } } }) { amount }
          other: sum(of: PARTICIPANTS_AMOUNTS, where: { funders: { country: { eq: "JP" } } }) { amount } }
        ministers { totalCount sum(of: BUDGET) { amount } }
      }`);
      expect(data).toEqual({
        projects: {
          totalCount: 3,
          groups: [{ key: 'DE', none: null, wrong: null, right: [{ amount: 35.35 }] }],
          same: null,
          without: null,
          before: null,
          number: null,
          rank: null,
          own: null,
          other: null,
        },
        ministers: { totalCount: 0, sum: null },
      });
      const told = Object.fromEntries((errors ?? []).map(({ path, message }) => [path?.at(-1), message]));
      const money = 'BUDGET, PARTICIPANTS_AMOUNTS, FUNDERS_AMOUNTS, COUNTERPARTS_BUDGET, COUNTERPART_OF_BUDGET';
      expect(told).toEqual({
        own: '"where" of a sum expects conditions on relations, and this sum adds up over none; got others, which would change nothing in BUDGET. "where" of the list itself filters the list.',
        other:
          '"where" of a sum expects conditions on the relations that it adds up over; got others, which would change nothing in PARTICIPANTS_AMOUNTS. "where" of the list itself filters the list.',
        none: `"of" expects money of a project or of its relations; got AMOUNTS, which has no amounts there. Use one of ${money}.`,
        without: `"orderBy.sum.of" expects money of a project or of its relations; got PROJECTS_BUDGET, which has no amounts there. Use one of ${money}.`,
        sum: '"of" expects money of a minister or of its relations; got BUDGET, which has no amounts there. Nothing here has amounts: leave the sum out, or add up a list that has some.',
        wrong: expect.stringMatching(
          /^"of" expects relations of a project; got OFFICES, which it does not have\. Use one of .*PARTICIPANTS, .*; "count" counts the members\.$/,
        ),
        same: '"andBy" expects another key than "by"; got STATUS for both. Leave "andBy" out for one key.',
        before: '"skip" expects a number from 0 to 100000; got -1. Leave it out to begin at the first.',
        number: '"by" expects what the entities have, as no relation leads to this list; got RELATION_ROLE.',
        rank: '"where.participants" expects a condition on the related entities; got null. Leave it out to count all.',
      });
      expect(new Set(errors?.map((e) => e.extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
      await graph.close();
    });

    test('what groups would read is counted before they are read, if a statement cannot be stopped', async () => {
      const { graph } = await opened();
      const unstoppable = { ...graph.capabilities, stoppableStatements: { supported: false, reason: 'in this test' } };
      const reads: unknown[] = [];
      const watched = interceptStatements(
        delegateGraph(graph, { capabilities: unstoppable }),
        async (statement, next) => {
          const rows = await next(statement);
          reads.push(...rows.flatMap((row) => ('reads' in row ? [Number(row.reads)] : [])));
          return rows;
        },
      );
      const ask = serverOver(watched, ontology);
      const readsOf = async (query: string) => {
        reads.length = 0;
        expect((await ask(query)).errors).toBeUndefined();
        return [...reads];
      };
      const groups = (keys: string) => `{ groups(${keys}) { key } }`;
      // Two keys of each project: 4 * 3 for the old one, 4 * 2 for the new one, 1 for the bare one.
      expect(await readsOf(`{ projects ${groups('by: PARTICIPANTS_COUNTRY, andBy: AREAS')} }`)).toEqual([21]);
      // Two keys of one related entity multiply there: 12 for the old project, 8 for the new one, of two, one, two and one.
      const partners = groups('by: PROJECTS_PARTICIPANTS, andBy: PROJECTS_AREAS');
      expect(await readsOf(`{ institutions ${partners} }`)).toEqual([65]);
      expect(await readsOf(`{ project(id: "project:old") { participants ${groups('by: PROJECTS_AREAS')} } }`)).toEqual([
        16,
      ]);
      expect(await readsOf(`{ projects ${groups('by: STATUS')} }`)).toEqual([]);
      await graph.close();
    });

    test('many lists that may read much are read one after another, if a statement cannot be stopped', async () => {
      const { graph } = await opened();
      const unstoppable = { ...graph.capabilities, stoppableStatements: { supported: false, reason: 'in this test' } };
      const watched = counted(delegateGraph(graph, { capabilities: unstoppable }));
      const ask = serverOver(watched, ontology);
      const list = (i: number) =>
        `l${i}: institutions(where: { projects: { some: { id: { in: ["project:old", "project:new", "project:p${i}"] } } } }) { totalCount }`;
      for (const [lists, statements] of [
        [2, 1],
        [5, 5],
      ] as const) {
        watched.calls.length = 0;
        const asked = Array.from({ length: lists }, (_, i) => list(i));
        const { data } = await ask(`{ ${asked.join(' ')} }`);
        expect(Object.values(data)).toEqual(Array(lists).fill({ totalCount: 4 }));
        expect(watched.calls).toHaveLength(statements);
      }
      await graph.close();
    });

    test('groups that take long are read one after another, and answer as together', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const each = Array.from({ length: 450 }, (_, i) => i);
      const entities = { 'document:d': {}, 'area:hub': {}, 'area:alone': {} };
      const projects = Object.fromEntries(each.map((i) => [`project:p${i}`, {}]));
      const events = Object.fromEntries(each.map((i) => [`event:e${i}`, {}]));
      const relations = each.flatMap((i) => [
        ['IN_AREA', `project:p${i}`, 'area:hub'] as const,
        ['DISCUSSED', `event:e${i}`, 'area:hub'] as const,
      ]);
      await fillEmpty(graph, ontology, facts({ ...entities, ...projects, ...events }, relations), new Date(FIRST));
      const unstoppable = { ...graph.capabilities, stoppableStatements: { supported: false, reason: 'in this test' } };
      const ask = serverOver(delegateGraph(graph, { capabilities: unstoppable }), ontology);
      const { data, errors } = await ask(`{ areas(first: 1) {
        totalCount
        nodes { id }
        pairs: groups(by: PROJECTS, andBy: EVENTS, first: 1, orderBy: { key: ASC }) { keys { key } count }
        number: groupCount(by: PROJECTS, andBy: EVENTS)
        years: groups(by: PROJECTS_PERIOD_YEAR) { key count }
      } }`);
      expect(errors).toBeUndefined();
      expect(data.areas).toEqual({
        totalCount: 2,
        nodes: [{ id: 'area:alone' }],
        pairs: [{ keys: [{ key: 'project:p0' }, { key: 'event:e0' }], count: 1 }],
        number: 450 * 450 + 1,
        years: [{ key: null, count: 2 }],
      });
      await graph.close();
    });
  });
}
