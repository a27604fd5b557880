import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  createEntente,
  createOntology,
  type Entente,
  type EntenteOptions,
  type EntityInput,
  extendOntology,
  InvalidFacts,
  InvalidOntology,
  integer,
  period,
  type RelationInput,
  text,
} from '../src/index.ts';
import { entityTypes } from './support/entity-types.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-library-'));
const open: Entente[] = [];
afterEach(async () => {
  for (const entente of open.splice(0)) await entente.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function opened(options: EntenteOptions = {}): Promise<Entente> {
  const entente = await createEntente(options);
  open.push(entente);
  return entente;
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const requestOf = (query: string, path = '/graphql') =>
  new Request(`http://localhost${path}`, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ query }) });
const ask = async (entente: Entente, query: string) => (await entente.fetch(requestOf(query))).json();

const sources = [{ document: 'document:report' }];
const entity = (id: string, name: string, others: Partial<EntityInput> = {}): EntityInput => ({
  id,
  names: [{ text: name, language: 'en' }],
  sources,
  ...others,
});
const report = entity('document:report', 'Report');
const kaist = entity('institution:kaist', 'KAIST', { country: 'KR' });
const relation = (type: string, from: string, to: string, others: Partial<RelationInput> = {}): RelationInput => ({
  type,
  from,
  to,
  sources,
  ...others,
});

const PROGRAMMES = extendOntology({
  entities: [{ name: 'Programme', plural: 'programmes', description: 'A programme that funds projects.', fields: {} }],
  relations: [
    {
      type: 'BELONGS_TO',
      description: 'A project belongs to a programme.',
      reading: 'belongs to',
      inverseReading: 'includes',
      lasting: 'state',
      ends: [{ from: 'Project', to: 'Programme', field: 'programme', inverse: 'projects' }],
      properties: {},
    },
  ],
  fields: { Project: { acronym: text('The short name of the project.') } },
  properties: { FUNDS: { instalments: integer('The number of payments.') } },
  ends: { FUNDS: [{ from: 'Institution', to: 'Programme', field: 'fundedProgrammes', inverse: 'funders' }] },
});

test('an extended ontology adds an entity type, a relation type, a field, a property and an end', async () => {
  const entente = await opened({ ontology: PROGRAMMES });
  await entente.record({
    entities: [
      report,
      kaist,
      entity('programme:horizon', 'Horizon'),
      entity('project:chips', 'Chips', { acronym: 'CH' }),
    ],
    relations: [
      relation('BELONGS_TO', 'project:chips', 'programme:horizon'),
      relation('FUNDS', 'institution:kaist', 'project:chips', { instalments: 3 }),
      relation('FUNDS', 'institution:kaist', 'programme:horizon'),
    ],
  });
  const query = `{ programmes { nodes { name funders { nodes { name } }
    projects { nodes { acronym funders { edges { instalments node { name } } } } } } } }`;
  const funders = { edges: [{ instalments: 3, node: { name: 'KAIST' } }] };
  const projects = { nodes: [{ acronym: 'CH', funders }] };
  expect(await ask(entente, query)).toEqual({
    data: { programmes: { nodes: [{ name: 'Horizon', funders: { nodes: [{ name: 'KAIST' }] }, projects }] } },
  });
});

test('an extension that contradicts the ontology is refused', async () => {
  expect(() => extendOntology({ fields: { Projct: {} } })).toThrow(
    `The extension of the ontology is wrong at fields: expected one of ${entityTypes.join(', ')}, got "Projct".`,
  );
  expect(() => extendOntology({ entitys: [] } as any)).toThrow(
    'The extension of the ontology is wrong at the top: expected one of entities, relations, fields, properties, ends, got "entitys".',
  );
  expect(() => extendOntology(null as any)).toThrow('expected an object, got null.');
  expect(() => extendOntology({ relations: {} } as any)).toThrow('wrong at relations: expected a list, got {}.');
  expect(() => extendOntology({ fields: { Project: { status: text('Again.') } } })).toThrow(
    'The extension of the ontology is wrong at Project: expected new names, got "status", which Project has already.',
  );
  expect(() => extendOntology({ fields: { Project: { funders: text('Taken.') } } })).toThrow(
    'The ontology is wrong at',
  );
  const query = { name: 'Query', plural: 'queries', description: 'A question.', fields: {} };
  await expect(createEntente({ ontology: extendOntology({ entities: [query] }) })).rejects.toThrow(
    'The ontology is wrong: expected names that the GraphQL API does not use itself, got this error: Duplicate typename',
  );
  expect(createOntology().entity('Project')?.fields).not.toHaveProperty('acronym');
});

test.each([
  [{ fingerprint: text('Of a finger.') }, 'the property fingerprint, which Entente itself uses'],
  [{ nameTexts: text('Texts.') }, 'the property nameTexts, which Entente itself uses'],
  [{ held: period('When.'), heldStart: text('Where from.') }, 'the property heldStart, which the field "held" uses'],
  [{ type: text('Its type.') }, 'got "type"'],
])('a field whose value would overwrite another one is refused: %o', async (fields, got) => {
  const added = { name: 'Programme', plural: 'programmes', description: 'A programme.', fields };
  const error = await Promise.resolve()
    .then(() => createEntente({ ontology: extendOntology({ entities: [added] }) }))
    .catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(InvalidOntology);
  expect((error as Error).message).toContain(got);
});

test('two types whose ids would begin alike are refused', () => {
  const added = { name: 'INSTITUTION', plural: 'others', description: 'Another one.', fields: {} };
  expect(() => extendOntology({ entities: [added] })).toThrow(
    'expected a name of its own in lower case, as ids have it, got that of "Institution"',
  );
});

test.each([
  [null, 'expected the options as an object; got "null".'],
  [
    { foldr: 'x' },
    'expected one of the options folder, neo4j, ontology, bundledData, timeout, endpoint, cors, logger; got "foldr".',
  ],
  [{ folder: '' }, 'expected "folder" to be the path of a folder; got "".'],
  [{ timeout: -1 }, 'expected "timeout" to be whole milliseconds from 1 to 600000; got -1.'],
  [{ endpoint: 'graphql' }, 'expected "endpoint" to be a path that begins with /; got "graphql".'],
  [{ cors: 'https://a.example' }, 'expected "cors" to be a list of origins; got "https://a.example".'],
  [
    { ontology: {} },
    'expected "ontology" to be an ontology that createOntology or extendOntology returns; got another object.',
  ],
  [{ neo4j: {} }, 'expected "neo4j.uri" to be an address such as neo4j://localhost:7687, with one of the schemes'],
  [{ neo4j: { uri: 'http://me:secret@a.example' } }, 'neo4j+ssc, bolt, bolt+s, bolt+ssc; got something else.'],
  [{ folder: 'x', neo4j: { uri: 'bolt://a.example' } }, 'expected either "folder" or "neo4j"; got both.'],
])('a wrong option is refused: %o', async (options, message) => {
  const error = await createEntente(options as EntenteOptions).catch((refused: unknown) => refused);
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) });
});

test.each([
  [null, { at: 'facts', expected: 'an object with entities, relations, or both', got: 'null' }],
  [[report], { at: 'facts', expected: 'an object with entities, relations, or both', got: 'a list' }],
  [
    { entites: [report] },
    { at: 'facts', expected: 'one of entities, relations (did you mean entities?)', got: '"entites"' },
  ],
  [{ entities: report }, { at: 'entities', expected: 'a list', got: 'a mapping' }],
  [{ entities: [{ ...report, summary: 5n }] }, { at: 'entities[0]', expected: 'summary as text', got: '5n' }],
])('record refuses what is no list of facts: %o', async (facts, problem) => {
  const entente = await opened();
  const error = await entente.record(facts as any).catch((refused: unknown) => refused);
  expect((error as InvalidFacts).problems).toEqual([problem]);
});

test('record refuses wrong facts with every problem, and writes nothing', async () => {
  const entente = await opened();
  const facts = {
    entities: [report, entity('project:chips', 'Chips', { status: 'STARTED' }), kaist, kaist],
    relations: [
      relation('FUND', 'institution:kaist', 'project:chips'),
      relation('FUNDS', 'institution:kaist', 'project:6g'),
    ],
  };
  const error = await entente.record(facts).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(InvalidFacts);
  const { code, problems } = error as InvalidFacts;
  expect(code).toBe('BAD_USER_INPUT');
  expect(problems).toEqual([
    { at: 'entities[1]', expected: expect.stringMatching(/^status to be one of /), got: '"STARTED"' },
    { at: 'entities[3]', expected: 'each fact once', got: 'institution:kaist' },
    {
      at: 'relations[0]',
      expected: expect.stringMatching(/^type to be one of .* \(did you mean FUNDS\?\)$/),
      got: '"FUND"',
    },
    { at: 'relations[1]', expected: '"to" that is among the facts or in the graph', got: 'project:6g' },
  ]);
  expect(await ask(entente, '{ institutions { totalCount } }')).toEqual({ data: { institutions: { totalCount: 0 } } });
});

test('facts may refer to entities in the graph, and recording them again changes nothing', async () => {
  const entente = await opened();
  const none = { made: 0, changed: 0, unchanged: 0 };
  const entities = [report, kaist, entity('project:chips', 'Chips')];
  expect(await entente.record({ entities })).toEqual({ entities: { ...none, made: 3 }, relations: none, cycles: [] });
  const facts = { relations: [relation('FUNDS', 'institution:kaist', 'project:chips')] };
  expect(await entente.record(facts)).toEqual({ entities: none, relations: { ...none, made: 1 }, cycles: [] });
  expect(await entente.record(facts)).toEqual({ entities: none, relations: { ...none, unchanged: 1 }, cycles: [] });
  expect(await ask(entente, '{ project(id: "project:chips") { funders { nodes { name } } } }')).toEqual({
    data: { project: { funders: { nodes: [{ name: 'KAIST' }] } } },
  });
});

test('a property that is undefined is left out', async () => {
  const entente = await opened();
  const recorded = await entente.record({ entities: [{ ...report, summary: undefined, published: undefined } as any] });
  expect(recorded.entities).toEqual({ made: 1, changed: 0, unchanged: 0 });
});

test('record keeps the names that other documents give', async () => {
  const entente = await opened();
  const other = entity('document:other', 'Other', { sources: [{ document: 'document:other' }] });
  await entente.record({ entities: [report, other, kaist] });
  const korean = { text: '한국과학기술원', language: 'ko' };
  await entente.record({
    entities: [{ id: 'institution:kaist', names: [korean], sources: [{ document: 'document:other' }] }],
  });
  const { data } = await ask(entente, '{ institution(id: "institution:kaist") { names { text } country } }');
  expect(data.institution.names).toEqual(expect.arrayContaining([{ text: 'KAIST' }, { text: korean.text }]));
  expect(data.institution.country).toBe('KR');
});

test('fetch limits requests as the server does', async () => {
  const entente = await opened();
  const statusOf = async (request: Request) => (await entente.fetch(request)).status;
  const long = requestOf(`{ ${'a'.repeat(1_000_001)} }`);
  const answer = await entente.fetch(long);
  expect(answer.status).toBe(413);
  expect(await answer.json()).toEqual({
    errors: [
      {
        message: 'The request is longer than is allowed. Split it into several.',
        extensions: { code: 'LIMIT_EXCEEDED' },
      },
    ],
  });
  expect(await statusOf(new Request('http://localhost/graphql', { method: 'POST', body: '{}' }))).toBe(415);
  expect(await statusOf(new Request('http://localhost/graphql', { method: 'DELETE' }))).toBe(405);
  expect(await statusOf(requestOf('{ __typename }', '/other'))).toBe(404);
  expect(await ask(entente, `{ ${'a { '.repeat(50)}${'} '.repeat(50)} }`)).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }],
  });
});

test('an error that no client can fix is masked and goes to the logger', async () => {
  const errors: object[] = [];
  const entente = await opened({ logger: { error: (details) => errors.push(details) } });
  const { schema } = entente;
  const field = schema.getQueryType()?.getFields().institutions;
  if (!field) throw new Error('expected the field institutions; got none');
  field.resolve = () => {
    throw new Error('a secret');
  };
  const { errors: shown } = await ask(entente, '{ institutions { totalCount } }');
  expect(shown).toMatchObject([
    { message: expect.stringMatching(/^Something went wrong/), extensions: { code: 'INTERNAL' } },
  ]);
  expect(errors).toMatchObject([{ err: new Error('a secret'), path: ['institutions'] }]);
});

test('nodeHandler answers in a server of node:http, at an endpoint of its own', async () => {
  const entente = await opened({ endpoint: '/api/graph', bundledData: true });
  const server = createServer(entente.nodeHandler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/graph`;
    const body = JSON.stringify({ query: '{ projects { totalCount } }' });
    const response = await fetch(url, { method: 'POST', headers: JSON_HEADERS, body });
    const { data } = (await response.json()) as { data: { projects: { totalCount: number } } };
    expect(data.projects.totalCount).toBeGreaterThan(0);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test('the schema executes elsewhere with a contextValue', async () => {
  const { schema, contextValue, record } = await opened();
  await record({ entities: [report] });
  const result = await graphql({ schema, source: '{ documents { nodes { name } } }', contextValue: contextValue() });
  expect(JSON.parse(JSON.stringify(result))).toEqual({ data: { documents: { nodes: [{ name: 'Report' }] } } });
});

test('importFile imports files of facts and tables, and counts the outcome of their rows', async () => {
  const entente = await opened();
  const facts = join(folder, 'facts.json');
  writeFileSync(facts, JSON.stringify({ entente: 1, entities: [report, kaist, { id: 'institution:x' }] }));
  const problems: object[] = [];
  const imported = await entente.importFile(facts, { onProblem: (problem) => problems.push(problem) });
  expect(imported).toMatchObject({ rows: { read: 3, made: 2, skipped: 1 }, entities: { made: 2 }, unreadable: null });
  expect(problems[0]).toMatchObject({ file: facts, line: 1, expected: 'institution:x with "names"' });
  expect(await entente.importFile(facts)).toMatchObject({ rows: { made: 0, unchanged: 2 } });
  expect(await ask(entente, '{ institutions { nodes { name } } }')).toEqual({
    data: { institutions: { nodes: [{ name: 'KAIST' }] } },
  });
  await expect(entente.importFile(facts, { format: 'csw' })).rejects.toThrow(
    /^expected one of the formats facts, csv, .*; got csw\.$/,
  );
  await expect(entente.importFile(facts, { format: 'csv' })).rejects.toThrow(/^expected "mapping" with the format csv/);
  await expect(entente.importFile(facts, { format: 'csv', mapping: 'none.yaml' })).rejects.toThrow(
    'expected a mapping file at none.yaml; got none. Check the path.',
  );
  await expect(entente.importFile(facts, { replace: true })).rejects.toThrow(/^expected replace with a table only/);
  await expect((entente as any).importFile()).rejects.toThrow('expected the path of a file; got undefined.');
  await expect(entente.importFile(facts, { formt: 'facts' } as any)).rejects.toThrow(
    /^expected one of the options .*; got "formt"\.$/,
  );
  await expect(entente.importFile(facts, { dryRun: 'yes' } as any)).rejects.toThrow(
    'expected "dryRun" to be true or false; got "yes".',
  );
  await expect(entente.importFile(join(folder, 'missing.json'))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a folder keeps its facts, and one process at a time has it open', async () => {
  const data = join(folder, 'data');
  const first = await createEntente({ folder: data });
  await first.record({ entities: [report] });
  await expect(createEntente({ folder: data })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await first.close();
  const again = await opened({ folder: data });
  expect(await ask(again, '{ documents { totalCount } }')).toEqual({ data: { documents: { totalCount: 1 } } });
});
