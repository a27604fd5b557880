import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { SaxesParser } from 'saxes';
import type { Record, RowProblem } from '../formats/row.ts';
import { type Input, linesOf } from './input.ts';
import { JsonSplitter, jsonTexts } from './json-records.ts';
import { badInput } from './refused.ts';

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

/** The values of a record. Any name can be a column, so they inherit none: not `constructor`, not `__proto__`. */
class Values {
  [column: string]: any;
}
Object.setPrototypeOf(Values.prototype, null);
Reflect.deleteProperty(Values.prototype, 'constructor');

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
    const isByLine = isRecord(parsed(start.split('\n', 1)[0] ?? ''));
    const [first] = isByLine ? [{ text: start.split('\n', 1)[0] ?? '' }] : new JsonSplitter(input.name).take(start);
    const value = first && parsed(first.text);
    if (isRecord(value)) return { kind: 'json', isByLine, header: Object.keys(value) };
    if (/^\[\s*\]\s*$/.test(start)) return { kind: 'json', isByLine, header: [] };
    throw badInput(
      `${input.name}: expected JSON with an object for each record, one a line or in a list; got ${first ? first.text.slice(0, 60) : 'none in its beginning'}. Name the list of records alone.`,
    );
  }
  const line = start.split(/\r?\n/, 1)[0] ?? '';
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
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
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
    else yield* xmlRecords(input, element ?? shape.element, stream);
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
    max_record_size: 4 * 1024 * 1024,
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
    if ((error as { code?: string }).code?.startsWith('CSV_')) {
      throw badInput(
        `${input.name}:${line + 1}: expected a record of a table; got ${(error as Error).message}. Mend the quotes near that line.`,
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
  for await (const text of linesOf(stream)) {
    line += 1;
    if (text.trim() !== '') yield one(line, text, false);
  }
}

/** What a file says before its records is copied to each of them, so there is a limit: characters, and texts. */
const LONGEST_BEFORE = 1000;
const MOST_BEFORE = 20;

/**
 * Reads the elements of one name as records. The columns are paths: `country` is the text of an element, `country@id`
 * its attribute, `@who` an attribute of the record, `birth/year` a deeper element. Repeated elements become a list.
 * `..` is the name of the element around the record, and `/names/singular` what the file says before its records.
 */
async function* xmlRecords(input: Input, element: string, stream: Readable): AsyncGenerator<Read> {
  const parser = new SaxesParser({ position: true });
  let found: Record[] = [];
  let path: string[] = [];
  const texts: string[] = [];
  let current: { line: number; values: { [path: string]: unknown } } | undefined;
  /** The elements around the record, and the texts that stood before it, by path. */
  const around: { readonly name: string; text: string }[] = [];
  const before = new Values();
  let sizeBefore = 0;
  let isBefore = true;
  const add = (key: string, value: string) => {
    if (!current) return;
    const before = current.values[key];
    current.values[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  };
  parser.on('error', (error) => {
    throw badInput(`${input.name}: expected well-formed XML; got ${error.message}.`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (current) path.push(name);
    else if (name === element) {
      isBefore = false;
      current = {
        line: parser.line,
        values: Object.assign(new Values(), before, around.length > 0 && { '..': around.at(-1)?.name }),
      };
    }
    if (!current) {
      around.push({ name, text: '' });
      return;
    }
    texts.push('');
    for (const [key, value] of Object.entries(attributes)) add(`${path.join('/')}@${key}`, value);
  });
  const take = (text: string) => {
    if (current && texts.length > 0) texts[texts.length - 1] += text;
    const outer = current ? undefined : around.at(-1);
    if (outer && outer.text.length < LONGEST_BEFORE) outer.text += text;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    if (!current) {
      const text = around.at(-1)?.text.trim() ?? '';
      const key = `/${around
        .slice(1)
        .map(({ name }) => name)
        .join('/')}`;
      if (isBefore && text !== '' && around.length > 1 && !Object.hasOwn(before, key) && sizeBefore < MOST_BEFORE) {
        before[key] = text;
        sizeBefore += 1;
      }
      around.pop();
      return;
    }
    const text = (texts.pop() ?? '').trim();
    if (path.length > 0) {
      if (text !== '') add(path.join('/'), text);
      path = path.slice(0, -1);
      return;
    }
    if (text !== '') add('', text);
    found.push(current);
    current = undefined;
  });
  for await (const chunk of stream as AsyncIterable<string>) {
    parser.write(chunk);
    yield* found;
    found = [];
  }
  parser.close();
  yield* found;
}
