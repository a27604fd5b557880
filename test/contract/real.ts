import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { bundledFiles } from '../../src/ingest/facts/bundled.ts';
import { formats } from '../../src/ingest/formats/index.ts';
import { readMapping } from '../../src/ingest/mapping/mapping.ts';
import { loadFiles, SILENT } from '../../src/ingest/run/load-files.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { isThere, realFile, realTable } from '../support/real-data.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const TABLE = 'cordis-h2020-participations/h2020.csv.gz';
const PARTS = 'cordis-h2020-participations/programme_parts.csv';
const ORGANIZATIONS = 'cordis-h2020-organizations/h2020_organizations_out_formatted_latest.csv';
const ROR = 'ror/ror-records.jsonl.gz';

const ontology = createOntology();

/** Sums as the table gives them, in cents, so that no order of adding matters. */
const cents = (text: string | undefined) => (text && text !== 'NA' ? Math.round(Number(text) * 100) : 0);
const sumOf = (money: readonly { amount: number; currency: string }[]) =>
  money.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);

function counted<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** Queries about the published participations in Horizon 2020, compared with counts over the file itself. */
export function realContract(engine: string, { open }: Engine): void {
  const there = isThere(TABLE, PARTS, ORGANIZATIONS, ROR);
  describe.skipIf(!there)(`published data: ${engine}`, () => {
    let graph: Graph;
    let ask: (query: string) => Promise<any>;
    const folder = mkdtempSync(join(tmpdir(), 'entente-'));
    const rows = there ? realTable(TABLE) : [];
    const parts = there ? realTable(PARTS) : [];

    async function load(format: string | null, ...paths: readonly string[]) {
      const found =
        format === null
          ? null
          : (formats.find(({ name }) => name === format) ?? readMapping('mapping.yaml', format, ontology));
      const { outcome } = await loadFiles(
        graph,
        ontology,
        {
          format: found,
          files: paths.map((path) => ({ name: path, path })),
          about: {},
          dryRun: false,
          strict: false,
          replace: false,
        },
        SILENT,
      );
      return outcome;
    }

    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      const outcome = await load('h2020-participations', realFile(TABLE), realFile(PARTS));
      expect(outcome.rows).toMatchObject({ read: rows.length + parts.length, skipped: 0 });
      const server = serverOver(graph, ontology);
      ask = async (query) => {
        const { data, errors } = await server(query);
        if (errors) throw new Error(errors[0]?.message);
        return data;
      };
    });
    afterAll(async () => {
      await graph?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const distinct = (column: string, some = rows) => new Set(some.map((row) => row[column])).size;

    test('1: projects, 2: institutions and 3: participations are counted', async () => {
      const { projects, institutions } = await ask(
        '{ projects { totalCount } institutions(where: { projects: { some: {} } }) { totalCount groups(by: COUNTRY, first: 100) { key count } } }',
      );
      expect(projects.totalCount).toBe(distinct('rcn'));
      expect(institutions.totalCount).toBe(distinct('pic'));
    });

    test('4: institutions by country, with the codes of ISO for what the table calls UK and EL', async () => {
      const { institutions } = await ask(
        '{ institutions(where: { projects: { some: {} } }) { groups(by: COUNTRY, first: 20) { key count } } }',
      );
      const each = [...new Map(rows.map((row) => [row.pic, row])).values()];
      const codes: Record<string, string> = { UK: 'GB', EL: 'GR' };
      const counts = counted(each, ({ country }) => codes[country as string] ?? (country as string));
      const largest = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 20);
      expect(institutions.groups.map(({ key, count }: any) => [key, count])).toEqual(largest);
    });

    test('5: what each Korean institution got, 6: and how often', async () => {
      const { institutions } = await ask(
        '{ institutions(where: { country: { eq: "KR" } }, first: 100) { totalCount nodes { id projects { totalCount sum(of: AMOUNTS) { amount currency } } } } }',
      );
      const korean = rows.filter(({ country }) => country === 'KR');
      expect(institutions.totalCount).toBe(distinct('pic', korean));
      const got = institutions.nodes.map(({ id, projects }: any) => [
        id.slice('institution:pic-'.length),
        projects.totalCount,
        sumOf(projects.sum),
      ]);
      const wanted = [...new Set(korean.map(({ pic }) => pic))].map((pic) => {
        const own = korean.filter((row) => row.pic === pic);
        return [pic, own.length, own.reduce((sum, row) => sum + cents(row.contribution), 0)];
      });
      expect(got.sort()).toEqual(wanted.sort());
    });

    test('money by country, kind, area and year, with one key or two, equals the table to the cent', async () => {
      const codes: Record<string, string> = { UK: 'GB', EL: 'GR' };
      const kinds: Record<string, string> = {
        HES: 'UNIVERSITY',
        PRC: 'COMPANY',
        REC: 'RESEARCH',
        PUB: 'AGENCY',
        OTH: 'OTHER',
      };
      const areas = new Map<string | undefined, string[]>();
      for (const { rcn, programme_part: part } of parts) areas.set(rcn, [...(areas.get(rcn) ?? []), `${part}`]);
      type Cells = (typeof rows)[number];
      const read = new Map<string, (row: Cells) => readonly (string | null)[]>([
        ['PARTICIPANTS_COUNTRY', ({ country }) => [codes[`${country}`] ?? `${country}`]],
        ['PARTICIPANTS_KIND', ({ type }) => [kinds[`${type}`] ?? null]],
        ['AREAS_CODE', ({ rcn }) => areas.get(rcn) ?? [null]],
        ['PERIOD_YEAR', ({ start_date: start }) => [/^\d{4}/.exec(`${start}`)?.[0] ?? null]],
      ]);
      const tally = (by: readonly string[]) => {
        const groups = new Map<string, { projects: Set<unknown>; relations: number; cents: number }>();
        for (const row of rows) {
          const [first = [], second = [undefined]] = by.map((key) => read.get(key)?.(row) ?? []);
          for (const key of first.flatMap((one) => second.map((other) => JSON.stringify([one, other])))) {
            const group = groups.get(key) ?? { projects: new Set(), relations: 0, cents: 0 };
            group.projects.add(row.rcn);
            group.relations += 1;
            group.cents += cents(row.contribution);
            groups.set(key, group);
          }
        }
        return new Map(
          [...groups].map(([key, { projects, ...group }]) => [key, { projects: projects.size, ...group }]),
        );
      };
      for (const by of [
        ['PARTICIPANTS_COUNTRY'],
        ['PARTICIPANTS_KIND'],
        ['PERIOD_YEAR'],
        ['AREAS_CODE'],
        ['PARTICIPANTS_COUNTRY', 'PERIOD_YEAR'],
        ['PARTICIPANTS_KIND', 'AREAS_CODE'],
        ['AREAS_CODE', 'PARTICIPANTS_COUNTRY'],
      ]) {
        const args = `by: ${by[0]}${by[1] ? `, andBy: ${by[1]}` : ''}`;
        const found = new Map<string, unknown>();
        for (let skip = 0, number = 1; skip < number; skip += 500) {
          const { projects } = await ask(`{ projects { groupCount(${args}) groups(${args}, first: 500, skip: ${skip}) {
            keys { key } count relationCount(of: PARTICIPANTS) sum(of: PARTICIPANTS_AMOUNTS) { amount currency } } } }`);
          number = projects.groupCount;
          for (const { keys, count, relationCount, sum } of projects.groups) {
            const [one, other] = keys.map(({ key }: any) => key);
            found.set(JSON.stringify([one, other]), { projects: count, relations: relationCount, cents: sumOf(sum) });
          }
        }
        expect(found).toEqual(tally(by));
      }
    });

    test.each([
      ['KR', 'DE'],
      ['DE', 'FR'],
      ['US', 'GB'],
    ])('what %s and %s have to do with each other: projects, and what each gets for them', async (a, b) => {
      const { between } = await ask(
        `{ between(a: ["country:${a}"], b: ["country:${b}"]) { omitted projects(first: 1) { totalCount
            sumBySide(of: AMOUNTS) { a { amount currency } b { amount currency } }
            edges { a { totalCount } b { totalCount } } } } }`,
      );
      const codes: Record<string, string> = { UK: 'GB', EL: 'GR' };
      const of = (code: string) => rows.filter(({ country = '' }) => (codes[country] ?? country) === code);
      const [ofA, ofB] = [of(a), of(b)];
      const projectsOf = (some: typeof rows) => new Set(some.map(({ rcn }) => rcn));
      const [inA, inB] = [projectsOf(ofA), projectsOf(ofB)];
      const shared = ({ rcn }: (typeof rows)[number]) => inA.has(rcn) && inB.has(rcn);
      const got = (some: typeof rows) =>
        some.filter(shared).reduce((sum, { contribution }) => sum + cents(contribution), 0);
      const { totalCount, sumBySide } = between.projects;
      expect(between.omitted).toEqual([]);
      expect([totalCount, sumOf(sumBySide.a), sumOf(sumBySide.b)]).toEqual([
        [...inA].filter((rcn) => inB.has(rcn)).length,
        got(ofA),
        got(ofB),
      ]);
    });

    test('7: projects that began in 2018 and end by 2020', async () => {
      const { projects } = await ask(
        '{ projects(where: { period: { after: "2017", during: "2018/2020" } }) { totalCount } }',
      );
      const each = [...new Map(rows.map((row) => [row.rcn, row])).values()];
      const within = each.filter(
        ({ start_date, end_date }) =>
          (start_date as string) >= '2018-01-01' &&
          (end_date as string) <= '2020-12-31' &&
          end_date !== 'NA' &&
          start_date !== 'NA',
      );
      expect(projects.totalCount).toBe(within.length);
    });

    test('8: the ten institutions in most projects', async () => {
      const { institutions } = await ask(
        '{ institutions(orderBy: [{ projects: { count: DESC } }, { id: ASC }], first: 10) { nodes { id projects { totalCount } } } }',
      );
      const counts = counted(rows, ({ pic }) => `institution:pic-${pic}`);
      const largest = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10);
      expect(institutions.nodes.map(({ id, projects }: any) => [id, projects.totalCount])).toEqual(largest);
    });

    test('9: projects of a part of the programme, and their total cost', async () => {
      const { area } = await ask(
        '{ area(id: "area:h2020-sc5") { projects { totalCount sum(of: BUDGET) { amount currency } } } }',
      );
      const inPart = new Set(parts.filter((row) => row.programme_part === 'SC5').map(({ rcn }) => rcn));
      const each = [...new Map(rows.map((row) => [row.rcn, row])).values()].filter(({ rcn }) => inPart.has(rcn));
      expect([area.projects.totalCount, sumOf(area.projects.sum)]).toEqual([
        each.length,
        each.reduce((sum, row) => sum + cents(row.total_cost), 0),
      ]);
    });

    test('10: Greek coordinators in projects with somebody from Israel', async () => {
      const { institutions } = await ask(`{ institutions(where: { country: { eq: "GR" }, projects: { some: {
        relation: { role: { eq: "coordinator" } }, participants: { some: { country: { eq: "IL" } } } } } }) { totalCount } }`);
      const withIsrael = new Set(rows.filter(({ country }) => country === 'IL').map(({ rcn }) => rcn));
      const found = rows.filter(
        ({ country, role, rcn }) => country === 'EL' && role === 'coordinator' && withIsrael.has(rcn),
      );
      expect(institutions.totalCount).toBe(distinct('pic', found));
    });

    test('projects with more than fifty participants', async () => {
      const { projects } = await ask('{ projects(where: { participants: { count: { gt: 50 } } }) { totalCount } }');
      const sizes = [...counted(rows, ({ rcn }) => rcn as string).values()];
      expect(projects.totalCount).toBe(sizes.filter((size) => size > 50).length);
    });

    test('three data sets and the bundled data together tell which ROR institutions took part in projects of an area that an agreement covers', async () => {
      await load(null, ...bundledFiles());
      await load('cordis', realFile(ORGANIZATIONS));
      await load('ror', realFile(ROR));
      // Match institutions of CORDIS and ROR by web site, if no other institution has it.
      const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '');
      const sites = new Map<string, Set<string>>();
      for (const row of realTable(ORGANIZATIONS)) {
        const host = hostOf(row.organizationURL ?? '');
        if (host) sites.set(host, (sites.get(host) ?? new Set()).add(row.organisationID as string));
      }
      const lines = gunzipSync(readFileSync(realFile(ROR)))
        .toString('utf8')
        .trim()
        .split('\n');
      const named = new Map<string, string[]>();
      for (const line of lines) {
        const { id, links } = JSON.parse(line);
        const site = (links ?? []).map((link: any) =>
          typeof link === 'string' ? link : link.type === 'website' ? link.value : '',
        )[0];
        const host = hostOf(site ?? '');
        if (host) named.set(host, [...(named.get(host) ?? []), id.slice(-9)]);
      }
      const pairs = [...sites].flatMap(([host, pics]) => {
        const rors = named.get(host) ?? [];
        return pics.size === 1 && rors.length === 1 ? [[[...pics][0] as string, rors[0] as string, host] as const] : [];
      });
      expect(pairs.length).toBeGreaterThan(50);
      const crosswalk = join(folder, 'who-is-who.csv');
      writeFileSync(crosswalk, `${['pic,ror,site', ...pairs.map((pair) => pair.join(','))].join('\n')}\n`);
      const who = await load(WHO_IS_WHO, crosswalk);
      expect(who.relations).toMatchObject({ made: pairs.length, waiting: 0 });
      const areas = join(folder, 'areas.yaml');
      writeFileSync(areas, AREAS);
      await load(null, areas);
      const { institutions } = await ask(`{
        institutions(where: { counterpartOf: { some: { projects: { some: { areas: { some: { narrower: { some: { agreements: { some: {} } } } } } } } } } }) {
          totalCount groups(by: COUNTRY, first: 100) { key count }
        }
      }`);
      const inPart = new Set(parts.filter((row) => row.programme_part === 'LEIT').map(({ rcn }) => rcn));
      const tookPart = new Set(rows.filter(({ rcn }) => inPart.has(rcn)).map(({ pic }) => pic));
      const found = pairs.filter(([pic]) => tookPart.has(pic));
      expect(found.length).toBeGreaterThan(10);
      expect(institutions.totalCount).toBe(found.length);
      const countries = new Map(
        lines.map((line) => {
          const { id, locations, country } = JSON.parse(line);
          return [id.slice(-9), locations?.[0]?.geonames_details?.country_code ?? country?.country_code];
        }),
      );
      expect(Object.fromEntries(institutions.groups.map(({ key, count }: any) => [key, count]))).toEqual(
        Object.fromEntries(counted(found, ([, ror]) => countries.get(ror))),
      );
    });
  });
}

const WHO_IS_WHO = `
mapping: 1
source: { id: document:who-is-who, title: Who is who by web site, publisher: { id: institution:our-office, name: Our office } }
key: [pic, ror]
language: en
entities:
  cordis: { type: Institution, id: { scheme: pic, columns: [pic] } }
  ror: { type: Institution, id: { scheme: ror, columns: [ror] } }
relations:
  - { type: COUNTERPART_OF, from: cordis, to: ror }
`;

/** "Leadership in enabling and industrial technologies" is about digital technologies. */
const AREAS = `
entente: 1
entities:
  - { id: document:our-areas, names: [{ text: Our areas, language: en }], sources: [{ document: document:our-areas }] }
relations:
  - { type: NARROWER_THAN, from: area:semiconductors, to: area:h2020-leit, sources: [{ document: document:our-areas }] }
`;
