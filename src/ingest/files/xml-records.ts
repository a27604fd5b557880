import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import type { Record } from '../formats/row.ts';
import { DEEPEST_RECORD, LONGEST_RECORD } from './limits.ts';
import { badInput } from './refused.ts';
import { Values } from './values.ts';

/** What a file says before its records is copied to each of them, so there is a limit: characters, and texts. */
const LONGEST_BEFORE = 1000;
const MOST_BEFORE = 20;

/**
 * Reads the elements of one name as records. The columns are paths: `country` is the text of an element, `country@id`
 * its attribute, `@who` an attribute of the record, `birth/year` a deeper element. Repeated elements become a list.
 * `..` is the name of the element around the record, and `/names/singular` what the file says before its records.
 */
export async function* xmlRecords(name: string, element: string, stream: Readable): AsyncGenerator<Record> {
  // Entities that a file declares are never expanded, and nothing outside it is read: using one is an error.
  const parser = new SaxesParser({ position: true });
  /** Where the last part of the file ended, and where the record begins, in characters. */
  let [ended, begun] = [0, 0];
  const refuse = (expected: string, got: string) =>
    badInput(`${name}:${parser.line}: expected ${expected}; got ${got}. Check that it is the file you take it for.`);
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
    if (Array.isArray(before)) before.push(value);
    else current.values[key] = before === undefined ? value : [before, value];
  };
  parser.on('error', (error) => {
    throw badInput(`${name}: expected well-formed XML; got ${error.message.replace(/\.$/, '')}.`);
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    ended = parser.position;
    if (around.length + path.length >= DEEPEST_RECORD)
      throw refuse(`elements in at most ${DEEPEST_RECORD} others`, `<${tag.slice(0, 60)}> in more`);
    if (current) path.push(tag);
    else if (tag === element) {
      isBefore = false;
      begun = parser.position;
      current = {
        line: parser.line,
        values: Object.assign(new Values(), before, around.length > 0 && { '..': around.at(-1)?.name }),
      };
    }
    if (!current) {
      around.push({ name: tag, text: '' });
      return;
    }
    texts.push('');
    const own = `${path.join('/')}@`;
    for (const [key, value] of Object.entries(attributes)) add(`${own}${key}`, value);
  });
  const pass = () => {
    ended = parser.position;
  };
  parser.on('comment', pass);
  parser.on('processinginstruction', pass);
  parser.on('doctype', pass);
  const take = (text: string) => {
    pass();
    if (current && texts.length > 0) texts[texts.length - 1] += text;
    const outer = current ? undefined : around.at(-1);
    if (outer && outer.text.length < LONGEST_BEFORE) outer.text += text;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    pass();
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
    if (parser.position - (current ? begun : ended) > LONGEST_RECORD)
      throw refuse(
        `${current ? `a record <${element}>` : 'a tag or a text'} of at most ${LONGEST_RECORD} characters`,
        'a longer one',
      );
    yield* found;
    found = [];
  }
  parser.close();
  yield* found;
}
