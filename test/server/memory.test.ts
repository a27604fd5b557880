import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { OrderCache } from '../../src/engines/embedded/order-cache.ts';
import { createDocumentCaches } from '../../src/server/http/document-cache.ts';
import { countFields } from '../../src/server/limits/shape.ts';

it('parsed documents and syntax errors are bounded in bytes', () => {
  const { documentCache, errorCache } = createDocumentCaches();
  const document = parse(`{ ${'name '.repeat(3900)}}`);
  for (let n = 0; n < 200; n += 1) {
    documentCache.set(`${n}`, document);
    errorCache.set('x'.repeat(90_000) + n, new Error('wrong'));
  }
  // 3,902 tokens of 350 bytes, and 360,000 bytes of text.
  expect([documentCache.size, errorCache.size]).toEqual([23, 11]);
  expect(documentCache.has('199')).toBe(true);
});

it('compiled code is estimated by fields with their fragments written out', () => {
  const document = parse('{ a { ...F ...F } } fragment F on T { b c { d } }');
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  expect(countFields(document, operation.selectionSet)).toBe(7);
});

it('orders are dropped beyond a number of bytes, and the last one stays', async () => {
  const orders = new OrderCache(1000);
  let scans = 0;
  const scan = async () => {
    scans += 1;
    return [1, 2, 3, 4].map((key): [number, string] => [key, `id${key}`]);
  };
  const page = (column: string) =>
    orders.page(
      { label: 'L', column, descending: false, limit: 2, backward: false, after: null, before: null } as never,
      0,
      scan,
    );
  // Each takes 640 bytes, so that two have no room.
  for (const column of ['a', 'a', 'b', 'b', 'a']) expect(await page(column)).toEqual(['id1', 'id2']);
  expect(scans).toBe(3);
});
