import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as api from '../src/bench-api.ts';

const folder = new URL('../bench/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.js'));

test.each(files)('bench/%s imports only what bench-api exports', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const imports = [...text.matchAll(/import \{([^}]*)\} from '[./]*dist\/bench-api\.js'/g)];
  const names = imports.flatMap(([, list = '']) => list.split(',').map((one) => one.trim())).filter(Boolean);
  expect(names.filter((one) => !(one in api))).toEqual([]);
});
