import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import { served } from './served-process.ts';

test('SIGHUP reads the trusted operations again, and a fault leaves them as they were', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entente-trusted-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'operations.json');
  const write = (value: unknown) => writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  await write({ count: '{ areas(first: 1) { totalCount } }', kept: '{ __typename }' });
  const { url, child } = await served({ ENTENTE_DATA: join(folder, 'db') }, ['--operations', file, '--only-trusted']);
  let said = '';
  child.stdout?.on('data', (bytes) => (said += bytes));
  const answerOf = async (id: string) => (await fetch(`${url}/graphql?documentId=${id}`)).json();
  const reload = async (value: unknown, expected: RegExp) => {
    const before = said.length;
    await write(value);
    child.kill('SIGHUP');
    await expect.poll(() => said.slice(before), { timeout: PATIENCE, interval: 20 }).toMatch(expected);
  };
  const unknown = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] };
  expect(await answerOf('count')).toEqual({ data: { areas: { totalCount: expect.any(Number) } } });

  await reload({ count: '{ agreements(first: 1) { totalCount } }', added: '{ __typename }' }, /loaded again/);
  expect(await answerOf('count')).toEqual({ data: { agreements: { totalCount: expect.any(Number) } } });
  expect(await answerOf('added')).toEqual({ data: { __typename: 'Query' } });
  expect(await answerOf('kept')).toMatchObject(unknown);

  for (const fault of ['{', { count: '{ nothing }' }, {}]) {
    await reload(fault, /stay as they were/);
    expect(await answerOf('added')).toEqual({ data: { __typename: 'Query' } });
  }
  await reload({ only: '{ __typename }' }, /loaded again/);
  expect(await answerOf('only')).toEqual({ data: { __typename: 'Query' } });
  expect(await answerOf('added')).toMatchObject(unknown);
});
