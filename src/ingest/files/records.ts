import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Record, RowProblem } from '../formats/row.ts';
import { SAMPLE } from './encoding.ts';
import { type Input, linesOf } from './input.ts';
import { JsonSplitter, jsonTexts } from './json-records.ts';
import { DEEPEST_RECORD, LONGEST_RECORD, MOST_COLUMNS } from './limits.ts';
import { badInput } from './refused.ts';
import { isNested, Values } from './values.ts';
import { xmlRecords } from './xml-records.ts';

/** The form of a file, as its beginning shows it. */
export type Shape =
  | {
      readonly kind: 'csv';
      readonly delimiter: string;
      /** The line breaks: both kinds if there are both, as some tables are put together from several. */
      readonly rowEnds: string[];
      readonly header: readonly string[];
    }
  /** `isByLine`: one record a line; otherwise a list, or records over several lines. */
  | { readonly kind: 'json'; readonly isByLine: boolean; readonly header: readonly string[] }
  | { readonly kind: 'xml'; readonly header: readonly string[]; readonly element: string };

/** A record, or the problem of a line that is not one. */
export type Read = Record | RowProblem;
/** Whether reading a record gave a problem. */
export const isProblem = (read: Read): read is RowProblem => 'expected' in read;

const DELIMITERS = [',', ';', '\t', '|'];

/** The most frequent delimiter of a line, outside quotes. */
function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (d: string) => bare.split(d).length;
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] as string;
}

/** A value of JSON; undefined if the text is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const columnsOf = (cells: readonly string[]) => cells.map((cell) => cell.trim());

/** Detects the form of a file from its beginning: XML, JSONL, or a table with a header. Throws RefusedInput for any other. */
export async function shapeOf(input: Input): Promise<Shape> {
  const text = (await input.peek()).replace(/^\ufeff/, '');
  const start = text.trimStart();
  if (start === '')
    throw badInput(`${input.name}: expected a table with a header, lines of JSON, or XML; got an empty file.`);
  if (text.slice(0, 512).includes('ustar\u0000') || text.slice(0, 512).includes('ustar  \u0000')) {
    throw badInput(
      `${input.name}: expected a file of data; got a tar archive of several. Unpack it (tar xzf FILE) and name the files in it.`,
    );
  }
  if (start.startsWith('<')) {
    const elements = firstElements(start);
    return { kind: 'xml', element: elements.at(-1) ?? '', header: elements };
  }
  if (start.startsWith('{') || start.startsWith('[')) {
    const line = start.split('\n', 1)[0] ?? '';
    const isByLine = isRecord(parsed(line));
    const [first] = isByLine ? [{ text: line }] : new JsonSplitter(input.name).take(start);
    const value = first && parsed(first.text);
    if (isRecord(value)) return { kind: 'json', isByLine, header: Object.keys(value) };
    if (/^\[\s*\]\s*$/.test(start)) return { kind: 'json', isByLine, header: [] };
    throw badInput(
      `${input.name}: expected JSON with an object for each record, one a line or in a list; got ${first ? first.text.slice(0, 60) : 'none in its beginning'}. Name the list of records alone.`,
    );
  }
  const line = start.split(/\r?\n|\r/, 1)[0] ?? '';
  if (line.includes('\0'))
    throw badInput(
      `${input.name}: expected text; got zero bytes in the first line, as in a program or a picture. Name a file of data; a spreadsheet can be saved as CSV.`,
    );
  if (line.length >= SAMPLE)
    throw badInput(
      `${input.name}: expected a header of at most ${SAMPLE} characters; got a longer first line. Check that the file has a header and line breaks.`,
    );
  const delimiter = delimiterOf(line);
  const rowEnds = text.includes('\n') ? ['\n', '\r\n'] : ['\r'];
  const header = await new Promise<string[]>((resolve, reject) =>
    parse(
      text,
      {
        delimiter,
        record_delimiter: rowEnds,
        to: 1,
        relax_quotes: true,
        bom: true,
        skip_records_with_empty_values: true,
      },
      (error, rows: string[][]) =>
        error
          ? reject(badInput(`${input.name}: expected a header in the first line; got ${error.message}.`))
          : resolve(rows[0] ?? []),
    ),
  );
  const names = columnsOf(header);
  if (names.length > MOST_COLUMNS)
    throw badInput(
      `${input.name}: expected a table of at most ${MOST_COLUMNS} columns; got ${names.length}. Leave out those that are not read.`,
    );
  const seen = new Set<string>();
  const twice = names.find((name) => name !== '' && (seen.has(name) || !seen.add(name)));
  if (twice !== undefined)
    throw badInput(
      `${input.name}: expected a header with each column once; got ${twice} a second time. Rename one, as nobody can tell which is meant.`,
    );
  return { kind: 'csv', delimiter, rowEnds, header: names };
}

/** The names of the root and of the first element in it. */
const firstElements = (text: string): string[] =>
  [...text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<([A-Za-z_][\w.:-]*)/g)]
    .slice(0, 2)
    .map((match) => match[1] as string);

/**
 * Reads the records of a file one by one, and the problems of lines that are not records. `element` is the name of a
 * record in XML. `read` receives how many bytes of the file have been read, `note` its encoding if it is not UTF-8.
 */
export async function* records(
  input: Input,
  shape: Shape,
  read?: (bytes: number) => void,
  note?: (text: string) => void,
  element?: string,
): AsyncGenerator<Read> {
  const stream = await input.open(read, note);
  try {
    if (shape.kind === 'csv') yield* csvRecords(input, shape, stream);
    else if (shape.kind === 'json') yield* jsonRecords(input, shape, stream);
    else yield* xmlRecords(input.name, element ?? shape.element, stream);
  } finally {
    stream.destroy();
  }
}

/** Whether an unclosed quote swallowed the rows below: then the cell ends like a row that begins in one of its lines. */
function isSwallowing(cell: string, column: number, columns: number, delimiter: string): boolean {
  if (!cell.startsWith('"') || columns < 3) return false;
  const lines = cell.split('\n');
  const parts = (line = '') => line.split(delimiter).length - 1;
  return lines.length > 1 && parts(lines[0]) === columns - 1 - column && parts(lines.at(-1)) === column;
}

async function* csvRecords(input: Input, shape: Shape & { kind: 'csv' }, stream: Readable): AsyncGenerator<Read> {
  const { header, delimiter, rowEnds } = shape;
  const parser = parse({
    delimiter,
    record_delimiter: rowEnds,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Without a limit, an unclosed quote would swallow the rest of the file.
    max_record_size: LONGEST_RECORD,
  });
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);
  /** The line on which the last record ended. */
  let line = 0;
  let isHeader = true;
  /** CRLF within cells, which the parser counts twice. */
  let twice = 0;
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const before = line;
      line = info.lines - twice;
      let at = line;
      let swallows = false;
      // There are empty lines before the record, or line breaks in its cells.
      if (line - before > 1) {
        const text = cells.join();
        const doubled = text.split('\r\n').length - 1;
        twice += doubled;
        line -= doubled;
        at = line - (text.match(/\r\n|\n|\r/g)?.length ?? 0);
        swallows = cells.some((cell, column) => isSwallowing(cell, column, header.length, delimiter));
      }
      // A line of spaces counts as empty; before the header, so does one of delimiters.
      const mayBeBlank = isHeader || (cells.length === 1 && header.length > 1);
      if (mayBeBlank && cells.every((cell) => cell.trim() === '')) continue;
      if (isHeader) {
        isHeader = false;
        continue;
      }
      if (cells.length !== header.length || swallows) {
        yield {
          file: input.name,
          line: at,
          column: null,
          value: cells.slice(0, 4).join(delimiter).slice(0, 200),
          expected: swallows
            ? 'quotes that are closed in their cell; it goes over other rows'
            : `${header.length} cells, as the header has; got ${cells.length}`,
        };
        continue;
      }
      const values = new Values();
      for (let i = 0; i < header.length; i += 1) values[header[i] as string] = cells[i] as string;
      yield { line: at, values };
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'CSV_MAX_RECORD_SIZE')
      throw badInput(
        `${input.name}:${line + 1}: expected a row of at most ${LONGEST_RECORD} characters; got a longer one. Mend the quotes near that line: one that is never closed takes in all rows below.`,
      );
    if (code?.startsWith('CSV_')) {
      throw badInput(
        `${input.name}:${line + 1}: expected a record of a table; got ${message}. Mend the quotes near that line.`,
      );
    }
    throw error;
  }
}

async function* jsonRecords(input: Input, shape: Shape & { kind: 'json' }, stream: Readable): AsyncGenerator<Read> {
  const where = shape.isByLine ? 'an object of JSON in one line' : 'an object of JSON';
  const one = (line: number, text: string, isCut: boolean): Read => {
    const wrong = (expected: string): RowProblem => ({
      file: input.name,
      line,
      column: null,
      value: text.slice(0, 200),
      expected,
    });
    if (isCut) return wrong(`${where} and the end of the list; the file ends here`);
    try {
      const values: unknown = JSON.parse(text);
      if (isNested(values, DEEPEST_RECORD)) return wrong(`lists and objects in at most ${DEEPEST_RECORD} others`);
      return isRecord(values) ? { line, values: Object.assign(new Values(), values) } : wrong(where);
    } catch (error) {
      return wrong(`${where}: ${(error as Error).message}`);
    }
  };
  if (!shape.isByLine) {
    for await (const { line, text, isCut } of jsonTexts(input.name, stream)) yield one(line, text, isCut);
    return;
  }
  let line = 0;
  for await (const text of linesOf(input.name, stream)) {
    line += 1;
    if (text.trim() !== '') yield one(line, text, false);
  }
}
