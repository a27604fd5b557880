import { checkCountry, checkCurrency } from '../../ontology/codes.ts';
import type { Input } from '../files/input.ts';
import { isProblem, records, shapeOf } from '../files/records.ts';
import { badInput } from '../files/refused.ts';
import { countryByName } from '../formats/countries.ts';
import { Row } from '../formats/row.ts';

/** Number of rows that a guess reads. */
export const ROWS = 1000;

/** A column with its header and its cells in the first rows. */
export interface TableColumn {
  readonly name: string;
  /** The header in lower case, with a space around each word: " organisation id ". */
  readonly words: string;
  readonly cells: readonly (string | undefined)[];
  readonly filled: readonly string[];
  /** How often each value occurs. */
  readonly distinct: ReadonlyMap<string, number>;
}

/** A header, or the name of a file, as lower-case words with a space around each. */
export const wordsOf = (name: string) =>
  ` ${name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .toLowerCase()} `;

/** Reads the first rows of a table by column. Throws RefusedInput if the file is not a table or has no rows. */
export async function readColumns(input: Input): Promise<readonly TableColumn[]> {
  const shape = await shapeOf(input);
  if (shape.kind !== 'csv')
    throw badInput(
      `${input.name}: expected a table with a header, such as CSV; got ${shape.kind === 'xml' ? 'XML' : 'JSON'}.`,
    );
  const names = shape.header.filter((name) => name !== '');
  const cells = new Map<string, (string | undefined)[]>(names.map((name) => [name, []]));
  let rows = 0;
  for await (const record of records(input, shape)) {
    if (isProblem(record)) continue;
    const row = new Row(input.name, record);
    for (const [name, list] of cells) {
      const raw = record.values[name];
      // Line breaks can separate values in a cell, so they are kept here.
      const text = row.text(name);
      list.push(text !== undefined && typeof raw === 'string' ? raw.trim() : text);
    }
    rows += 1;
    if (rows >= ROWS) break;
  }
  if (rows === 0) throw badInput(`${input.name}: expected rows below the header; got none.`);
  return [...cells].map(([name, list]) => {
    const filled = list.filter((cell) => cell !== undefined);
    const distinct = new Map<string, number>();
    for (const cell of filled) distinct.set(cell, (distinct.get(cell) ?? 0) + 1);
    return { name, words: wordsOf(name), cells: list, filled, distinct };
  });
}

/** A text without line breaks and not too long for a comment. */
export const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 60);

/** Letters and digits of a text with hyphens between, for ids and aliases. */
export const slug = (text: string) =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');

const ISO = /^\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?$/;
/** A day that is not ISO 8601: 26/03/2024. */
export const DAY = /^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}$/;
const NUMBER = /^[+-]?\d[\d\s.,\u00a0]*$/;

/** Whether there are cells, and at least nine tenths of them fit. */
export const most = (cells: readonly string[], fits: (cell: string) => boolean) =>
  cells.length > 0 && cells.filter(fits).length >= cells.length * 0.9;
/** Whether all rows have different values. */
export const isUnique = ({ distinct, cells }: TableColumn) => distinct.size === cells.length;
/** Whether nearly all cells of a column are dates. */
export const isDate = ({ filled, words }: TableColumn) =>
  most(filled, (cell) => ISO.test(cell) || DAY.test(cell)) &&
  // Four digits are a year only if the header says so.
  (filled.some((cell) => !/^\d{4}$/.test(cell)) || /year/.test(words));
/** Whether nearly all cells of a column are numbers. */
export const isNumber = ({ filled }: TableColumn) => most(filled, (cell) => NUMBER.test(cell));
/** Whether nearly all cells of a column are web addresses. */
export const isUrl = ({ filled }: TableColumn) => most(filled, (cell) => /^https?:\/\//.test(cell));

const isCode = (read: (text: string) => string, text: string): boolean => {
  try {
    return read(text) === text;
  } catch {
    return false;
  }
};
/** Whether nearly all cells of a column are currency codes (ISO 4217). */
export const isCurrency = ({ filled }: TableColumn) => most(filled, (cell) => isCode(checkCurrency, cell));

const countries = countryByName('en');
/** The code of a country by its code or English name. */
export const countryOf = (text: string): string | undefined =>
  ['UK', 'EL'].includes(text) || isCode(checkCountry, text) ? text : countries.get(text.toLowerCase());

/** How many different rows there are by some columns. */
export const distinctRows = (columns: readonly TableColumn[], rows: number): number =>
  new Set(Array.from({ length: rows }, (_, at) => JSON.stringify(columns.map(({ cells }) => cells[at] ?? null)))).size;
