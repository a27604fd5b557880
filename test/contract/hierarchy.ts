import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { loadFiles, SILENT } from '../../src/ingest/run/load-files.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const sources = [{ document: 'document:d' }];

type Relation = readonly [type: string, from: string, to: string, more?: object];

const textOf = (entities: Readonly<Record<string, object>>, relations: readonly Relation[]) =>
  JSON.stringify({
    entente: 1,
    entities: Object.entries({ 'document:d': {}, ...entities }).map(([id, more]) => ({
      id,
      names: [{ text: id, language: 'en' }],
      sources,
      ...more,
    })),
    relations: relations.map(([type, from, to, more]) => ({ type, from, to, sources, ...more })),
  });

function facts(entities: Readonly<Record<string, object>>, relations: readonly Relation[]) {
  const text = textOf(entities, relations);
  const { facts: read, problems } = checkFacts([readDataFile('hierarchy.yaml', text)], ontology);
  expect(problems).toEqual([]);
  return read;
}

const euros = (amount: number) => ({ budget: [{ amount, currency: 'EUR' }] });

/**
 *     top        lone
 *    /   \
 *  left  right      bodies: council < ministry < state, until 2020; today council < union
 *    \   /  \
 *    both   leaf    a cycle: ring-1 < ring-2 < ring-3 < ring-1, and ring-1 < top
 */
const drawn = () =>
  facts(
    {
      ...Object.fromEntries(
        ['top', 'left', 'right', 'both', 'leaf', 'lone', 'ring-1', 'ring-2', 'ring-3'].map((name) => [
          `area:${name}`,
          {},
        ]),
      ),
      'institution:state': {},
      'institution:ministry': {},
      'institution:council': {},
      'institution:union': {},
      'project:top': euros(1),
      'project:both': { ...euros(2), status: 'ACTIVE' },
      'project:leaf-and-both': { ...euros(4), status: 'PLANNED' },
      'project:lone': euros(8),
      'project:ring': euros(16),
      'project:none': euros(32),
      'event:year': { period: '2023' },
      'event:week': { period: '2023-05' },
      'event:talk': { period: '2023-05-02' },
    },
    [
      ['NARROWER_THAN', 'area:left', 'area:top'],
      ['NARROWER_THAN', 'area:right', 'area:top'],
      ['NARROWER_THAN', 'area:both', 'area:left'],
      ['NARROWER_THAN', 'area:both', 'area:right'],
      ['NARROWER_THAN', 'area:leaf', 'area:right'],
      ['NARROWER_THAN', 'area:ring-1', 'area:ring-2'],
      ['NARROWER_THAN', 'area:ring-2', 'area:ring-3'],
      ['NARROWER_THAN', 'area:ring-3', 'area:ring-1'],
      ['NARROWER_THAN', 'area:ring-1', 'area:top'],
      ['NARROWER_THAN', 'area:lone', 'area:left', { rank: 'DEPRECATED' }],
      ['SUBUNIT_OF', 'institution:ministry', 'institution:state'],
      ['SUBUNIT_OF', 'institution:council', 'institution:ministry', { period: '../2020-06-30' }],
      ['SUBUNIT_OF', 'institution:council', 'institution:union', { period: '2020-07-01/..' }],
      ['PART_OF_EVENT', 'event:week', 'event:year'],
      ['PART_OF_EVENT', 'event:talk', 'event:week'],
      ['IN_AREA', 'project:top', 'area:top'],
      ['IN_AREA', 'project:both', 'area:both'],
      ['IN_AREA', 'project:leaf-and-both', 'area:leaf'],
      ['IN_AREA', 'project:leaf-and-both', 'area:both'],
      ['IN_AREA', 'project:lone', 'area:lone'],
      ['IN_AREA', 'project:ring', 'area:ring-2'],
      ['WORKS_ON', 'institution:council', 'area:both'],
      ['WORKS_ON', 'institution:council', 'area:lone'],
    ],
  );

const ids = (list: { nodes: { id: string }[] } | undefined) => list?.nodes.map(({ id }) => id.split(':')[1]);

/** The contract of every engine about hierarchies. */
export function hierarchyContract(engine: string, { open }: Engine): void {
  describe(`hierarchies: ${engine}`, () => {
    const filled = async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, drawn(), { recordedAt: new Date('2026-01-01T00:00:00Z') });
      return { graph, ask: serverOver(graph, ontology) };
    };

    test('within finds an entity and all that is below it, once each, through cycles', async () => {
      const { graph, ask } = await filled();
      const within = (id: string) => `where: { id: { within: "${id}" } }, orderBy: [{ id: ASC }]`;
      const { data, errors } = await ask(`{
        top: areas(${within('area:top')}) { totalCount nodes { id } }
        right: areas(${within('area:right')}) { totalCount nodes { id } }
        ring: areas(${within('area:ring-3')}) { nodes { id } }
        lone: areas(${within('area:lone')}) { nodes { id } }
        any: areas(where: { id: { withinAny: ["area:left", "area:lone"] } }, orderBy: [{ id: ASC }]) { nodes { id } }
        not: areas(where: { not: { id: { within: "area:top" } } }) { nodes { id } }
        state: institutions(${within('institution:state')}) { nodes { id } }
        year: events(${within('event:year')}) { nodes { id } }
        both: areas(where: { id: { within: "area:left", in: ["area:both", "area:leaf"] } }) { nodes { id } }
      }`);
      expect(errors).toBeUndefined();
      expect(data.top.totalCount).toBe(8);
      expect(ids(data.top)).toEqual(['both', 'leaf', 'left', 'right', 'ring-1', 'ring-2', 'ring-3', 'top']);
      expect(ids(data.right)).toEqual(['both', 'leaf', 'right']);
      expect(ids(data.ring)).toEqual(['ring-1', 'ring-2', 'ring-3']);
      expect(ids(data.lone)).toEqual(['lone']);
      expect(ids(data.any)).toEqual(['both', 'left', 'lone']);
      expect(ids(data.not)).toEqual(['lone']);
      expect(ids(data.state)).toEqual(['council', 'ministry', 'state']);
      expect(ids(data.year)).toEqual(['talk', 'week', 'year']);
      expect(ids(data.both)).toEqual(['both']);
      await graph.close();
    });

    test('within in some, none, every and count, and in lists of relations', async () => {
      const { graph, ask } = await filled();
      const right = '{ id: { within: "area:right" } }';
      const projects = (where: string) =>
        `projects(where: { areas: { ${where} } }, orderBy: [{ id: ASC }]) { nodes { id } }`;
      const { data, errors } = await ask(`{
        some: ${projects(`some: ${right}`)}
        none: ${projects(`none: ${right}`)}
        every: ${projects(`some: {}, every: ${right}`)}
        two: ${projects(`count: { eq: 2 }, where: ${right}`)}
        either: projects(where: { or: [{ areas: { some: ${right} } }, { name: { contains: "lone" } }] }, orderBy: [{ id: ASC }]) { nodes { id } }
        institution(id: "institution:council") { areas(where: ${right}) { totalCount nodes { id projects(where: { areas: { some: { id: { within: "area:leaf" } } } }) { nodes { id } } } } }
        document(id: "document:d") { mentions(where: { id: { within: "area:right" } }, orderBy: [{ id: ASC }]) { totalCount nodes { id } } }
        area(id: "area:right") { narrower(where: { id: { within: "area:top" } }, orderBy: [{ id: ASC }]) { nodes { id } } }
      }`);
      expect(errors).toBeUndefined();
      expect(ids(data.some)).toEqual(['both', 'leaf-and-both']);
      expect(ids(data.none)).toEqual(['lone', 'none', 'ring', 'top']);
      expect(ids(data.every)).toEqual(['both', 'leaf-and-both']);
      expect(ids(data.two)).toEqual(['leaf-and-both']);
      expect(ids(data.either)).toEqual(['both', 'leaf-and-both', 'lone']);
      expect(data.institution.areas).toEqual({
        totalCount: 1,
        nodes: [{ id: 'area:both', projects: { nodes: [{ id: 'project:leaf-and-both' }] } }],
      });
      expect(data.document.mentions.totalCount).toBe(3);
      expect(ids(data.document.mentions)).toEqual(['both', 'leaf', 'right']);
      expect(ids(data.area.narrower)).toEqual(['both', 'leaf']);
      await graph.close();
    });

    test('selfOrBelow and selfOrAbove find what meets a filter, and all that it is a part of, or its parts', async () => {
      const { graph, ask } = await filled();
      const asked = async (where: string) =>
        ids((await ask(`{ areas(where: ${where}, orderBy: [{ id: ASC }]) { nodes { id } } }`)).data.areas);
      const ofLeaf = 'selfOrBelow: { projects: { some: { id: { eq: "project:leaf-and-both" } } } }';
      expect(await asked(`{ ${ofLeaf} }`)).toEqual(['both', 'leaf', 'left', 'right', 'top']);
      expect(await asked(`{ not: { ${ofLeaf} } }`)).toEqual(['lone', 'ring-1', 'ring-2', 'ring-3']);
      expect(await asked(`{ ${ofLeaf}, id: { within: "area:left" } }`)).toEqual(['both', 'left']);
      expect(await asked('{ selfOrBelow: { projects: { some: { name: { contains: "ring" } } } } }')).toEqual([
        'ring-1',
        'ring-2',
        'ring-3',
        'top',
      ]);
      expect(
        await asked('{ selfOrBelow: { id: { within: "area:leaf" }, selfOrBelow: { projects: { some: {} } } } }'),
      ).toEqual(['leaf', 'right', 'top']);
      expect(await asked('{ selfOrAbove: { institutions: { some: {} } } }')).toEqual(['both', 'lone']);
      expect(
        await asked('{ selfOrAbove: { id: { eq: "area:right" } }, selfOrBelow: { id: { eq: "area:leaf" } } }'),
      ).toEqual(['leaf', 'right']);
      const { data, errors } = await ask(`{
        project(id: "project:both") { areas(where: { ${ofLeaf} }) { nodes { id } } }
        projects(where: { areas: { some: {}, none: { ${ofLeaf} } } }, orderBy: [{ id: ASC }]) { nodes { id } }
        wrong: areas(where: { selfOrBelow: { id: { within: "area:nope" } } }) { totalCount }
      }`);
      expect(ids(data.project.areas)).toEqual(['both']);
      expect(ids(data.projects)).toEqual(['lone', 'ring']);
      expect(errors?.map(({ message }) => message)).toEqual([
        '"where.selfOrBelow.id.within" expects the id of an entity in this graph; got "area:nope", which is not in it. Take ids from earlier answers, or find them with search.',
      ]);
      await graph.close();
    });

    test('rolled-up groups count and add up each member once at each level', async () => {
      const { graph, ask } = await filled();
      const groups = (args: string) =>
        `groups(by: AREAS, rollUp: true${args}) { key count sum(of: BUDGET) { amount } }`;
      const { data, errors } = await ask(`{
        projects { groupCount(by: AREAS, rollUp: true) ${groups('')} }
        few: projects { ${groups(', first: 2, skip: 1, orderBy: { sum: { of: BUDGET, currency: "EUR" } }')} }
        right: projects(where: { areas: { some: { id: { within: "area:right" } } } }) { ${groups(', orderBy: { key: ASC }')} }
        only: projects { ${groups(', where: { areas: { id: { within: "area:right" } } }, orderBy: { key: ASC }')} }
        pairs: projects(where: { areas: { some: {} } }) { groups(by: STATUS, andBy: AREAS, rollUp: true, orderBy: { key: ASC }, first: 6) { keys { key } count } }
        institution(id: "institution:council") { areas { groups(by: BROADER, rollUp: true, orderBy: { key: ASC }) { key count entity { name } } } }
        institutions { groups(by: AREAS_PROJECTS, first: 1) { key } }
      }`);
      expect(errors).toBeUndefined();
      const shown = (list: { groups: { key: string | null; count: number; sum: { amount: number }[] }[] }) =>
        list.groups.map(({ key, count, sum }) => [key?.split(':')[1] ?? null, count, sum[0]?.amount]);
      expect(data.projects.groupCount).toBe(10);
      expect(shown(data.projects)).toEqual([
        ['top', 4, 23],
        ['both', 2, 6],
        ['left', 2, 6],
        ['right', 2, 6],
        ['leaf', 1, 4],
        ['lone', 1, 8],
        ['ring-1', 1, 16],
        ['ring-2', 1, 16],
        ['ring-3', 1, 16],
        [null, 1, 32],
      ]);
      expect(shown(data.few)).toEqual([
        ['top', 4, 23],
        ['ring-1', 1, 16],
      ]);
      const ofRight = [
        ['both', 2, 6],
        ['leaf', 1, 4],
        ['left', 2, 6],
        ['right', 2, 6],
        ['top', 2, 6],
      ];
      expect(shown(data.right)).toEqual(ofRight);
      expect(shown(data.only)).toEqual(ofRight);
      expect(
        data.pairs.groups.map(({ keys, count }: any) => [...keys.map((one: any) => one.key.split(':').pop()), count]),
      ).toEqual([
        ['ACTIVE', 'both', 1],
        ['ACTIVE', 'left', 1],
        ['ACTIVE', 'right', 1],
        ['ACTIVE', 'top', 1],
        ['PLANNED', 'both', 1],
        ['PLANNED', 'leaf', 1],
      ]);
      expect(data.institution.areas.groups).toEqual([
        { key: 'area:left', count: 1, entity: { name: 'area:left' } },
        { key: 'area:right', count: 1, entity: { name: 'area:right' } },
        { key: 'area:top', count: 1, entity: { name: 'area:top' } },
        { key: null, count: 1, entity: null },
      ]);
      await graph.close();
    });

    test('rolled-up groups follow the hierarchies of the time that the query asks about', async () => {
      const { graph, ask } = await filled();
      const asked = async (time: string) => {
        const query = `query ${time} { institutions { groups(by: PARENT, rollUp: true) { key count } } }`;
        const { data } = await ask(query);
        return data.institutions.groups.map(({ key, count }: any) => [key?.split(':')[1] ?? null, count]);
      };
      expect(await asked('@asOf(date: "2020-01-01")')).toEqual([
        ['state', 2],
        [null, 2],
        ['ministry', 1],
      ]);
      expect(await asked('@asOf(date: "2021")')).toEqual([
        [null, 2],
        ['state', 1],
        ['union', 1],
      ]);
      expect(await asked('@asOf(date: "2021", known: "2026-01-15T00:00:00Z")')).toEqual([
        [null, 2],
        ['state', 1],
        ['union', 1],
      ]);
      await graph.close();
    });

    test('wrong groups and sums leave their list', async () => {
      const { graph, ask } = await filled();
      const { data, errors } = await ask(`{
        right: areas(where: { id: { within: "area:leaf" } }) { totalCount }
        flat: projects { totalCount groups(by: STATUS, rollUp: true) { key } }
        unknown: projects { totalCount groups(by: AREAS, where: { areas: { id: { within: "area:nope" } } }) { key } }
        inner: institution(id: "institution:state") { subunits { totalCount nodes { id } groups(by: COUNTRY, rollUp: true) { key } } }
      }`);
      expect(data.right).toEqual({ totalCount: 1 });
      expect(errors?.map(({ path, message }) => [path?.join('.'), message]).sort()).toEqual([
        [
          'flat.groups',
          '"rollUp" expects groups by entities of a type with a hierarchy (INSTITUTION, AREA, EVENT); got STATUS, with nothing above. Leave it out, or group by a field that leads to one.',
        ],
        [
          'inner.subunits.groups',
          '"rollUp" expects groups by entities of a type with a hierarchy (INSTITUTION, AREA, EVENT); got COUNTRY, with nothing above. Leave it out, or group by a field that leads to one.',
        ],
        [
          'unknown.groups',
          '"where.areas.id.within" expects the id of an entity in this graph; got "area:nope", which is not in it. Take ids from earlier answers, or find them with search.',
        ],
      ]);
      await graph.close();
    });

    test('within and rolled-up groups reach the end of a hierarchy with more levels than are looked up', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const chain = Array.from({ length: 30 }, (_, i) => `area:${10 + i}`);
      const steps = chain.slice(1).map((id, i): Relation => ['NARROWER_THAN', id, chain[i] ?? '']);
      const chained = facts({ ...Object.fromEntries(chain.map((id) => [id, {}])), 'project:last': {} }, [
        ...steps,
        ['IN_AREA', 'project:last', 'area:39'],
      ]);
      await record(graph, ontology, chained);
      const ask = serverOver(graph, ontology);
      const { data } = await ask(`{
        areas(where: { id: { within: "area:10" } }) { totalCount }
        below: areas(where: { id: { within: "area:35" } }, orderBy: [{ id: ASC }]) { nodes { id } }
        projects { groupCount(by: AREAS, rollUp: true) groups(by: AREAS, rollUp: true, first: 2) { key count } }
      }`);
      expect(data.areas.totalCount).toBe(30);
      expect(ids(data.below)).toEqual(['35', '36', '37', '38', '39']);
      expect(data.projects).toEqual({
        groupCount: 30,
        groups: [
          { key: 'area:10', count: 1 },
          { key: 'area:11', count: 1 },
        ],
      });
      await graph.close();
    });

    test('hierarchies are those of the time that the query asks about', async () => {
      const { graph, ask } = await filled();
      await record(
        graph,
        ontology,
        facts({ 'area:lone': {}, 'area:right': {} }, [['NARROWER_THAN', 'area:lone', 'area:right']]),
        {
          recordedAt: new Date('2026-02-01T00:00:00Z'),
        },
      );
      const asked = async (time: string, id: string) => {
        const list = id.startsWith('area') ? 'areas' : 'institutions';
        const query = `query ${time} { list: ${list}(where: { id: { within: "${id}" } }, orderBy: [{ id: ASC }]) { nodes { id } } }`;
        return ids((await ask(query)).data.list);
      };
      const [before, after] = ['@asOf(date: "2020-01-01")', '@asOf(date: "2021")'];
      expect(await asked(before, 'institution:state')).toEqual(['council', 'ministry', 'state']);
      expect(await asked(before, 'institution:union')).toEqual(['union']);
      expect(await asked(after, 'institution:state')).toEqual(['ministry', 'state']);
      expect(await asked(after, 'institution:union')).toEqual(['council', 'union']);
      expect(await asked('', 'area:right')).toEqual(['both', 'leaf', 'lone', 'right']);
      const then = '@asOf(known: "2026-01-15T00:00:00Z")';
      expect(await asked(then, 'area:right')).toEqual(['both', 'leaf', 'right']);
      expect(await asked('@asOf(known: "2025-01-01T00:00:00Z")', 'area:right')).toEqual([]);
      await graph.close();
    });

    test('a wrong within fails its own list and says what to do', async () => {
      const { graph, ask } = await filled();
      const { data, errors } = await ask(`{
        unknown: areas(where: { id: { within: "area:nope" } }) { nodes { id } }
        flat: projects(where: { id: { within: "project:top" } }) { nodes { id } }
        other: areas(where: { id: { within: "institution:state" } }) { nodes { id } }
        none: areas(where: { id: { within: null } }) { nodes { id } }
        relation: area(id: "area:top") { narrower(where: { relation: { id: { within: "area:top" } } }) { totalCount } }
        inner: area(id: "area:top") { id narrower(where: { id: { within: "area:nope" } }) { totalCount } }
        right: areas(where: { id: { within: "area:both" } }) { nodes { id } }
      }`);
      expect(ids(data.right)).toEqual(['both']);
      const messages = Object.fromEntries((errors ?? []).map(({ path, message }) => [path?.[0], message]));
      expect(messages).toEqual({
        unknown:
          '"where.id.within" expects the id of an entity in this graph; got "area:nope", which is not in it. Take ids from earlier answers, or find them with search.',
        flat: '"where.id.within" expects an id of a type with a hierarchy (INSTITUTION, AREA, EVENT); got "project:top", and nothing is below a project. Use eq or in.',
        other: '"where.id" expects "area:" and a name; got "institution:state".',
        none: '"where.id.within" expects an id; got null. Leave it out, or ask for what is missing with isNull: true.',
        relation:
          '"where.relation.id" expects eq or in, as nothing is below a relation; got within. Use it on the id of the entity.',
        inner:
          '"where.id.within" expects the id of an entity in this graph; got "area:nope", which is not in it. Take ids from earlier answers, or find them with search.',
      });
      expect(new Set((errors ?? []).map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
      await graph.close();
    });

    test('the second council discussed six of the areas of the partnership, one of them by a part of it', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await loadWhenEmpty(graph, ontology);
      const ask = serverOver(graph, ontology);
      const covered = 'agreements: { some: { id: { eq: "agreement:rok-eu-digital-partnership" } } }';
      const council = '{ id: { eq: "event:rok-eu-digital-partnership-council-2" } }';
      const discussed = `selfOrBelow: { events: { some: ${council} } }`;
      const { data } = await ask(`{
        discussed: areas(where: { ${covered}, ${discussed} }) { totalCount nodes { id } }
        others: areas(where: { ${covered}, not: { ${discussed} } }) { totalCount nodes { id } }
        direct: areas(where: { ${covered}, events: { some: ${council} } }) { totalCount }
        quantum: events(where: { areas: { some: { id: { within: "area:hpc-quantum" } } }, and: [${council}] }) { totalCount }
        topics: event(id: "event:rok-eu-digital-partnership-council-2") {
          areas(where: { not: { selfOrAbove: { ${covered} } } }) { nodes { id } }
        }
        projects(where: { areas: { some: { selfOrBelow: { id: { eq: "area:6g" } } } } }) { nodes { id } }
      }`);
      expect(data.discussed.totalCount).toBe(6);
      expect(ids(data.discussed)).toEqual([
        'artificial-intelligence',
        'beyond-5g-6g',
        'cybersecurity-trust',
        'hpc-quantum',
        'online-digital-platforms',
        'semiconductors',
      ]);
      expect(data.others.totalCount).toBe(5);
      expect(ids(data.others)).toEqual([
        'collaborative-research',
        'data-laws-systems',
        'digital-identity-trust-services',
        'digital-trade',
        'skills-mobility-digital-inclusion',
      ]);
      // Without the hierarchy, quantum technologies do not count for HPC and quantum technologies.
      expect(data.direct.totalCount).toBe(5);
      expect(data.quantum.totalCount).toBe(1);
      expect(ids(data.topics.areas)).toEqual(['digital-rights', 'standardisation']);
      expect(ids(data.projects)).toEqual(['rok-eu-6g-research']);
      await graph.close();
    });

    test('an import and a recording report the cycles that their relations are on or lead to', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const areas = (...names: string[]) => Object.fromEntries(names.map((name) => [`area:${name}`, {}]));
      const narrower = (...pairs: [string, string][]): Relation[] =>
        pairs.map(([from, to]) => ['NARROWER_THAN', `area:${from}`, `area:${to}`]);
      const imported = async (text: string, dryRun = false) => {
        const folder = mkdtempSync(join(tmpdir(), 'entente-'));
        const path = join(folder, 'facts.json');
        writeFileSync(path, text);
        const cycles: (readonly string[])[] = [];
        const options = { about: {}, dryRun, strict: false, replace: false };
        await loadFiles(
          graph,
          ontology,
          { format: null, files: [{ name: path, path }], ...options },
          { ...SILENT, cycle: (ids) => cycles.push(ids) },
        );
        rmSync(folder, { recursive: true });
        return cycles;
      };
      const ring = textOf(areas('a', 'b', 'c', 'd'), narrower(['a', 'b'], ['b', 'c'], ['c', 'a'], ['d', 'c']));
      const found = [['area:a', 'area:b', 'area:c']];
      expect(await imported(ring, true)).toEqual(found);
      expect(await imported(ring)).toEqual(found);
      expect(await imported(ring)).toEqual(found);
      // Below the cycle, and beside it.
      expect(await imported(textOf(areas('d', 'e'), narrower(['e', 'd'])))).toEqual(found);
      expect(await imported(textOf(areas('x', 'y'), narrower(['x', 'y'])))).toEqual([]);
      expect(await imported(textOf(areas('z'), []))).toEqual([]);
      expect(await imported(textOf(areas('x', 'y'), narrower(['y', 'x'])), true)).toEqual([['area:x', 'area:y']]);
      // The relations that make a cycle wait for one of their ends.
      expect(await imported(textOf(areas('p'), narrower(['p', 'q'], ['q', 'p'])))).toEqual([]);
      expect((await record(graph, ontology, facts(areas('q'), []))).cycles).toEqual([['area:p', 'area:q']]);
      expect(await imported(textOf(areas('r'), narrower(['r', 's'], ['s', 'r'])))).toEqual([]);
      expect(await imported(textOf(areas('s'), []))).toEqual([['area:r', 'area:s']]);
      expect((await record(graph, ontology, facts(areas('x', 'y'), narrower(['y', 'x'])))).cycles).toEqual([
        ['area:x', 'area:y'],
      ]);
      expect((await record(graph, ontology, facts(areas('x'), []))).cycles).toEqual([]);
      // Each may be a part of the other at its time; by half-known dates, at once.
      const bodies = { 'institution:a': {}, 'institution:b': {} };
      const parts = (one: string, other: string) =>
        textOf(bodies, [
          ['SUBUNIT_OF', 'institution:a', 'institution:b', { period: one }],
          ['SUBUNIT_OF', 'institution:b', 'institution:a', { period: other }],
        ]);
      expect(await imported(parts('2010/2019', '2020/..'), true)).toEqual([]);
      expect(await imported(parts('2010/2020', '2020/..'), true)).toEqual([['institution:a', 'institution:b']]);
      expect(await imported(parts('2010/2019', '2020/..'))).toEqual([]);
      const later = facts(bodies, [['SUBUNIT_OF', 'institution:b', 'institution:a', { period: '2012/..' }]]);
      expect((await record(graph, ontology, later, { restate: true })).cycles).toEqual([
        ['institution:a', 'institution:b'],
      ]);
      await graph.close();
    });
  });
}
