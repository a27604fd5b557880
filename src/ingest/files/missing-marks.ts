import { checkCountry, OTHER_COUNTRY_CODES } from '../../ontology/codes.ts';
import type { Record } from '../formats/row.ts';
import { isProblem, type Read } from './records.ts';

/** Words that mean "no value" in tables, in lower case. */
const WORDS = new Set(['na', 'n/a', 'null', 'none', 'nan']);
const NAMIBIA = 'NA';

const isCode = (text: string): boolean => {
  if (!/^[A-Z]{2}$/.test(text)) return false;
  if (OTHER_COUNTRY_CODES.has(text)) return true;
  try {
    checkCountry(text);
    return true;
  } catch {
    return false;
  }
};

/** What one column holds: cells other than empty ones and marks, and which marks. */
interface Held {
  codes: number;
  others: number;
  na: boolean;
  word: boolean;
}

/** A typing error does not make a column of codes another one. */
const isOfCodes = ({ codes, others }: Held) => codes > others;
const isMark = (held: Held) => held.word || (held.na && !isOfCodes(held));
/** After so many more other cells than codes, a column is taken not to be of codes. */
const CERTAIN = 200;

/**
 * Finds out whether NA in a file is the code of Namibia or the mark of a missing value, which are written alike. It is
 * Namibia in a column in which most other cells are codes of ISO 3166-1, if the file uses neither NA nor another word for
 * a missing value anywhere else. `texts` are columns in which such a word is a text, such as an acronym.
 *
 * @example
 * const marks = new MissingMarks();
 * for (const record of records) marks.see(record);
 * marks.isNamibia('country');
 */
export class MissingMarks {
  readonly #columns = new Map<string, Held>();
  readonly #texts: ReadonlySet<string>;

  constructor(texts: readonly string[] = []) {
    this.#texts = new Set(texts);
  }

  see({ values }: Record): void {
    for (const column in values) {
      const value = values[column];
      if (typeof value !== 'string' || this.#texts.has(column)) continue;
      const text = value.trim();
      if (text === '' || text === '-') continue;
      let held = this.#columns.get(column);
      if (!held) {
        held = { codes: 0, others: 0, na: false, word: false };
        this.#columns.set(column, held);
      }
      if (text === NAMIBIA) held.na = true;
      else if (text.length < 5 && WORDS.has(text.toLowerCase())) held.word = true;
      else if (isCode(text)) held.codes += 1;
      else held.others += 1;
    }
  }

  /** Whether the answer is certain before the end of the file. */
  get isDecided(): boolean {
    return [...this.#columns.values()].some(({ codes, others, na, word }) => word || (na && others > codes + CERTAIN));
  }

  /** Whether NA in the column is Namibia. */
  isNamibia(column: string): boolean {
    const held = this.#columns.get(column);
    return held !== undefined && isOfCodes(held) && ![...this.#columns.values()].some(isMark);
  }
}

/** Whether a cell of a record is NA. */
export function hasNA({ values }: Record): boolean {
  for (const column in values) {
    const value = values[column];
    if (typeof value === 'string' && value.length < 10 && value.trim() === NAMIBIA) return true;
  }
  return false;
}

/** Reads a file once more, from its start: what NA in it means does not depend on where its rows stand. */
export async function marksOf(file: AsyncIterable<Read>, texts?: readonly string[]): Promise<MissingMarks> {
  const marks = new MissingMarks(texts);
  for await (const read of file) {
    if (!isProblem(read)) marks.see(read);
    if (marks.isDecided) break;
  }
  return marks;
}
