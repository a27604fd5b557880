import { describe, expect, test } from 'vitest';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();

type Json = Readonly<Record<string, unknown>>;

function facts(entities: readonly Json[], relations: readonly Json[] = []) {
  const named = entities.map((entity) => ({
    names: [{ text: String(entity.id).split(':')[1], language: 'en' }],
    ...entity,
  }));
  const text = JSON.stringify({ entente: 1, entities: named, relations });
  const { facts: read, problems } = checkFacts([readDataFile('certainty.yaml', text)], ontology);
  expect(problems).toEqual([]);
  return read;
}

const document = (id: string, published?: string): Json => ({
  id: `document:${id}`,
  ...(published && { published }),
  sources: [{ document: `document:${id}` }],
});
const cites = (...documents: readonly string[]) => ({
  sources: documents.map((id) => ({ document: `document:${id}` })),
});
const office = (role: string, more: Json): Json => ({
  type: 'HOLDS_OFFICE',
  from: 'minister:m',
  to: 'institution:i',
  role,
  key: role,
  ...more,
});

/** Offices, events and projects whose dates leave more or less open. */
const stated = () =>
  facts(
    [
      document('early', '2023-06-30'),
      document('late', '2024-03-27'),
      document('coarse', '2023'),
      document('undated'),
      { id: 'minister:m', ...cites('early') },
      { id: 'institution:i', ...cites('early', 'late') },
      { id: 'institution:undated', ...cites('undated') },
      { id: 'event:dated', period: '2022-11-28', ...cites('late') },
      { id: 'event:undated', ...cites('late') },
      { id: 'project:planned', period: '[..2024-12-31]', ...cites('early') },
    ],
    [
      office('between', cites('early', 'late')),
      office('once', cites('early')),
      office('coarse', cites('coarse')),
      office('undated', cites('undated')),
      office('since', { period: '2021-01-01/..', ...cites('early') }),
      office('until', { period: '2021/2022-05-31', ...cites('late') }),
      office('passage', {
        sources: [
          { document: 'document:late', at: '2020-05' },
          { document: 'document:undated', at: '2021-01-31' },
        ],
      }),
      { type: 'ATTENDED', from: 'minister:m', to: 'event:dated', ...cites('late') },
      { type: 'ATTENDED', from: 'minister:m', to: 'event:undated', ...cites('late') },
      {
        type: 'FUNDS',
        from: 'institution:i',
        to: 'project:planned',
        amounts: [{ amount: 5, currency: 'EUR' }],
        ...cites('early', 'late'),
      },
    ],
  );

const QUESTION = `
  minister(id: "minister:m") { offices(orderBy: [{ relation: { role: ASC } }]) { totalCount certainCount edges { role certain } }
    events(orderBy: [{ id: ASC }]) { totalCount certainCount nodes { id } } }
  institution(id: "institution:i") { officeHolders { totalCount certainCount groups(by: RELATION_ROLE, orderBy: { key: ASC }) { key count } }
    funded { totalCount certainCount sum(of: AMOUNTS) { amount } } }
  events(orderBy: [{ id: ASC }]) { totalCount certainCount nodes { id } }
  institutions(orderBy: [{ id: ASC }]) { totalCount certainCount nodes { id } }
  projects { totalCount certainCount }
`;

const rolesOf = (data: any) => data.minister?.offices.edges.map((e: any) => e.role) ?? [];

/** The contract of every engine about what is certain. */
export function certaintyContract(engine: string, { open }: Engine): void {
  describe(`certainty: ${engine}`, () => {
    test('a state is certain between the dates of its documents, an occurrence since it happened', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated());
      const ask = serverOver(graph, ontology);
      const on = async (date: string, certainty: string) =>
        (await ask(`query @asOf(date: "${date}", certainty: ${certainty}) {${QUESTION}}`)).data;

      const possible = await on('2024-01-01', 'POSSIBLE');
      expect(possible.minister.offices).toEqual({
        totalCount: 6,
        certainCount: 1,
        edges: [
          { role: 'between', certain: true },
          { role: 'coarse', certain: false },
          { role: 'once', certain: false },
          { role: 'passage', certain: false },
          { role: 'since', certain: false },
          { role: 'undated', certain: false },
        ],
      });
      expect([possible.events.totalCount, possible.events.certainCount]).toEqual([2, 1]);
      expect([possible.institutions.totalCount, possible.institutions.certainCount]).toEqual([2, 1]);
      expect(possible.institution.funded).toEqual({ totalCount: 1, certainCount: 0, sum: [{ amount: 5 }] });

      const certain = await on('2024-01-01', 'CERTAIN');
      expect(certain.minister.offices).toEqual({
        totalCount: 1,
        certainCount: 1,
        edges: [{ role: 'between', certain: true }],
      });
      expect(certain.institution).toEqual({
        officeHolders: { totalCount: 1, certainCount: 1, groups: [{ key: 'between', count: 1 }] },
        funded: { totalCount: 0, certainCount: 0, sum: [] },
      });
      expect(certain.events).toEqual({ totalCount: 1, certainCount: 1, nodes: [{ id: 'event:dated' }] });
      expect(certain.minister.events).toEqual({ totalCount: 1, certainCount: 1, nodes: [{ id: 'event:dated' }] });
      expect(certain.institutions).toEqual({ totalCount: 1, certainCount: 1, nodes: [{ id: 'institution:i' }] });
      expect(certain.projects).toEqual({ totalCount: 0, certainCount: 0 });

      expect(rolesOf(await on('2023-06-30', 'CERTAIN'))).toEqual(['between', 'once', 'since']);
      expect(rolesOf(await on('2023-06-29', 'CERTAIN'))).toEqual(['since']);
      // Whoever held an office since 2021 existed then, and so did the body.
      expect(rolesOf(await on('2021-01-01', 'CERTAIN'))).toEqual(['passage', 'since']);
      expect(rolesOf(await on('2020-05-31', 'CERTAIN'))).toEqual(['passage']);
      expect(rolesOf(await on('2020-05-30', 'CERTAIN'))).toEqual([]);
      expect(rolesOf(await on('2024-03-27', 'CERTAIN'))).toEqual(['between']);
      expect(rolesOf(await on('2024-03-28', 'CERTAIN'))).toEqual([]);
      expect((await on('1950', 'CERTAIN')).institutions.totalCount).toBe(0);
      expect((await on('1950', 'POSSIBLE')).institutions).toMatchObject({ totalCount: 2, certainCount: 0 });
      // An event that no date is known of has taken place once a document speaks of it.
      expect((await on('2024-03-27', 'CERTAIN')).events.nodes).toEqual([
        { id: 'event:dated' },
        { id: 'event:undated' },
      ]);
      // What is to begin by the end of the year is not certain before, whatever documents announce.
      expect((await on('2024-12-31', 'CERTAIN')).projects.totalCount).toBe(1);
      expect((await ask(`{${QUESTION}}`)).data.minister.offices).toMatchObject({ totalCount: 7, certainCount: 7 });
      await graph.close();
    });

    test('what is only planned is not certain, nor is a relation with it, whatever its documents say', async () => {
      const planned = () =>
        facts(
          [
            document('plan', '2023-06-30'),
            document('proof', '2025-02-01'),
            { id: 'institution:i', ...cites('plan') },
            { id: 'institution:none', ...cites('plan') },
            { id: 'area:a', ...cites('plan') },
            { id: 'agreement:m', status: 'EXPLORED', ...cites('plan') },
            { id: 'project:p', status: 'PLANNED', ...cites('plan') },
          ],
          [
            { type: 'PARTY_TO', from: 'institution:i', to: 'agreement:m', ...cites('plan') },
            { type: 'COVERS', from: 'agreement:m', to: 'area:a', ...cites('plan') },
            { type: 'FUNDS', from: 'institution:i', to: 'project:p', ...cites('plan') },
          ],
        );
      const signed = () =>
        facts(
          [
            document('proof', '2025-02-01'),
            { id: 'agreement:m', status: 'SIGNED', ...cites('proof') },
            { id: 'institution:i', ...cites('proof') },
          ],
          [{ type: 'PARTY_TO', from: 'institution:i', to: 'agreement:m', ...cites('proof') }],
        );
      const list = 'totalCount certainCount edges { certain } groups(by: CERTAIN) { key count }';
      for (const parts of [[planned()], [planned(), signed()], [signed(), planned()]]) {
        const graph = await open();
        await prepareLayout(graph, ontology);
        for (const part of parts) await record(graph, ontology, part);
        const ask = serverOver(graph, ontology);
        const on = async (date: string) =>
          (
            await ask(`query @asOf(date: "${date}") {
              agreement(id: "agreement:m") { parties { ${list} } areas { ${list} }
                only: parties(where: { certain: true }) { totalCount } }
              institution(id: "institution:i") { agreements { ${list} } funded { ${list} } }
              institutions(where: { agreements: { some: { certain: true } } }) { totalCount }
              project(id: "project:p") { funders { ${list} } }
              agreements { certainCount }
            }`)
          ).data;
        const rows = (certain: boolean) => ({
          totalCount: 1,
          certainCount: certain ? 1 : 0,
          edges: [{ certain }],
          groups: [{ key: String(certain), count: 1 }],
        });
        const expected = (certain: boolean) => ({
          agreement: { parties: rows(certain), areas: rows(certain), only: { totalCount: certain ? 1 : 0 } },
          institution: { agreements: rows(certain), funded: rows(false) },
          institutions: { totalCount: certain ? 1 : 0 },
          project: { funders: rows(false) },
          agreements: { certainCount: certain ? 1 : 0 },
        });
        expect(await on('2024-01-01')).toEqual(expected(false));
        expect(await on('2025-02-01')).toEqual(expected(parts.length > 1));
        // That somebody has no agreement is not certain if one is possible: they are in no group.
        const { data } = await ask(`query @asOf(date: "2024-01-01", certainty: CERTAIN) {
          institutions { totalCount groupCount(by: AGREEMENTS)
            groups(by: AGREEMENTS) { key count } byStatus: groups(by: AGREEMENTS_STATUS, andBy: FUNDED) { keys { key } count } }
          none: institutions(where: { agreements: { none: {} } }) { nodes { id } } }`);
        expect(data).toEqual({
          institutions: {
            totalCount: 2,
            groupCount: 1,
            groups: [{ key: null, count: 1 }],
            byStatus: [{ keys: [{ key: null }, { key: null }], count: 1 }],
          },
          none: { nodes: [{ id: 'institution:none' }] },
        });
        await graph.close();
      }
    });

    test('what a dated relation presupposes existed then, in whatever order facts arrive and change', async () => {
      const late = document('late', '2024-03-27');
      const ends = ['area:a', 'minister:m', 'institution:i', 'institution:new'].map((id) => ({ id, ...cites('late') }));
      const event = (period?: string) => ({ id: 'event:e', ...(period && { period }), ...cites('late') });
      const joined = (period?: string) =>
        facts(
          [late, event(period), ...ends],
          [
            { type: 'DISCUSSED', from: 'event:e', to: 'area:a', ...cites('late') },
            { type: 'ATTENDED', from: 'minister:m', to: 'event:e', ...cites('late') },
            office('once', { period: '2020-05/2021', ...cites('late') }),
            // To announce something does not mean that it is there.
            { type: 'ANNOUNCED', from: 'event:e', to: 'institution:new', ...cites('late') },
          ],
        );
      const orders = [
        [facts([late, ...ends]), joined('2022')],
        [joined(), facts([late, event('2022')]), facts([late, ...ends])],
        [joined('2023'), facts([late, ...ends]), facts([late, event('2021')]), facts([late, event('2022')])],
      ];
      for (const parts of orders) {
        const graph = await open();
        await prepareLayout(graph, ontology);
        for (const part of parts) await record(graph, ontology, part, { restate: true });
        const ask = serverOver(graph, ontology);
        const there = async (date: string) => {
          const { data } = await ask(`query @asOf(date: "${date}", certainty: CERTAIN) {
            nodes(ids: ["area:a", "minister:m", "institution:i", "institution:new"]) { id } event(id: "event:e") { areas { totalCount } }
          }`);
          return [data.nodes.map((node: any) => node?.id ?? null), data.event?.areas.totalCount ?? null];
        };
        expect(await there('2020-05-30')).toEqual([[null, null, null, null], null]);
        expect(await there('2020-05-31')).toEqual([[null, 'minister:m', 'institution:i', null], null]);
        expect(await there('2022-12-30')).toEqual([[null, 'minister:m', 'institution:i', null], null]);
        expect(await there('2022-12-31')).toEqual([['area:a', 'minister:m', 'institution:i', null], 1]);
        await graph.close();
      }
    });

    test('a passage that speaks of a date attests that date, in the past as well', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated());
      const ask = serverOver(graph, ontology);
      // The minister is attested from 2023 on only, so the relation alone is asked about.
      const on = async (date: string) =>
        (
          await ask(
            `query @asOf(date: "${date}") { institution(id: "institution:i") { officeHolders(where: { relation: { certain: true } }) { edges { role } } } }`,
          )
        ).data.institution.officeHolders.edges.map((e: any) => e.role);
      expect(await on('2020-05-30')).toEqual([]);
      expect(await on('2020-05-31')).toEqual(['passage']);
      expect(await on('2021-01-31')).toEqual(
        ['since', 'passage']
          .filter((role) => role !== 'since')
          .concat('since')
          .sort(),
      );
      expect(
        (
          await ask(
            '{ minister(id: "minister:m") { offices(where: { relation: { role: { eq: "passage" } } }) { edges { sources { document { id } at { edtf start end } } } } } }',
          )
        ).data.minister.offices.edges[0].sources,
      ).toEqual([
        { document: { id: 'document:late' }, at: { edtf: '2020-05', start: '2020-05-01', end: '2020-05-31' } },
        { document: { id: 'document:undated' }, at: { edtf: '2021-01-31', start: '2021-01-31', end: '2021-01-31' } },
      ]);
      await graph.close();
    });

    test('what is certain can be filtered and grouped by', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated());
      const ask = serverOver(graph, ontology);
      const { data, errors } = await ask(`query @asOf(date: "2024-01-01") {
        minister(id: "minister:m") { offices { groups(by: CERTAIN) { key count } }
          certain: offices(where: { certain: true }) { edges { role } }
          open: offices(where: { certain: false }) { totalCount }
          held: offices(where: { relation: { certain: true } }) { totalCount } }
        institutions(where: { certain: true }) { nodes { id } groups(by: CERTAIN) { key count } }
        holders: ministers(where: { offices: { some: { certain: true } } }) { totalCount }
        open: ministers(where: { events: { every: { certain: true } } }) { totalCount }
        not: institutions(where: { not: { certain: true } }) { nodes { id } }
      }`);
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        minister: {
          offices: {
            groups: [
              { key: 'false', count: 5 },
              { key: 'true', count: 1 },
            ],
          },
          certain: { edges: [{ role: 'between' }] },
          open: { totalCount: 5 },
          held: { totalCount: 1 },
        },
        institutions: { nodes: [{ id: 'institution:i' }], groups: [{ key: 'true', count: 1 }] },
        holders: { totalCount: 1 },
        open: { totalCount: 0 },
        not: { nodes: [{ id: 'institution:undated' }] },
      });
      await graph.close();
    });

    test.each([
      ['institutions(where: { certain: true }) { totalCount }', '"where.certain"'],
      [
        'institutions(where: { not: { officeHolders: { some: { relation: { certain: true } } } } }) { totalCount }',
        'certain" asks',
      ],
      ['institutions { groups(by: CERTAIN) { key } }', '"by" asks'],
    ])('%s without a date is a mistake that is told, and nothing else fails', async (field, sentence) => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated());
      const { data, errors } = await serverOver(graph, ontology)(`{ events { totalCount } wrong: ${field} }`);
      expect(data?.events).toEqual({ totalCount: 2 });
      expect(errors?.map((e) => [e.extensions.code, e.message])).toEqual([
        ['BAD_USER_INPUT', expect.stringContaining(sentence)],
      ]);
      await graph.close();
    });

    test('paths, related, neighbourhoods, time lines and search follow what was certain', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated());
      const ask = serverOver(graph, ontology);
      const on = async (date: string, certainty: string) => {
        const { data, errors } = await ask(`query @asOf(date: "${date}", certainty: ${certainty}) {
          paths(from: "event:dated", to: "institution:i", relations: [HOLDS_OFFICE, ATTENDED]) { paths { length } }
          neighborhood(of: ["minister:m"], relations: [HOLDS_OFFICE, ATTENDED]) { entities { id } }
          timeline(of: ["minister:m"], around: true, types: [EVENT, PROJECT, MINISTER]) { totalCount nodes { field entity { id } } }
          related(to: "institution:i", relations: [HOLDS_OFFICE, ATTENDED]) { edges { node { id } } }
          search(text: "undated", types: [INSTITUTION, EVENT]) { nodes { id } }
        }`);
        expect(errors).toBeUndefined();
        return {
          isConnected: data.paths.paths.length > 0,
          neighborhood: data.neighborhood.entities.map((e: any) => e.id),
          timeline: [data.timeline.totalCount, ...data.timeline.nodes.map((n: any) => n.entity.id)],
          search: data.search.nodes.map((n: any) => n.id),
          related: data.related.edges.map((e: any) => e.node.id),
        };
      };
      expect(await on('2024-01-01', 'POSSIBLE')).toEqual({
        isConnected: true,
        neighborhood: ['minister:m', 'institution:i', 'event:dated', 'event:undated'],
        timeline: [2, 'minister:m', 'event:dated'],
        search: ['event:undated', 'institution:undated'],
        related: ['event:dated', 'event:undated'],
      });
      expect(await on('2024-01-01', 'CERTAIN')).toEqual({
        isConnected: true,
        neighborhood: ['minister:m', 'institution:i', 'event:dated'],
        timeline: [1, 'event:dated'],
        search: [],
        related: ['event:dated'],
      });
      expect(await on('2024-03-28', 'CERTAIN')).toEqual({
        isConnected: false,
        neighborhood: ['minister:m', 'event:dated', 'event:undated'],
        timeline: [1, 'event:dated'],
        search: ['event:undated'],
        related: [],
      });
      await graph.close();
    });

    test('a date that comes or changes later settles what follows from it, as if it had been stated first', async () => {
      const read = `query @asOf(date: "2024-01-01", certainty: CERTAIN) {${QUESTION}}`;
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated());
      const expected = await serverOver(graph, ontology)(read);
      await graph.close();

      const later = await open();
      await prepareLayout(later, ontology);
      const { entities, relations } = stated();
      const undated = facts([document('early', '2019'), document('late')]).entities;
      const vague = facts([document('late'), { id: 'event:dated', period: '2025', ...cites('late') }]).entities.slice(
        1,
      );
      const others = entities.filter(({ id }) => !['document:early', 'document:late', 'event:dated'].includes(id));
      await record(later, ontology, { entities: [...undated, ...vague, ...others], relations });
      const ask = serverOver(later, ontology);
      expect((await ask(read)).data.minister.offices.totalCount).toBe(0);
      const dated = entities.filter(({ id }) => ['document:early', 'document:late', 'event:dated'].includes(id));
      await record(later, ontology, { entities: dated, relations: [] }, { restate: true });
      expect(await ask(read)).toEqual(expected);
      await later.close();
    });

    test('a document that announces what has no date attests a plan, in whatever order it arrives', async () => {
      const announced = { type: 'ANNOUNCED', from: 'event:dated', to: 'event:plan', ...cites('early') };
      const cited = (...documents: string[]) =>
        facts([
          ...['early', 'late'].map((id) => document(id, id === 'early' ? '2023-06-30' : '2024-03-27')),
          { id: 'event:plan', ...cites(...documents) },
        ]).entities.filter(({ id }) => id === 'event:plan');
      const { relations } = facts(
        [document('early'), { id: 'event:dated', ...cites('early') }, { id: 'event:plan', ...cites('early') }],
        [announced],
      );
      const [none, once, twice] = [
        { entities: [], relations },
        { entities: cited('early'), relations: [] },
        { entities: cited('early', 'late'), relations: [] },
      ];
      for (const [parts, days] of [
        [
          [once, none],
          [false, false],
        ],
        [[{ ...once, relations }], [false, false]],
        [
          [once, none, twice],
          [false, true],
        ],
        [
          [twice, none, once],
          [false, true],
        ],
        [[twice], [true, true]],
      ] as const) {
        const graph = await open();
        await prepareLayout(graph, ontology);
        await record(graph, ontology, { entities: stated().entities, relations: [] });
        for (const part of parts) await record(graph, ontology, part);
        const ask = serverOver(graph, ontology);
        const seen = ['2024-01-01', '2024-06-01'].map(async (date) => {
          const { data } = await ask(
            `query @asOf(date: "${date}", certainty: CERTAIN) { event(id: "event:plan") { id } events(where: { id: { eq: "event:plan" } }) { totalCount } }`,
          );
          return data.events.totalCount === 1;
        });
        expect(await Promise.all(seen)).toEqual(days);
        await graph.close();
      }
    });

    test('a database of layout 7 gets the days on which its facts are certain', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, stated(), { recordedAt: new Date('2026-01-01') });
      // An earlier state of an office and of an event.
      const later = facts(
        [
          document('early', '2023-06-30'),
          { id: 'minister:m', ...cites('early') },
          { id: 'institution:i', ...cites('early') },
          { id: 'event:dated', period: '2022-11-29', ...cites('early') },
        ],
        [office('once', { period: '2020/2023', ...cites('early') })],
      );
      await record(graph, ontology, later, { recordedAt: new Date('2026-02-01'), restate: true });
      const run = (text: string) => graph.write((unit) => unit.run({ text, parameters: {} }));
      const days = async () =>
        [
          ...(await run(
            'MATCH (n) WHERE n.certainFrom IS NOT NULL RETURN n.id AS id, n.certainFrom AS from, null AS to',
          )),
          ...(await run(
            'MATCH (:Entity)-[r]->(:Entity) WHERE r.certainFrom IS NOT NULL RETURN r.ententeId AS id, r.certainFrom AS from, r.certainTo AS to',
          )),
        ]
          .map((row) => JSON.stringify([row.id, row.from, row.to]))
          .sort();
      const before = await days();
      expect(before.filter((row) => row.includes('@')).length).toBeGreaterThan(1);
      await run('MATCH (n) WHERE n.certainFrom IS NOT NULL REMOVE n.certainFrom');
      await run('MATCH (:Entity)-[r]->(:Entity) REMOVE r.certainFrom, r.certainTo');
      await run("MATCH (d:EntenteDatabase {id: 'entente'}) SET d.layout = 7");
      expect(await days()).toEqual([]);
      await prepareLayout(graph, ontology);
      expect(await days()).toEqual(before);
      await graph.close();
    });

    test('in the bundled data, ministers are certain where documents name them, and nobody in 1950', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await loadWhenEmpty(graph, ontology);
      const ask = serverOver(graph, ontology);
      const certain = async (date: string) => {
        const { data } = await ask(`query @asOf(date: "${date}", certainty: CERTAIN) {
          ministers(where: { offices: { some: {} } }) { nodes { id } }
          all: documents { totalCount } projects { totalCount } institutions { totalCount }
        }`);
        return data;
      };
      const ids = (data: any) => data.ministers.nodes.map(({ id }: any) => id);
      for (const day of ['2023-06-30', '2023-10-01', '2024-03-26'])
        expect(ids(await certain(day))).toContain('minister:lee-jong-ho');
      expect(ids(await certain('2023-06-30'))).toContain('minister:thierry-breton');
      expect(ids(await certain('2024-03-26'))).not.toContain('minister:thierry-breton');
      // Nobody certainly has no office, and the council certainly discussed quantum technologies: a negation is about what is possible.
      const negated = await ask(`query @asOf(date: "2025-01-01", certainty: CERTAIN) {
        ministers(where: { offices: { none: {} } }) { totalCount }
        none: ministers(where: { offices: { count: { eq: 0 } } }) { totalCount }
        events(where: { not: { areas: { some: { id: { within: "area:hpc-quantum" } } } } }) { nodes { id } }
        past: events(where: { areas: { some: { id: { within: "area:hpc-quantum" } } } }) { totalCount certainCount }
        projects { nodes { funders { totalCount } } }
      }`);
      expect(negated.data).toMatchObject({ ministers: { totalCount: 0 }, none: { totalCount: 0 } });
      expect(ids({ ministers: negated.data.events })).not.toContain('event:rok-eu-digital-partnership-council-2');
      expect(negated.data.past.totalCount).toBeGreaterThanOrEqual(4);
      expect(negated.data.past.certainCount).toBe(negated.data.past.totalCount);
      expect(negated.data.projects.nodes.map(({ funders }: any) => funders.totalCount)).toEqual([0, 2, 2]);
      const offices = 'ministers(where: { offices: { some: { id: { eq: "institution:msit" } } } })';
      const { data: counted } = await ask(`query @asOf(date: "2025-01-01") { ${offices} { totalCount certainCount } }`);
      expect(counted.ministers).toEqual({ totalCount: 1, certainCount: 0 });
      // The memorandum was an intention and the association negotiated, so neither is certain, nor is it that anybody is a party.
      const { data: plans } = await ask(`query @asOf(date: "2026-01-01") {
        agreements(where: { certain: false }, orderBy: [{ id: ASC }]) {
          nodes { id parties { certainCount edges { certain } } } }
      }`);
      const isParty = { certainCount: 0, edges: [{ certain: false }, { certain: false }] };
      expect(plans.agreements.nodes).toEqual([
        { id: 'agreement:horizon-europe-association-korea', parties: isParty },
        { id: 'agreement:rok-eu-hpc-operators-memorandum', parties: isParty },
      ]);
      // What the second council discussed on 26 March existed then, though the article is of the 27th.
      const { data: discussed } = await ask(`query @asOf(date: "2024-03-26") {
        event(id: "event:rok-eu-digital-partnership-council-2") { areas { totalCount certainCount } participants { certainCount } }
      }`);
      const { areas, participants } = discussed.event;
      expect(areas.certainCount).toBe(areas.totalCount);
      expect(participants.certainCount).toBe(3);
      expect(await certain('1950')).toEqual({
        ministers: { nodes: [] },
        all: { totalCount: 0 },
        projects: { totalCount: 0 },
        institutions: { totalCount: 0 },
      });
      await graph.close();
    });
  });
}
