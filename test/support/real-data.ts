import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

/** The folder of published data, from ENTENTE_REAL_DATA. Its contents are not part of the project. */
export const REAL_DATA = process.env.ENTENTE_REAL_DATA ?? '';

export const isThere = (...names: readonly string[]) =>
  REAL_DATA !== '' && names.every((name) => existsSync(join(REAL_DATA, name)));

export const realFile = (name: string) => join(REAL_DATA, name);

/** Reads a whole table, without any code of the project. */
export function realTable(name: string, delimiter = ','): Record<string, string>[] {
  const bytes = readFileSync(realFile(name));
  return parse(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, {
    columns: true,
    bom: true,
    delimiter,
    relax_quotes: true,
  });
}
