import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { getIntrospectionQuery, parse, print } from 'graphql';
import { afterAll, expect, it } from 'vitest';
import { trustedDocuments } from '../../src/commands/trusted-operations.ts';
import { PictureDocument, StartDocument } from '../../src/explorer/documents.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { readOperations } from '../../src/server/persisted/operations-file.ts';
import { TrustedDocuments } from '../../src/server/persisted/trusted.ts';
import { post, settingsOf, startForTest, testGraph, testYoga } from './fixture.ts';

const folder = await mkdtemp(join(tmpdir(), 'entente-operations-'));
afterAll(() => rm(folder, { recursive: true }));

/** A server, and every request that reaches it. */
async function start(trusted?: TrustedDocuments) {
  const server = await startForTest({
    yoga: testYoga(trusted ? { trusted } : {}).yoga,
    graph: testGraph({ version: () => 1 }),
    answerCacheMegabytes: 1,
  });
  const api = `${server.url}/graphql`;
  const sent: string[] = [];
  const watched: typeof fetch = (url, init) => {
    const whole = typeof init?.body === 'string' ? init.body : decodeURIComponent(String(url));
    sent.push(`${init?.method ?? 'GET'} ${/[^\w]hello/.test(whole) ? 'operation' : 'hash'}`);
    return fetch(url, init);
  };
  const ask = async (body: object) => {
    const response = await fetch(api, post(body));
    return { status: response.status, body: (await response.json()) as any };
  };
  return { api, sent, watched, ask };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

it.each(['GET', 'POST'])('Apollo’s link registers an operation once and then sends its hash by %s', async (method) => {
  const { api, sent, watched } = await start();
  const link = createPersistedQueryLink({ sha256, useGETForHashedQueries: method === 'GET' });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: link.concat(new HttpLink({ uri: api, fetch: watched })),
    defaultOptions: { query: { fetchPolicy: 'no-cache' } },
  });
  for (let i = 0; i < 3; i++) {
    expect((await client.query({ query: gql`query Greeting { hello }` })).data).toEqual({ hello: 'world' });
  }
  expect(sent).toEqual([`${method} hash`, 'POST operation', `${method} hash`, `${method} hash`]);
});

it.each([true, false])('urql’s exchange does too, with GET %s', async (usesGet) => {
  const { api, sent, watched } = await start();
  const client = new Client({
    url: api,
    fetch: watched,
    requestPolicy: 'network-only',
    preferGetMethod: usesGet,
    exchanges: [persistedExchange({ preferGetForPersistedQueries: usesGet }), fetchExchange],
  });
  for (let i = 0; i < 2; i++) {
    expect(await client.query('query Greeting { hello }', {}).toPromise()).toMatchObject({ data: { hello: 'world' } });
  }
  expect(sent[0]).toBe(`${usesGet ? 'GET' : 'POST'} hash`);
  expect(sent.filter((one) => one.endsWith('operation'))).toHaveLength(1);
  expect(sent.at(-1)).toBe(`${usesGet ? 'GET' : 'POST'} hash`);
});

it('an unknown hash is answered as clients expect it, and a wrong one refused', async () => {
  const { ask } = await start();
  expect(await ask({ extensions: persisted('{ hello }') })).toEqual({
    status: 200,
    body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
  });
  const { body } = await ask({ query: '{ hello }', extensions: persisted('{ person { id } }') });
  expect(body.errors[0].extensions.code).toBe('PERSISTED_QUERY_MISMATCH');
  expect((await ask({ extensions: persisted('{ person { id } }') })).body.errors[0].message).toBe(
    'PersistedQueryNotFound',
  );
});

it('registering again works although the answer is cached, and so do other variables', async () => {
  const query = 'query Echo($n: Int) { echo(n: $n) }';
  const { ask } = await start();
  for (const n of [1, 1, 2]) {
    const registering = { query, variables: { n }, extensions: persisted(query) };
    expect((await ask(registering)).body).toEqual({ data: { echo: `${n}` } });
    const { query: _, ...hashed } = registering;
    expect((await ask(hashed)).body).toEqual({ data: { echo: `${n}` } });
  }
});

const HELLO = 'query Hello { hello }';
const DEEP = `query Deep { person ${'{ friend '.repeat(40)}{ id }${' }'.repeat(40)} }`;
const trusting = (isExclusive: boolean, own: string[] = []) => {
  const trusted = new TrustedDocuments({ isExclusive, own });
  trusted.replace(
    new Map([
      ['abc', HELLO],
      [sha256(HELLO), HELLO],
      ['deep', DEEP],
    ]),
  );
  return trusted;
};

it.each([
  { documentId: 'abc' },
  { documentId: `sha256:${sha256(HELLO)}` },
  { doc_id: 'abc', operationName: 'Hello' },
  { id: 'abc', query: null },
  { extensions: persisted(HELLO) },
])('a trusted operation is answered by %j, by POST and by GET', async (body) => {
  for (const isExclusive of [true, false]) {
    const { ask, api } = await start(trusting(isExclusive));
    expect(await ask(body)).toEqual({ status: 200, body: { data: { hello: 'world' } } });
    const parameters = Object.entries(body)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
    const response = await fetch(`${api}?${new URLSearchParams(parameters as [string, string][])}`);
    expect(await response.json()).toEqual({ data: { hello: 'world' } });
  }
});

const codeOf = ({ body }: { body: any }) => body.errors?.[0].extensions.code;

it('only trusted operations are answered where the operator says so, however they are laid out', async () => {
  const { ask } = await start(trusting(true, ['{ person { name } }']));
  expect((await ask({ query: 'query Hello {\n  # a comment\n  hello\n}' })).body).toEqual({ data: { hello: 'world' } });
  expect((await ask({ query: '{ person { name } }' })).body).toEqual({ data: { person: { name: 'Ada' } } });
  for (const refused of [
    { query: '{ hello }' },
    { query: '{ hello }', extensions: persisted('{ hello }') },
    { query: `query Hello { hello ${'#'.repeat(10_000)}` },
    { query: '{ __schema { types { name } } }' },
  ]) {
    const { status, body } = await ask(refused);
    expect([status, codeOf({ body })]).toEqual([403, 'PERSISTED_QUERY_NOT_IN_LIST']);
    expect(body.errors[0].message).toMatch(/^This server answers trusted operations only, and this is none of them\./);
  }
  const unknown = { documentId: 'abd' };
  expect(await ask(unknown)).toMatchObject({ status: 404 });
  expect(codeOf(await ask({ extensions: persisted('{ hello }') }))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  expect(codeOf(await ask({}))).toBe('BAD_USER_INPUT');
});

it('limits hold for trusted operations, and a request has an operation or its id', async () => {
  const { ask } = await start(trusting(true));
  expect(codeOf(await ask({ documentId: 'deep' }))).toBe('LIMIT_EXCEEDED');
  for (const body of [{ query: HELLO, documentId: 'abc' }, { documentId: 7 }]) {
    expect(await ask(body)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  }
});

const ontology = createOntology();
const schema = createSchema(ontology);
const FILE = 'query Count { areas { totalCount } }';
async function read(value: unknown) {
  const path = join(folder, 'operations.json');
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return readOperations(path, schema);
}
const apollo = (operations: object[], more = {}) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
  ...more,
});

it('the files of Relay, GraphQL Code Generator and Apollo are read', async () => {
  const expected = new Map([['a1', FILE]]);
  expect(await read({ a1: FILE })).toEqual(expected);
  expect(await read(apollo([{ id: 'a1', body: FILE, name: 'Count', type: 'query' }]))).toEqual(expected);
});

it.each([
  ['{', /operations\.json: expected \{"id": "operation"\}, .*; got .*JSON.*\. Check --operations\.$/],
  [[], /; got a list\.$/],
  [{}, /; got no operation\.$/],
  [{ a: 1 }, /; got no text for the id "a"\.$/],
  [apollo([], { version: 2 }), /; got the format "apollo-persisted-query-manifest", version 2\.$/],
  [apollo([{ id: 'a' }]), /; got no "id" and "body" in operation 1\.$/],
  [{ a: 'query Wrong { nothing }' }, /:\nWrong \(id a\): Cannot query field "nothing" on type "Query"\.$/],
  [{ a: 'mutation Write { anything }' }, /:\nWrite \(id a\): there are only queries$/],
  [{ a: 'query {' }, /:\nwithout a name \(id a\): Syntax Error: Expected Name, found <EOF>\.$/],
  [
    apollo([
      { id: 'a', body: FILE },
      { id: 'a', body: 'query Other { events { totalCount } }' },
    ]),
    /:\nOther \(id a\): another operation has the same id$/,
  ],
])('a file with %j is refused with a sentence', async (value, message) => {
  await expect(read(value)).rejects.toThrow(message);
});

it('a folder and a missing file are refused with a sentence', async () => {
  await expect(readOperations(folder, schema)).rejects.toThrow(
    /expected a file of at most 20000000 bytes; got something else/,
  );
  await expect(readOperations(join(folder, 'none'), schema)).rejects.toThrow(/got ENOENT.*Check --operations\.$/);
});

it('the explorer’s own operations and examples are trusted', async () => {
  const examples = [{ title: 'a', query: '# What?\n{ areas { totalCount } }' }];
  const trusted = await trustedDocuments({ files: ['x'], isExclusive: true }, { examples });
  for (const query of [
    String(StartDocument),
    print(parse(String(PictureDocument))),
    getIntrospectionQuery(),
    '{ areas { totalCount } }',
    examples[0]?.query ?? '',
  ])
    expect(trusted.has(query)).toBe(true);
  expect(trusted.has('{ areas { nodes { id } } }')).toBe(false);
});

it('--only-trusted needs --operations', () => {
  expect(() => settingsOf({ onlyTrusted: true })).toThrow(
    'ENTENTE_ONLY_TRUSTED (--only-trusted) expects the trusted operations in ENTENTE_OPERATIONS (--operations); got none.',
  );
  expect(settingsOf({ onlyTrusted: '1', operations: 'a.json, b.json' }).trusted).toEqual({
    files: ['a.json', 'b.json'],
    isExclusive: true,
  });
});
