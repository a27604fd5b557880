import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

/** Where published data lies, as ENTENTE_REAL_DATA says; what stands in it is not a part of the project. */
export const REAL_DATA = process.env.ENTENTE_REAL_DATA ?? '';

export const isThere = (...names: readonly string[]) =>
  REAL_DATA !== '' && names.every((name) => existsSync(join(REAL_DATA, name)));

export const realFile = (name: string) => join(REAL_DATA, name);

/** The rows of a table, read whole and by no code of the project. */
export function realTable(name: string, delimiter = ','): Record<string, string>[] {
  const bytes = readFileSync(realFile(name));
  return parse(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, {
    columns: true,
    bom: true,
    delimiter,
    relax_quotes: true,
  });
}
