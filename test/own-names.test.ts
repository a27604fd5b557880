import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openInputs } from '../src/ingest/files/input.ts';
import { records, shapeOf } from '../src/ingest/files/records.ts';
import { addressFile } from '../src/local/address.ts';
import { localServer } from '../src/local/client.ts';
import { serveLocally } from '../src/local/server.ts';
import { bundled } from './support/served.ts';

/** Names that every object inherits, given as names by a client or a file. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__'];

const folder = mkdtempSync(join(tmpdir(), 'entente-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { ask } = await bundled();

test('response keys that every object inherits get their own answers', async () => {
  const lists = (key: string) => `{
    ${key}: institutions(first: 3) {
      nodes { ${key}: id  }
      n: nodes { ${key}: projects(first: 2) { ${key}: totalCount nodes { ${key}: name } } }
      g: groups(by: COUNTRY) { ${key}: count }
    }
    p: projects(first: 5) { ${key}: groups(by: PARTICIPANTS_COUNTRY, rollUp: false) { ${key}: count keys { ${key}: key } } }
    a: areas(first: 5) { nodes { ${key}: projects { totalCount ${key}: groups(by: AREAS, rollUp: true) { count } } } }
  }`;
  const plain = JSON.stringify(await ask(lists('plain')));
  for (const key of INHERITED) {
    const answer = JSON.stringify(await ask(lists(key)));
    expect(answer).toBe(plain.replaceAll('"plain"', `"${key}"`));
  }
});

test('a local command has a name of its own', async () => {
  const local = await serveLocally(folder, { greet: async () => ({ said: 'hello' }) });
  const server = await localServer(folder);
  const call = (name: string) => server?.call(name, {}, () => {});
  expect(await call('greet')).toEqual({ said: 'hello' });
  for (const name of INHERITED) {
    await expect(call(name)).rejects.toThrow(
      `expected one of the commands greet; got ${name}. The server may be of another version.`,
    );
  }
  await local.close();
});

test('an address file that a full disk cut short is not taken for a server', async () => {
  for (const text of ['', '{"socket":"', 'null', '{}']) {
    writeFileSync(addressFile(folder), text);
    expect(await localServer(folder)).toBeNull();
  }
});

test('columns have the names that a file gives them', async () => {
  const files = {
    'a.csv': `${INHERITED.join()}\n${INHERITED.map((_name, i) => i).join()}\n`,
    'a.jsonl': `{${INHERITED.map((name, i) => `"${name}":"${i}"`).join(',')}}\n`,
    'a.xml': `<all><row>${INHERITED.map((name, i) => `<${name}>${i}</${name}>`).join('')}</row></all>`,
    'other.csv': 'a,b\n1,2\n',
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    writeFileSync(path, text);
    const [input] = await openInputs([{ name, path }]);
    if (!input) throw new Error('no input');
    const shape = await shapeOf(input);
    const read: unknown[] = [];
    for await (const record of records(input, shape, undefined, undefined, 'row')) {
      const { values } = record as { values: { [column: string]: unknown } };
      read.push(INHERITED.map((column) => values[column]));
    }
    const given = INHERITED.map((_column, i) => (name === 'other.csv' ? undefined : `${i}`));
    expect(read).toEqual([given]);
  }
});
