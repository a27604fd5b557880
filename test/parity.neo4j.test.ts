import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { GraphQLEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { openNeo4j } from '../src/engines/neo4j/neo4j.ts';
import type { Graph } from '../src/graph/port/graph.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { createSchema } from '../src/graphql/schema/schema.ts';
import { readBundled } from '../src/ingest/facts/bundled.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { fillEmpty } from '../src/recording/fill-empty.ts';
import { record } from '../src/recording/record.ts';
import { loadModel } from '../src/server/pages/model.ts';
import { countIn, countsQueryFor, queryFor, relationsIn } from '../src/server/pages/query.ts';
import { everyField } from './support/every-field.ts';
import { DOCUMENT, institutionFacts } from './support/institutions.ts';
import { madeUp } from './support/made-up.ts';
import { PAGE, PAGED, PAGES, walk, walkBoth } from './support/pages.ts';
import { paidFacts } from './support/paid.ts';
import { PATIENCE } from './support/patience.ts';
import { readRor } from './support/ror.ts';
import { textsOver } from './support/served.ts';

type Variables = Record<string, unknown>;
type Ask = (query: string, variables?: Variables) => Promise<any>;

const SIZE = 1000;
const RECORDED = new Date('2024-03-26T09:30:00Z');

const ontology = createOntology();
const schema = createSchema(ontology);
const servers = inject('neo4j');

const ror = servers.length > 0 ? readRor(SIZE) : [];
const register = ror ? 'Research Organization Registry' : 'Made-up register';
const subject = `the bundled data and ${SIZE} institutions of the ${register}`;
// Real names hold no emoji, so some made-up ones are added.
const bodies = [...(ror ?? madeUp(SIZE, 'seed')), ...madeUp(60, 'made-up')];
const more = institutionFacts(ontology, bodies, register);
const institutions = more.entities.filter(({ type }) => type === 'Institution').map(({ id }) => id);

const paid = paidFacts(ontology);
const basic = await readBundled(ontology);
const others = [...basic.entities, ...paid.entities].filter(({ type }) => type === 'Institution').length;

async function fill(graph: Graph): Promise<void> {
  await prepareLayout(graph, ontology);
  await fillEmpty(graph, ontology, basic, RECORDED);
  await record(graph, ontology, more, { recordedAt: RECORDED, restate: true });
  await record(graph, ontology, paid, { recordedAt: RECORDED, restate: true });
}

/** The examples from 13 on; the questions have numbers of their own. */
const aboutAll = new Set(readdirSync(new URL('../schema/examples/', import.meta.url)).filter((name) => name >= '13'));

/** Each question and example with its committed answer. */
const committed = [
  { queries: new URL('../schema/examples/', import.meta.url), answers: new URL('examples/', import.meta.url) },
  { queries: new URL('questions/', import.meta.url), answers: new URL('questions/', import.meta.url) },
].flatMap(({ queries, answers }) =>
  readdirSync(queries)
    .filter((name) => name.endsWith('.graphql'))
    // Those about generated data have no committed answer (generated.ts).
    .filter((name) => existsSync(new URL(name.replace('.graphql', '.json'), answers)))
    .map((name) => ({
      name,
      query: readFileSync(new URL(name, queries), 'utf8'),
      answer: JSON.parse(readFileSync(new URL(name.replace('.graphql', '.json'), answers), 'utf8')),
    })),
);

/** The entities with the most relations, in descending order. */
function hubs(many: number): string[] {
  const degrees = new Map<string, number>();
  for (const { from, to } of more.relations) {
    for (const id of [from, to]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  }
  return [...degrees]
    .sort(([, a], [, b]) => b - a)
    .slice(0, many)
    .map(([id]) => id);
}

const SOURCES = 'sources { document { id } locator stated }';
const OWN = `__typename id name names { text language kind } summary sameAs ${SOURCES} kind country place { name city country latitude longitude }`;
const EDGE = `cursor id type direction reading note rank recordedAt ${SOURCES} from { id name } to { id name }`;

if (servers.length === 0) {
  test.skip(`both engines return the same results (not tested: ${inject('neo4jNotTested').join('; ')})`, () => {});
}

/** Shared by all servers. */
const embedded = openEmbedded(null, PATIENCE);
const answers = new Map<string, Promise<string>>();
const ofEmbedded = textsOver(embedded, ontology, PATIENCE);
/** The embedded engine's answer, cached because every server gets the same queries. */
function expected(query: string, variables: Variables): Promise<string> {
  const key = JSON.stringify([query, variables]);
  const answer = answers.get(key) ?? ofEmbedded(query, variables);
  answers.set(key, answer);
  return answer;
}
beforeAll(() => (servers.length > 0 ? fill(embedded) : undefined), PATIENCE);
afterAll(() => embedded.close());

describe.each(servers)(
  `$name returns the same results as the embedded engine, over ${subject}`,
  { timeout: PATIENCE },
  (server) => {
    const neo4j = openNeo4j({
      uri: server.uri,
      username: server.username,
      password: server.password,
      database: server.database ?? null,
      deadline: PATIENCE,
      poolSize: 10,
      acquisitionTimeout: PATIENCE,
    });
    const ofNeo4j = textsOver(neo4j, ontology, PATIENCE);
    const wipe = () => neo4j.write((unit) => unit.run({ text: 'MATCH (n) DETACH DELETE n', parameters: {} }));

    beforeAll(async () => {
      await wipe();
      await fill(neo4j);
    }, 2 * PATIENCE);
    afterAll(async () => {
      await wipe();
      await neo4j.close();
    }, PATIENCE);

    /** The answer of both engines. Fails if they differ. */
    const ask: Ask = async (query, variables = {}) => {
      const [one, other] = await Promise.all([expected(query, variables), ofNeo4j(query, variables)]);
      // Show only the first difference: a megabyte of equal text doesn't help.
      let at = 0;
      while (at < one.length && one[at] === other[at]) at += 1;
      const shown = (text: string) => text.slice(Math.max(0, at - 200), at + 300);
      if (one !== other) expect(shown(other), `${query} ${JSON.stringify(variables)}`).toBe(shown(one));
      return JSON.parse(one);
    };
    /** Like `ask`, but fails if the answer has errors. */
    const answered: Ask = async (query, variables) => {
      const answer = await ask(query, variables);
      expect(answer.errors).toBeUndefined();
      return answer;
    };

    test.each(committed)('$name', async ({ name, query, answer }) => {
      const got = await answered(query);
      // The later examples query the whole graph, which here holds more than the bundled data.
      if (!aboutAll.has(name)) expect(got).toEqual(answer);
    });

    test.each([7, 100, 500])('all institutions, %i at a time, forwards and backwards', async (size) => {
      const fields = size === 500 ? `totalCount edges { cursor } nodes { ${OWN} }` : 'nodes { id name }';
      const query = `query (${PAGED}) { institutions(${PAGES}) { ${fields} ${PAGE} } }`;
      const ids = new Set(await walkBoth(answered, query, size, (data) => data.institutions));
      const { data } = await answered('{ institutions { totalCount } }');
      expect(ids.size).toBe(data.institutions.totalCount);
      for (const id of institutions) expect(ids).toContain(id);
    });

    test('every institution with its parents, parts, successors and predecessors', async () => {
      const list = (name: string) =>
        `${name}(first: 5) { totalCount edges { ${EDGE} period { edtf } node { id name country } } ${PAGE} }`;
      const query = `query (${PAGED}) { institutions(${PAGES}) { nodes { id ${['parent', 'subunits', 'successors', 'predecessors'].map(list).join(' ')} } ${PAGE} } }`;
      await walk(answered, query, 200, (data) => data.institutions);
    });

    test('the relations of hubs, by type and direction, and their parts page by page', async () => {
      for (const id of hubs(6)) {
        const type = ontology.typeOfId(id)?.name.toLowerCase();
        for (const types of [[], ['SUBUNIT_OF'], ['SUCCEEDED_BY', 'MENTIONS']]) {
          for (const direction of ['OUT', 'IN', 'BOTH']) {
            const query = `query ($types: [RelationType!], $direction: Direction) { ${type}(id: "${id}") {
            start: relations(types: $types, direction: $direction, first: 500) { totalCount edges { ${EDGE} role period { edtf } locator node { __typename id name } } ${PAGE} }
            end: relations(types: $types, direction: $direction, last: 3) { edges { cursor id } ${PAGE} } } }`;
            await answered(query, { types, direction });
          }
        }
        const query = `query (${PAGED}) { ${type}(id: "${id}") { relations(${PAGES}) { totalCount nodes { id } edges { cursor id } ${PAGE} } } }`;
        const size = id === DOCUMENT ? 500 : 7;
        const listOf = (data: any) => data[String(type)].relations;
        await walkBoth(answered, query, size, listOf);
      }
    });

    test('a part of a list between two cursors', async () => {
      const pages = '{ institutions(first: 500) { edges { cursor } } }';
      const cursors = (await answered(pages)).data.institutions.edges.map(({ cursor }: { cursor: string }) => cursor);
      const query = `query (${PAGED}) { institutions(${PAGES}) { nodes { id name } ${PAGE} totalCount } }`;
      for (const [after, before] of [
        [3, 9],
        [9, 3],
        [0, 499],
        [250, 251],
      ] as const) {
        for (const side of ['first', 'last']) {
          await answered(query, { [side]: 4, after: cursors[after], before: cursors[before] });
        }
      }
    });

    test.each(['ko', 'ko-KR', 'ar', 'fr', 'und'])('names in %s', async (language) => {
      const query = `query ($language: String, ${PAGED}) { institutions(${PAGES}) { nodes { id name(language: $language) label(language: $language) { text language kind } } ${PAGE} } }`;
      await walk(
        (text, page) => answered(text, { ...page, language }),
        query,
        500,
        (data) => data.institutions,
      );
    });

    test.each([
      [[{ name: 'DESC' }]],
      [[{ country: 'ASC' }, { name: 'DESC' }]],
      [[{ country: 'DESC' }]],
      [[{ place: { city: 'ASC' } }]],
      [[{ place: { city: 'DESC' } }, { kind: 'ASC' }]],
      [[{ subunits: { count: 'DESC' } }]],
    ])('all institutions in the order %j, those without a value too', async (orderBy) => {
      const query = `query ($orderBy: [InstitutionOrder!], ${PAGED}) { institutions(orderBy: $orderBy, ${PAGES}) { totalCount nodes { id name country place { city } } edges { cursor } ${PAGE} } }`;
      const ids = await walkBoth(
        (text, page) => answered(text, { ...page, orderBy }),
        query,
        400,
        (data) => data.institutions,
      );
      expect(new Set(ids).size).toBe(institutions.length + others);
    });

    test.each([
      { name: { contains: '😀' } },
      { name: { startsWith: 'école' } },
      { name: { startsWith: 'École', matchCase: true } },
      { name: { eq: 'E\u0301cole' } },
      { name: { contains: 'straße' } },
      { name: { gt: '\uffee' } },
      { name: { gte: '한국', lt: '\u{10000}', matchCase: true } },
      { name: { lte: '\u{1f600}' } },
      { name: { in: ['Zebra', '가나다', '𝒜lpha', 'null'] } },
      { names: { language: 'ko', contains: '대학' } },
      { country: { isNull: true } },
      { not: { country: { eq: 'KR' } } },
      { place: { city: { isNull: true } } },
      { place: { latitude: { gte: 0, lt: 40 } } },
      { or: [{ subunits: { some: { name: { contains: 'institut' } } } }, { summary: { isNull: false } }] },
    ])('the institutions where %j', async (where) => {
      const query = `query ($where: InstitutionWhere, ${PAGED}) { institutions(where: $where, ${PAGES}) { totalCount nodes { id name } edges { cursor } ${PAGE} } }`;
      await walkBoth(
        (text, page) => answered(text, { ...page, where }),
        query,
        300,
        (data) => data.institutions,
      );
    });

    test('groups and sums, including groups without a value', async () => {
      const money = '{ amount currency approximate }';
      const groups = (names: string[], more = '') =>
        names.map((by) => `${by}: groups(by: ${by}, first: 500) { key count entity { id name } ${more} }`).join(' ');
      const fields = groups(['COUNTRY', 'KIND', 'PLACE_CITY', 'PLACE_COUNTRY', 'PARENT', 'SUCCESSORS', 'PROJECTS']);
      const { data } = await answered(`{ institutions(first: 1) { ${fields} } }`);
      expect(data.institutions.COUNTRY.map(({ key }: { key: string | null }) => key)).toContain(null);
      await answered(`{ projects(first: 20) {
        sum(of: BUDGET) ${money} ${groups(['STATUS', 'AREAS'], `sum(of: BUDGET) ${money}`)}
        nodes { funders(first: 1) { sum(of: AMOUNTS) ${money} ${groups(['COUNTRY'], `sum(of: AMOUNTS) ${money}`)} } } } }`);
    });

    test('sums of amounts with decimals', async () => {
      const sum = 'sum(of: AMOUNTS) { amount currency approximate }';
      const ids = paid.entities.filter(({ type }) => type === 'Project').map(({ id }) => id);
      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Project { funders(first: 1) { ${sum} groups(by: COUNTRY) { key count ${sum} } } } } }`;
      await answered(query, { ids });
      const order = '[{ funders: { sum: { of: AMOUNTS, currency: "EUR", direction: DESC } } }]';
      const paged = `query (${PAGED}) { projects(orderBy: ${order}, ${PAGES}) { nodes { id } edges { cursor } ${PAGE} } }`;
      await walkBoth(answered, paged, 1, (data) => data.projects);
    });

    test('a cursor with a name that no entity has', async () => {
      const { data } = await answered('{ institutions(first: 500) { edges { cursor node { name } } } }');
      const { cursor, node } = data.institutions.edges.at(-1);
      const parts: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
      // Lists are in order of names without case.
      const at = parts.findIndex((part) => String(part).toLowerCase() === node.name.toLowerCase());
      expect(at).toBeGreaterThan(0);
      for (const name of ['', '\0', 'q', '\uffff', '\u{10ffff}', '\ud800', 'x'.repeat(20_000)]) {
        const forged = JSON.stringify(parts.with(at, name));
        const after = Buffer.from(forged).toString('base64url');
        await answered('query ($after: String) { institutions(first: 3, after: $after) { nodes { id } } }', { after });
      }
    });

    test('nodes by id, some of them missing or malformed', async () => {
      const ids = [
        ...institutions.filter((_id, i) => i % 30 === 0).toReversed(),
        'institution:none',
        'minister:lee-jong-ho',
        'area:semiconductors',
        DOCUMENT,
        'not an id',
        'institution:NONE',
        ...institutions.slice(-60),
        institutions[0],
        institutions[0],
      ];
      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Entity { name names { text language kind } sameAs ${SOURCES} } ... on Institution { kind country place { name city country latitude longitude } } } }`;
      const { data, errors } = await ask(query, { ids });
      expect(data.nodes.filter((node: unknown) => node === null)).toHaveLength(3);
      expect(errors).toHaveLength(2);
    });

    test('missing values are null', async () => {
      const query = `{ institutions(first: 500) { nodes { id summary country place { name city country latitude longitude } successors { edges { note period { edtf start end } sources { locator stated } } } } }
      events(first: 500) { nodes { id ordinal period { edtf start end } place { name city country latitude longitude } } }
      projects(first: 500) { nodes { id status duration period { edtf start end } budget { amount currency approximate } } } }`;
      const text = JSON.stringify((await answered(query)).data);
      for (const field of ['summary', 'country', 'place', 'city', 'latitude', 'period', 'locator', 'note', 'start']) {
        expect(text).toContain(`"${field}":null`);
      }
    });

    test('every field of every type', async () => {
      for (const { name, plural } of ontology.entities) {
        for (const selection of everyField(schema, name, 3))
          await answered(`{ ${plural}(first: 1) { nodes ${selection} } }`);
      }
      for (const id of [...hubs(4), ...institutions.slice(0, 3), ...institutions.slice(-3)]) {
        const type = ontology.typeOfId(id)?.name ?? '';
        for (const selection of everyField(schema, type, 3))
          await answered(`{ ${type.toLowerCase()}(id: "${id}") ${selection} }`);
      }
    });

    test('the page of an entity', async () => {
      const model = await loadModel(async (query) => (await answered(query)).data);
      for (const id of ['event:rok-eu-digital-partnership-council-1', ...hubs(2)]) {
        const variables = { id, language: 'ko', first: 20 };
        const all = model.groups(model.typeOf(id) ?? '');
        const { entity } = (await answered(countsQueryFor(all), { id })).data;
        const groups = all.filter((group) => countIn(entity, group) > 0);
        const whole = queryFor(model, { groups, isOnePage: false, isCited: false });
        await answered(whole, { ...variables, asOf: '2024-01-31' });
        const shown = (await answered(whole, variables)).data.entity;
        for (const group of groups.slice(0, 1)) {
          const page = queryFor(model, { groups: [group], isOnePage: true, isCited: true });
          const { pageInfo, edges } = relationsIn(shown, group);
          await answered(page, { ...variables, after: pageInfo.endCursor, fact: edges[0]?.id });
        }
      }
    });

    test('every claim of every field', async () => {
      const fields = schema.getType('ClaimField') as GraphQLEnumType;
      const claims = fields
        .getValues()
        .map(
          ({ name }) =>
            `${name}: claims(field: ${name}) { value rank recordedAt period { edtf start end } ${SOURCES} }`,
        );
      for (const { plural } of ontology.entities) {
        await answered(`{ ${plural}(first: 200) { nodes { id ${claims.join(' ')} } } }`);
      }
    });

    test('invalid queries are refused with the same messages', async () => {
      for (const query of [
        '{ institutions(first: 501) { totalCount } }',
        '{ institutions(first: 2, last: 2) { totalCount } }',
        '{ institutions(after: "x") { nodes { id } } }',
        '{ institution(id: "area:semiconductors") { id } }',
        '{ institution(id: "institution:none") { id } }',
        '{ institutions(first: 1) { nodes { name(language: "not a tag") } } }',
        '{ institutions { nodes { nothing } } }',
        '{',
      ]) {
        await ask(query);
      }
    });
  },
);
