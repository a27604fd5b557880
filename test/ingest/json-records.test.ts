import { expect, test } from 'vitest';
import { JsonSplitter } from '../../src/ingest/files/json-records.ts';

const VALUES = [{ a: 'b, ]} "\\' }, { list: [1, [2], { c: '[' }] }, {}, { d: '\\"' }];

const split = (text: string, size: number) => {
  const splitter = new JsonSplitter('list.json');
  const found = [];
  for (let at = 0; at < text.length; at += size) found.push(...splitter.take(text.slice(at, at + size)));
  const { rest, isClosed } = splitter.end();
  return { found, rest, isClosed };
};

test('a list is split into its values, wherever chunks end', () => {
  const text = `[${VALUES.map((value, i) => JSON.stringify(value, null, i)).join(',\n')}]`;
  for (let size = 1; size <= text.length; size += 1) {
    const { found, rest, isClosed } = split(text, size);
    expect(found.map((one) => JSON.parse(one.text))).toEqual(VALUES);
    expect([found[0]?.line, found[1]?.line, rest, isClosed]).toEqual([1, 2, null, true]);
  }
});

test('a value that never ends is refused where it begins', () => {
  const splitter = new JsonSplitter('list.json');
  const endless = () => {
    for (let i = 0; i < 20; i += 1) [...splitter.take('[\n'.repeat(i === 0 ? 3 : 1) + ' '.repeat(1024 * 1024))];
  };
  expect(endless).toThrow('list.json:2: expected a record of at most 4194304 characters; got a longer one.');
});
