import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../support/raw.ts';
import { type Attacked, expectServed, startAttacked } from './support.ts';

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked();
});
afterAll(() => attacked.end());

const many = (item: string, count: number, between = ',') => Array(count).fill(item).join(between);
const body = (query: string, variables = '{}') => `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const FILTERED = 'query ($where: ProjectWhere) { projects(where: $where) { totalCount } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const DATED = 'query ($date: String) @asOf(date: $date) { projects { totalCount } }';
const years = many('1066', 20_000);
const project = (fields: string) => `{ project(id: "project:a") { ${fields} } }`;

/** Bodies within the limit of a megabyte that held up everybody, and their siblings; each is sent three times. */
const attacks: Readonly<Record<string, string>> = {
  'a set of 20,000 years': body(DATED, JSON.stringify({ date: `[${years}]` })),
  'a year of 40,000 digits': body(DATED, JSON.stringify({ date: `Y${many('9', 40_000, '')}` })),
  '245,000 empty conditions': body(FILTERED, `{"where":{"or":[${many('{}', 245_000)}]}}`),
  'conditions nested 50,000 deep': body(FILTERED, `{"where":${many('{"and":[', 50_000, '')}${many(']}', 50_000, '')}}`),
  'conditions with unknown fields': body(FILTERED, `{"where":{"or":[${many('{"x":1}', 110_000)}]}}`),
  '160,000 nulls': body(NODES, `{"ids":[${many('null', 160_000)}]}`),
  '300,000 objects as ids': body(NODES, `{"ids":[${many('{}', 300_000)}]}`),
  '900 objects as ids': body(NODES, `{"ids":[${many('{}', 900)}]}`),
  '400,000 lists in each other': body('{ __typename }', `{"a":${many('[', 400_000, '')}`),
  '300,000 values beside the query': `{"query":"{ __typename }","extensions":{"a":[${many('{}', 300_000)}]}}`,
  'a batch of 38,000 operations': `[${many('{"query":"{ __typename }"}', 38_000)}]`,
  'fields that repeat': body(project(many('names { text }', 970, ' '))),
  'fields that repeat below each other': body(project(many('sources { document { names { text } } }', 390, ' '))),
  'unknown fields': body(project(Array.from({ length: 3900 }, (_, i) => `nam${i}`).join(' '))),
  'a literal with too many values': body(`{ nodes(ids: [${many('1', 3900, ' ')}]) { id } }`),
  'a text of 49,000 lines': body(
    `{ projects(where: { name: { eq: """${many('\na', 49_000, '')}""" } }) { totalCount } }`,
  ),
  'a long text to compare': body(FILTERED, JSON.stringify({ where: { name: { contains: many('한', 300_000, '') } } })),
  'conditions in many lists': body(
    `query ($where: ProjectWhere) { ${Array.from({ length: 60 }, (_, i) => `a${i}: projects(where: $where) { totalCount }`).join(' ')} }`,
    `{"where":{"or":[${many('{"period":{"during":"[1066,1067?,106X]","overlaps":"1066~/1067?"}}', 20)}]}}`,
  ),
};

test('requests that hold too much are refused at once', async () => {
  const send = async (text: string) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text };
    const response = await fetch(`${attacked.url}/graphql`, init);
    return ((await response.json()) as { errors?: unknown[] }).errors?.length ?? 0;
  };
  const seen = await attacked.during(async () => {
    const refused: Record<string, boolean> = {};
    for (const [name, text] of Object.entries(attacks)) {
      const errors = [await send(text), await send(text), await send(text)];
      refused[name] = errors.every((count) => count > 0 && count <= 51);
    }
    return refused;
  });
  expect(seen.result).toEqual(Object.fromEntries(Object.keys(attacks).map((name) => [name, true])));
  expectServed(seen);
});

test('addresses and headers that hold too much are answered at once', async () => {
  const get = (path: string, ...lines: string[]) =>
    sendRaw(
      attacked.url,
      `${[`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`,
    );
  const digits = many('9', 14_000, '');
  const seen = await attacked.during(async () => {
    const replies = await Promise.all([
      get(`/entity/area:ai?asOf=Y${digits}`, 'Accept: text/html'),
      get(`/entity/area:ai?asOf=[${many('1066', 2800)}]`, 'Accept: text/html'),
      get(`/entity/area:ai?lang=${many('a', 7000, '-')}`, 'Accept: text/html'),
      get(`/entity/${many('%F0%9F%87%B0', 1100, '')}`, 'Accept: text/html'),
      get(`/entity/area:ai?fact=${many('a', 7000, '/')}`, 'Accept: text/html'),
      get('/', `Accept-Language: ${many('a;q=0.1', 1800)}`),
      get('/', `Accept-Encoding: ${many('a', 7000)}`),
      get('/graphql?query=', `X-Long: ${many('a', 20_000, '')}`),
      get(`/graphql?query={__typename}&variables=${many('[', 14_000, '')}`),
      get('/health', 'Host: localhost'),
      get('/graphql?query={__typename}', 'Sec-Fetch-Site: cross-site'),
    ]);
    return replies.map((reply) => Number(reply.split(' ')[1]));
  });
  expect(seen.result).toEqual([400, 400, 404, 404, 404, 200, 200, 431, 400, 400, 403]);
  expectServed(seen);
});
