import { checkCountry, checkCurrency, checkDuration, checkLanguage, checkUri } from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { FieldValue, Money } from '../../ontology/facts.ts';
import { type Period, parsePeriod } from '../../ontology/period.ts';

/** What is wrong in one row of a file, for the person whose file it is. */
export interface RowProblem {
  readonly file: string;
  /** Of the file as unpacked, from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly expected: string;
}

/** One record of a file as its reader gives it: texts by column, or what a line of JSON holds. */
export interface Record {
  readonly line: number;
  readonly values: Readonly<{ [column: string]: unknown }>;
}

/** Texts that stand for nothing in tables. */
const NOTHING = new Set(['', 'na', 'n/a', 'null', 'none', 'nan', '-']);

/** Codes that the European Union writes otherwise than ISO 3166-1. */
const COUNTRIES: Readonly<{ [code: string]: string }> = { UK: 'GB', EL: 'GR' };

/** UTF-8 that was once read as Windows-1252 or Latin-1 and written again: "Ã©" for "é", "â€™" for "’". */
const MOJIBAKE = /Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]|â€[\u0080-\u00bf™œ“”˜¦¢]|Â[\u00a0-\u00bf]|ï¿½|\ufffd/;

/** What most cells hold: letters that every encoding has, words with one space between them. */
export const SIMPLE_CELL = /^[!-~]+(?: [!-~]+)*$/;

const isoDay = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/;
const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const shortYear = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/;
const number = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const decimalComma = /^[+-]?\d+,\d+$/;
/** Numbers with thousands apart, by what stands before the decimals; spaces were taken out. */
const grouped = {
  point: /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/,
  comma: /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$/,
};

/** How a table writes what can be read in two ways. */
export interface Notation {
  readonly order?: 'day first' | 'month first' | undefined;
  readonly decimals?: 'point' | 'comma' | undefined;
  readonly currency?: string | undefined;
}

/**
 * One row as a format reads it. What a column holds wrongly is kept as a problem, and the row is skipped with all of
 * them; what is written otherwise than the model has it is brought to that, with a note that is counted.
 */
export class Row {
  readonly problems: RowProblem[] = [];
  readonly notes: string[] = [];
  readonly file: string;
  readonly line: number;
  readonly values: Readonly<{ [column: string]: unknown }>;
  constructor(file: string, { line, values }: Record) {
    this.file = file;
    this.line = line;
    this.values = values;
  }

  problem(
    column: string | null,
    expected: string,
    value: unknown = column === null ? null : this.values[column],
  ): undefined {
    const shown =
      value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
    const got = shown !== null && shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
    // A cell may be read for several things; what is wrong with it is wrong once.
    if (!this.problems.some((known) => known.column === column && known.value === got && known.expected === expected))
      this.problems.push({ file: this.file, line: this.line, column, value: got, expected });
    return undefined;
  }

  /** Something that was not taken as it stands. Equal notes are counted together, once for a row, so they name no value. */
  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  /** Without space around it and line breaks in it; undefined where there is nothing. */
  text(column: string): string | undefined {
    const text = this.literal(column);
    return text !== undefined && NOTHING.has(text.toLowerCase()) ? undefined : text;
  }

  /** Like text, for what has another way to say nothing: there NA is a text, such as the initials of something. */
  literal(column: string): string | undefined {
    const value = this.values[column];
    if (value === null || value === undefined) return undefined;
    if (typeof value === 'object') return this.problem(column, 'a text', value);
    if (typeof value === 'string' && SIMPLE_CELL.test(value)) return value;
    const text = String(value).replace(/\s+/gu, ' ').trim();
    if (text === '') return undefined;
    if (text.includes('\0') || !text.isWellFormed())
      return this.problem(column, 'a text without NUL or lone surrogates', text);
    if (MOJIBAKE.test(text))
      this.note(`${column}: looks like UTF-8 that was read in another encoding; taken as it stands`);
    return text;
  }

  /** A text that may go over several lines, told where it does. */
  folded(column: string): string | undefined {
    const value = this.values[column];
    if (typeof value === 'string' && /\S\s*\n\s*\S/.test(value)) this.note(`${column}: line breaks folded into spaces`);
    return this.text(column);
  }

  required(column: string, what = 'a value', read: 'text' | 'literal' = 'text'): string | undefined {
    const before = this.problems.length;
    const text = this[read](column);
    return text !== undefined || this.problems.length > before ? text : this.problem(column, what);
  }

  private read<T>(column: string, text: string, read: (text: string) => T): T | undefined {
    try {
      return read(text);
    } catch (error) {
      return this.problem(column, (error as Error).message.replace(/^expected /, ''), text);
    }
  }

  /** A day or any other date in EDTF. `order` says how days are written that are not ISO 8601; else they are a problem. */
  date(column: string, order?: 'day first' | 'month first'): Period | undefined {
    const text = this.text(column);
    return text === undefined ? undefined : this.dateOf(column, text, order);
  }

  private dateOf(column: string, text: string, order?: 'day first' | 'month first'): Period | undefined {
    const iso = isoDay.exec(text);
    if (iso?.[1]) {
      if (iso[1] !== text) this.note(`${column}: time of day left out`);
      return this.day(column, iso[1]);
    }
    if (shortYear.test(text))
      return this.problem(column, 'a year with four digits, as two can be of any century', text);
    const parts = dayFirst.exec(text);
    if (parts) {
      if (!order)
        return this.problem(
          column,
          'a date of ISO 8601 such as 2024-03-26, as 03/04 can be in March or in April',
          text,
        );
      const [first = '', second = '', year = ''] = parts.slice(1);
      const [month, day] = order === 'day first' ? [second, first] : [first, second];
      this.note(`${column}: date written ${order}, brought to ISO 8601`);
      return this.day(column, `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    }
    return this.read(column, text, parsePeriod);
  }

  /** EDTF takes 2023-02-30 for a day, which is none. */
  private day(column: string, iso: string): Period | undefined {
    const date = new Date(`${iso}T00:00:00Z`);
    const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
    return exists ? { edtf: iso, start: iso, end: iso } : this.problem(column, 'a day of the calendar', iso);
  }

  /** From one column to another; open where the second is empty and `open`, of unknown end where not. */
  span(
    from: string,
    to: string,
    { order, open = false }: { order?: 'day first' | 'month first' | undefined; open?: boolean } = {},
  ): Period | undefined {
    const start = this.date(from, order);
    const end = this.date(to, order);
    if (!start && !end) return undefined;
    if (start && end && (start.start ?? '') > (end.end ?? '9999')) {
      return this.problem(to, `an end that is not before the beginning, ${start.edtf}`, end.edtf);
    }
    for (const [column, date] of [
      [from, start],
      [to, end],
    ] as const) {
      if (date && /[/[{]/.test(date.edtf))
        return this.problem(column, 'one date, as it is the end of a span', date.edtf);
    }
    if (start && end && start.edtf === end.edtf) return start;
    // Both ends were read, and reading an interval costs more than all else in a row.
    return {
      edtf: `${start?.edtf ?? ''}/${end?.edtf ?? (open ? '..' : '')}`,
      start: start?.start ?? null,
      end: end?.end ?? null,
    };
  }

  /** A number; `decimals` says what stands before them, where commas and points can be either. */
  number(column: string, decimals?: 'point' | 'comma'): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    let written = text.replace(/[\s\u00a0]/gu, '');
    if (decimals !== undefined && grouped[decimals].test(written)) {
      const plain = written.replaceAll(decimals === 'comma' ? '.' : ',', '').replace(',', '.');
      if (plain !== written) this.note(`${column}: number written with a decimal ${decimals}, taken without thousands`);
      written = plain;
    } else if (decimals === 'comma' && /[.,]/.test(written)) {
      return this.problem(column, 'a number with a decimal comma, such as 1.234,56', text);
    } else if (decimals === 'point' && written.includes(',')) {
      return this.problem(column, 'a number with a decimal point, such as 1,234.56', text);
    }
    if (decimalComma.test(written)) {
      // 1,234 may be a thousand or one and a bit; nobody can tell, so nothing is guessed.
      if (/,\d{3}$/.test(written))
        return this.problem(column, 'a number whose comma can only be one thing: 1234 or 1.234', text);
      this.note(`${column}: decimal comma taken as a decimal point`);
      written = written.replace(',', '.');
    }
    if (!number.test(written)) return this.problem(column, 'a number such as 1234.56', text);
    const value = Number(written);
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      return this.problem(column, `a number of at most ${Number.MAX_SAFE_INTEGER}, as larger ones are rounded`, text);
    }
    return value;
  }

  /** An amount in a currency of ISO 4217. */
  money(column: string, currency: string, decimals?: 'point' | 'comma'): readonly Money[] | undefined {
    const amount = this.number(column, decimals);
    return amount === undefined ? undefined : [{ amount, currency, approximate: false }];
  }

  /** A code of ISO 3166-1, or what the European Union writes for it. NA is one, though elsewhere it says nothing. */
  country(column: string): string | undefined {
    const text = String(this.values[column] ?? '').trim() === 'NA' ? 'NA' : this.text(column);
    if (text === undefined) return undefined;
    const meant = Object.hasOwn(COUNTRIES, text) ? COUNTRIES[text] : undefined;
    if (meant) this.note(`${column}: ${text} taken as ${meant}, the code of ISO 3166-1`);
    if (text === 'NA') this.note(`${column}: NA taken as the code of Namibia`);
    return this.read(column, meant ?? text, checkCountry);
  }

  uri(column: string): string | undefined {
    const text = this.text(column);
    return text === undefined ? undefined : this.read(column, text, checkUri);
  }

  /** What the column says, by a table; anything else is a problem. */
  oneOf<T>(column: string, meanings: Readonly<{ [text: string]: T }>): T | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const found = Object.hasOwn(meanings, text) ? meanings[text] : undefined;
    return found !== undefined ? found : this.problem(column, `one of ${Object.keys(meanings).join(', ')}`, text);
  }

  /** The value of a field of the ontology as a cell holds it; money takes its currency from the caller. */
  field(column: string, field: Field, notation: Notation = {}): FieldValue | undefined {
    if (field.kind === 'country') return this.country(column);
    const text = this.text(column);
    if (text === undefined) return undefined;
    switch (field.kind) {
      case 'text':
        return text;
      case 'integer': {
        const value = this.number(column, notation.decimals);
        return value === undefined || Number.isSafeInteger(value) ? value : this.problem(column, 'a whole number');
      }
      case 'enum':
        return this.oneOf(column, Object.fromEntries(Object.keys(field.values).map((value) => [value, value])));
      case 'period':
        return this.dateOf(column, text, notation.order);
      case 'money': {
        const currency =
          notation.currency === undefined ? undefined : this.read(column, notation.currency, checkCurrency);
        return currency === undefined
          ? this.problem(column, 'a currency: name one in the mapping')
          : this.money(column, currency, notation.decimals);
      }
      case 'place':
        return { name: text, city: null, country: null, latitude: null, longitude: null };
      case 'language':
        return this.read(column, text, checkLanguage);
      case 'duration':
        return this.read(column, text, checkDuration);
      case 'uri':
        return this.read(column, text, checkUri);
    }
  }
}
