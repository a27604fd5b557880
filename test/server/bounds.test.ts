import { describe, expect, it } from 'vitest';
import { post, testYoga } from './fixture.ts';

const { yoga } = testYoga();

async function answer(url: string, init: RequestInit) {
  const response = await yoga.fetch(url, init);
  const body = (await response.json()) as { data?: unknown; errors?: { message: string; extensions: object }[] };
  return { status: response.status, ...body.errors?.[0], count: body.errors?.length, data: body.data };
}
const send = (body: string) => answer('http://localhost/graphql', { ...post({}), body });
const ask = (query: string, variables: object = {}, operationName?: unknown) =>
  send(JSON.stringify({ query, variables, operationName }));
const get = (search: string) => answer(`http://localhost/graphql${search}`, {});

const HELLO = '{"query":"{ hello }","variables":';
const refusal = (code: string, message: unknown) => ({ status: 400, message, extensions: { code } });
const NODES = 'query ($ids: [ID]!) { nodes(ids: $ids) { id } }';

describe('the body of a request', () => {
  const deep = refusal(
    'LIMIT_EXCEEDED',
    'The body of the request is nested more than 42 levels deep, which is the limit. Flatten it.',
  );
  const wide = refusal(
    'LIMIT_EXCEEDED',
    'The body of the request holds more than 10000 values, which is the limit. Send fewer in each of several requests.',
  );

  it('may be nested 42 levels deep', async () => {
    const nested = (levels: number) => `${HELLO}{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    expect(await send(nested(40))).toMatchObject({ data: { hello: 'world' } });
    expect(await send(nested(41))).toMatchObject(deep);
    expect(await send(nested(300_000))).toMatchObject(deep);
    expect(await send(`${HELLO}${'{"a":'.repeat(100_000)}`)).toMatchObject(deep);
    expect(await send('['.repeat(900_000))).toMatchObject(deep);
  });

  it('may hold 10000 values, wherever they are', async () => {
    const of = (count: number, item = '1') => `[${Array(count).fill(item).join()}]`;
    expect(await send(`${HELLO}{"a":${of(9990)}}}`)).toMatchObject({ data: { hello: 'world' } });
    for (const body of [
      `${HELLO}{"a":${of(160_000, 'null')}}}`,
      `${HELLO}{"a":${of(245_000, '{}')}}}`,
      `${HELLO}{},"extensions":{"a":${of(10_001)}}}`,
      `{"other":${of(10_001)}}`,
      of(10_001, '{"query":"{ hello }"}'),
      `${HELLO}{${Array.from({ length: 10_001 }, (_, i) => `"k${i}":1`).join()}}}`,
    ]) {
      expect(await send(body)).toMatchObject(wide);
    }
  });

  it('is counted outside of texts', async () => {
    const text = '\\"[{,\\\\'.repeat(20_000);
    expect(await send(`${HELLO}{"a":"${text}"}}`)).toMatchObject({ data: { hello: 'world' } });
    expect(await send(`${HELLO}{"a":"\\\\\\\\",${'"b":['.repeat(50)}`)).toMatchObject(deep);
    expect(await send(`${HELLO}{"a":"${text}`)).toMatchObject(
      refusal('BAD_USER_INPUT', 'The body of the request expects JSON; got something that is not.'),
    );
  });

  it('is one operation', async () => {
    expect(await send('[{"query":"{ hello }"}]')).toMatchObject(
      refusal(
        'BAD_USER_INPUT',
        'The body of the request expects one operation as a JSON object; got a list. Send one by one.',
      ),
    );
    expect(await send('"{ hello }"')).toMatchObject(
      refusal('BAD_USER_INPUT', expect.stringMatching(/^The body of the request expects a JSON object .*; got "/)),
    );
    expect(await send('null')).toMatchObject(refusal('BAD_USER_INPUT', expect.stringContaining('got "null"')));
  });

  it('names its operation in at most 200 characters', async () => {
    const name = 'a'.repeat(200);
    expect(await ask(`query ${name} { hello }`, {}, name)).toMatchObject({ data: { hello: 'world' } });
    expect(await ask('{ hello }', {}, 'a'.repeat(201))).toMatchObject(
      refusal(
        'BAD_USER_INPUT',
        '"operationName" expects at most 200 characters; got 201. Give the operation a shorter name.',
      ),
    );
    expect(await ask('{ hello }', {}, { a: 1 })).toMatchObject(
      refusal('BAD_USER_INPUT', expect.stringContaining('expects a text; got "{')),
    );
  });
});

describe('the address of a GET', () => {
  it('may have a query string of 16384 characters', async () => {
    const padded = (length: number) => `?query={hello}&x=${'x'.repeat(length - 16)}`;
    expect(await get(padded(16_384))).toMatchObject({ data: { hello: 'world' } });
    expect(await get(padded(16_385))).toMatchObject({
      status: 414,
      extensions: { code: 'LIMIT_EXCEEDED' },
      message: 'The address expects a query string of at most 16384 characters; got 16385. Send the query by POST.',
    });
  });

  it.each(['variables', 'extensions'])('has %s within the same bounds', async (name) => {
    expect(await get(`?query={hello}&${name}={"a":[1,2]}`)).toMatchObject({ data: { hello: 'world' } });
    expect(await get(`?query={hello}&${name}=${encodeURIComponent('[').repeat(43)}`)).toMatchObject(
      refusal('LIMIT_EXCEEDED', expect.stringContaining(`"${name}" in the address is nested more than 42`)),
    );
    expect(await get(`?query={hello}&${name}=[${'1,'.repeat(8000)}1]`)).toMatchObject({ status: 400 });
    expect(await get(`?query={hello}&${name}={`)).toMatchObject(
      refusal('BAD_USER_INPUT', `"${name}" in the address expects JSON; got something that is not.`),
    );
  });
});

describe('the arguments of a query', () => {
  const listed = (count: number) =>
    refusal(
      'LIMIT_EXCEEDED',
      `A list in the arguments of the query has ${count} values; at most 1000 are allowed. Ask in several requests.`,
    );

  it('have lists of at most 1000 values, as variables, defaults and literals', async () => {
    const ones = '1 '.repeat(1001);
    expect(await ask(NODES, { ids: Array(1000).fill('a') })).toMatchObject({ data: { nodes: [] } });
    expect(await ask(NODES, { ids: Array(1001).fill('a') })).toMatchObject(listed(1001));
    expect(await ask(`{ nodes(ids: [${ones}]) { id } }`)).toMatchObject(listed(1001));
    expect(await ask(`query ($ids: [ID]! = [${ones}]) { nodes(ids: $ids) { id } }`)).toMatchObject(listed(1001));
    expect(await ask(`{ hello @skip(if: [${ones}]) }`)).toMatchObject(listed(1001));
  });

  it('have at most 10000 values, however often a variable is used', async () => {
    const uses = (count: number) => Array.from({ length: count }, (_, i) => `n${i}: nodes(ids: $ids) { id }`).join(' ');
    const ids = Array(499).fill('a');
    const more = refusal(
      'LIMIT_EXCEEDED',
      'The arguments of the query have 10500 values with its fragments and variables written out, where a condition counts as ten and a date of a filter as eighty; at most 10000 are allowed. Ask in several requests.',
    );
    expect(await ask(`query ($ids: [ID]!) { ${uses(20)} }`, { ids })).toMatchObject({ status: 200 });
    expect(await ask(`query ($ids: [ID]!) { ${uses(21)} }`, { ids })).toMatchObject(more);
    const spread = `{ a: __typename ...F } fragment F on Query { ...G ...G } fragment G on Query { ${uses(11)} }`;
    expect(await ask(`query ($ids: [ID]!) ${spread}`, { ids: ids.slice(1) })).toMatchObject({
      message: expect.stringContaining('have 10978 values'),
    });
  });

  it('have at most 200000 characters, however often a variable is used', async () => {
    const uses = (count: number) =>
      Array.from({ length: count }, (_, i) => `n${i}: nodes(ids: [$id]) { id }`).join(' ');
    const id = 'a'.repeat(10_000);
    expect(await ask(`query ($id: ID) { ${uses(20)} }`, { id })).toMatchObject({ status: 200 });
    expect(await ask(`query ($id: ID) { ${uses(21)} }`, { id })).toMatchObject(
      refusal('LIMIT_EXCEEDED', expect.stringContaining('have 210000 characters')),
    );
  });

  it('report a few mistakes in variables, the first time and when the operation is compiled', async () => {
    const query = 'query Mistakes ($ids: [ID]!, $n: Int) { nodes(ids: $ids) { id } echo(n: $n) }';
    const ids = Array.from({ length: 900 }, () => ({}));
    for (let time = 0; time < 3; time += 1) {
      const { status, count, message } = await ask(query, { ids });
      expect({ status, count, message }).toEqual({
        status: 400,
        count: 51,
        message: 'Variable "$ids" got invalid value {} at "ids[0]"; ID cannot represent value: {}',
      });
    }
  });
});

describe('the fields of a query', () => {
  const often = refusal(
    'LIMIT_EXCEEDED',
    'The query repeats its fields so often that comparing them takes more than 50000 steps, which is the limit. Ask for each field once at each place, or split the query.',
  );

  it('may be the same 300 times at one place', async () => {
    expect(await ask(`{ person { ${'name '.repeat(300)} } }`)).toMatchObject({ status: 200 });
    expect(await ask(`{ person { ${'name '.repeat(400)} } }`)).toMatchObject(often);
  });

  it('are compared through fragments and below each other', async () => {
    const fragments = Array.from({ length: 90 }, (_, i) => `fragment F${i} on Person { name name name name }`).join(
      ' ',
    );
    const spreads = Array.from({ length: 90 }, (_, i) => `...F${i}`).join(' ');
    expect(await ask(`{ person { ${spreads} } } ${fragments}`)).toMatchObject(often);
    const deep = '{ friend { friend { friend { friend { id } } } } }';
    expect(await ask(`{ ${`person ${deep} `.repeat(60)} }`)).toMatchObject({ status: 200 });
    expect(await ask(`{ ${`person ${deep} `.repeat(150)} }`)).toMatchObject(often);
    expect(await ask(`{ ${`person { ... on Person ${deep} } `.repeat(150)} }`)).toMatchObject(often);
    const unused = `fragment F on Query { ${`person ${deep} `.repeat(150)} }`;
    expect(await ask(`{ hello } ${unused}`)).toMatchObject(often);
  });

  it('leave fragments within themselves to GraphQL', async () => {
    expect(await ask('{ person { ...A } } fragment A on Person { friend { ...A friend { ...A } } }')).toMatchObject({
      message: 'Cannot spread fragment "A" within itself.',
    });
  });

  it('report ten mistakes', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `unknown${i}`).join(' ');
    const { count, message } = await ask(`{ ${names} }`);
    expect({ count, message }).toEqual({
      count: 11,
      message: expect.stringContaining('Cannot query field "unknown0"'),
    });
  });
});
