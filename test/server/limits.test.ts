import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { post, testYoga } from './fixture.ts';

const { yoga } = testYoga();

async function ask(query: string, variables?: Record<string, unknown>, operationName?: string) {
  const response = await yoga.fetch('http://localhost/graphql', post({ query, variables, operationName }));
  const body = (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
  return {
    status: response.status,
    code: body.errors?.[0]?.extensions.code,
    message: body.errors?.[0]?.message,
    body,
  };
}

const nested = (depth: number, field = 'friend', leaf = 'id') =>
  `{ person { ${`${field} { `.repeat(depth)}${leaf}${' }'.repeat(depth)} } }`;

describe('the text of a query', () => {
  it('is refused when nested 20,000 deep', async () => {
    expect(await ask(nested(20_000))).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/^The query has \d+ characters; at most 100000 are allowed\./),
    });
  });

  it('is refused when nested 20,000 deep in few characters', async () => {
    expect(await ask('{a'.repeat(20_000))).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('nested more than 40 brackets deep'),
    });
  });

  it('is refused when a literal is nested deeply', async () => {
    expect(await ask(`{ echo(n: ${'['.repeat(10_000)}`)).toMatchObject({ status: 400, code: 'LIMIT_EXCEEDED' });
  });

  it('may have 4000 tokens', async () => {
    const lists = ['a', 'b', 'c', 'd'].map((name) => `${name}: nodes(ids: [${'1 '.repeat(980)}]) { id }`);
    const text = (tokens: number) => `{ ${lists.join(' ')} ${'hello '.repeat(tokens - 2 - 4 * 992)}}`;
    expect(await ask(text(4000))).toMatchObject({ status: 200 });
    expect(await ask(text(4001))).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('more than 4000 tokens'),
    });
  });

  it('is left to the parser if it is not GraphQL', async () => {
    expect(await ask('{ hello ? }')).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('Syntax'),
    });
  });
});

describe('the shape of a query', () => {
  it('may be 24 fields deep', async () => {
    expect(await ask(nested(22))).toMatchObject({ status: 200 });
    expect(await ask(nested(23))).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('is 25 fields deep; at most 24 are allowed'),
    });
  });

  it('counts depth through fragments', async () => {
    const ladder = `fragment A on Person { ${'friend { '.repeat(13)}id${' }'.repeat(13)} }`;
    expect(await ask(`{ person { ${'friend { '.repeat(13)}...A${' }'.repeat(13)} } } ${ladder}`)).toMatchObject({
      status: 400,
      message: expect.stringContaining('is 28 fields deep'),
    });
  });

  it('counts fragments that double 18 times', async () => {
    const fragments = Array.from({ length: 18 }, (_, i) => `fragment F${i} on Person { ...F${i + 1} ...F${i + 1} }`);
    const query = `{ person { ...F0 } } ${fragments.join(' ')} fragment F18 on Person { name }`;
    expect(await ask(query)).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('has 262145 fields with its fragments written out; at most 5000'),
    });
  });

  it('leaves recursive fragments to GraphQL', async () => {
    const query = '{ person { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }';
    expect(await ask(query)).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'Cannot spread fragment "A" within itself via "B".',
    });
  });

  it('may have 60 aliases', async () => {
    const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, i) => `a${i}: hello`).join(' ')} }`;
    expect(await ask(aliases(60))).toMatchObject({ status: 200 });
    expect(await ask(aliases(61))).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('has 61 aliases'),
    });
  });

  it('may be the full introspection', async () => {
    const full = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true });
    const { status, body } = await ask(full);
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  });
});

describe('the rows of a query', () => {
  const people = 'query ($n: Int = 20, $m: Int) { people(first: $n) { edges { node { friends(last: $m) ';
  const query = `${people}{ edges { node { friends(first: 100) { edges { node { id } } } } } } } } } }`;

  it('are counted with the variables of each request', async () => {
    expect(await ask(query, { n: 10, m: 100 })).toMatchObject({ status: 200 });
    expect(await ask(query, { n: 100, m: 100 })).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/^The query may ask for 1010100 rows; at most 200000 are allowed\./),
    });
    expect(await ask(query, { n: 10, m: 100 })).toMatchObject({ status: 200 });
  });

  it('are counted with the defaults of variables, and 20 by default', async () => {
    expect(await ask(query, { m: 500 })).toMatchObject({
      message: expect.stringContaining('may ask for 1010020 rows'),
    });
    expect(await ask(query)).toMatchObject({ status: 200 });
  });

  it('are counted through fragments', async () => {
    const fragment =
      'fragment F on Person { friends(first: 500) { edges { node { friends(first: 500) { __typename } } } } }';
    expect(await ask(`{ person { ...F } } ${fragment}`)).toMatchObject({
      status: 400,
      message: expect.stringContaining('may ask for 250501 rows'),
    });
  });

  it('are counted by the number of ids', async () => {
    const nodes =
      'query ($ids: [ID]!) { nodes(ids: $ids) { friends(first: 500) { edges { node { friends(first: 5) { __typename } } } } } }';
    const ids = Array.from({ length: 100 }, (_, i) => `p${i}`);
    expect(await ask(nodes, { ids })).toMatchObject({
      status: 400,
      message: expect.stringContaining('may ask for 300100 rows'),
    });
    expect(await ask(nodes, { ids: ids.slice(0, 50) })).toMatchObject({ status: 200 });
  });

  it('are counted for the requested operation', async () => {
    const inner = 'people(first: 500) { edges { node { friends(first: 500) { __typename } } } }';
    const two = `query Small { hello } query Large { ${inner} }`;
    expect(await ask(two, undefined, 'Small')).toMatchObject({ status: 200 });
    expect(await ask(two, undefined, 'Large')).toMatchObject({ status: 400, code: 'LIMIT_EXCEEDED' });
  });

  it('leave invalid sizes to the resolver', async () => {
    expect(await ask('{ people(first: 100000000) { edges { node { id } } } }')).toMatchObject({ status: 200 });
  });
});
