import {
  checkCountry,
  checkCurrency,
  checkDuration,
  checkLanguage,
  OTHER_COUNTRY_CODES,
} from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { FieldValue, Money } from '../../ontology/facts.ts';
import { type Period, parsePeriod } from '../../ontology/period.ts';
import { checkUri } from '../../ontology/uris.ts';

/** A problem in one row of a file, for the person who provides the file. */
export interface RowProblem {
  readonly file: string;
  /** In the unpacked file, from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly expected: string;
  /** `value`: only this value is left out. Omitted: the whole row is. */
  readonly costs?: 'value';
}

/** One record of a file: texts by column, or the values of a JSON object. */
export interface Record {
  readonly line: number;
  readonly values: Readonly<{ [column: string]: unknown }>;
}

/** Texts that mean "no value" in tables, in lower case. */
const NOTHING = new Set(['', 'na', 'n/a', 'null', 'none', 'nan', '-']);

/** UTF-8 that somebody read as Windows-1252 or Latin-1 and saved: "Ã©" for "é", "â€™" for "’". */
const MOJIBAKE = /Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]|â€[\u0080-\u00bf™œ“”˜¦¢]|Â[\u00a0-\u00bf]|ï¿½|\ufffd/;

/** Matches most cells: ASCII words with single spaces between them, which need no clean-up. */
export const SIMPLE_CELL = /^[!-~]+(?: [!-~]+)*$/;

const isoDay = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/;
const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const shortYear = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/;
const number = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const decimalComma = /^[+-]?\d+,\d+$/;
/** Numbers with grouped thousands, by their decimal mark, after spaces are removed. */
const grouped = {
  point: /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/,
  comma: /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$/,
};

/** How a table writes dates and numbers that are ambiguous, and its default currency (ISO 4217). */
export interface Notation {
  readonly order?: 'day first' | 'month first' | undefined;
  readonly decimals?: 'point' | 'comma' | undefined;
  readonly currency?: string | undefined;
}

/**
 * One row as a format reads it. Each method reads one column and returns its value, or undefined if there is none or it
 * is wrong; then `problems` says why, and the import skips the row, or only the value if that is all it costs. A conversion to what the model expects adds a note.
 *
 * @example
 * const row = new Row('table.csv', { line: 2, values: { since: '26.3.2024', country: 'UK' } });
 * row.date('since', 'day first')?.edtf; // '2024-03-26'
 * row.country('country'); // 'GB'
 * row.notes; // ['since: date written day first, converted to ISO 8601', 'country: UK taken as GB, the code of ISO 3166-1']
 */
export class Row {
  readonly problems: RowProblem[] = [];
  readonly notes: string[] = [];
  readonly file: string;
  readonly line: number;
  readonly values: Readonly<{ [column: string]: unknown }>;
  /** Whether NA in a column is the code of Namibia, and not a missing value. */
  readonly isNamibia: (column: string) => boolean;
  /** `isNamibia` follows from the file as a whole. It is true for JSON, which writes null where there is no value. */
  constructor(file: string, { line, values }: Record, isNamibia: (column: string) => boolean = () => true) {
    this.file = file;
    this.line = line;
    this.values = values;
    this.isNamibia = isNamibia;
  }

  problem(
    column: string | null,
    expected: string,
    value: unknown = column === null ? null : this.values[column],
    costs?: 'value',
  ): undefined {
    const shown =
      value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
    const got = shown !== null && shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
    // A cell that is read for several fields is reported once.
    if (!this.problems.some((known) => known.column === column && known.value === got && known.expected === expected))
      this.problems.push({ file: this.file, line: this.line, column, value: got, expected, ...(costs && { costs }) });
    return undefined;
  }

  /** Reports a value that is left out while the rest of the row is imported, such as a malformed id elsewhere. */
  leftOut(column: string, expected: string, value: unknown = this.values[column]): undefined {
    return this.problem(column, expected, value, 'value');
  }

  /** Whether a problem keeps the row from being imported. */
  get isRefused(): boolean {
    return this.problems.some(({ costs }) => costs === undefined);
  }

  /** Notes a conversion. The import counts equal notes of different rows together, so a note contains no value. */
  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  /** A text, trimmed and on one line; undefined for an empty cell and for NA, null and the like. */
  text(column: string): string | undefined {
    const text = this.literal(column);
    return text !== undefined && NOTHING.has(text.toLowerCase()) ? undefined : text;
  }

  /** Like `text`, for data in which NA is a text, such as an acronym, and only an empty cell is undefined. */
  literal(column: string): string | undefined {
    const value = this.values[column];
    if (value === null || value === undefined) return undefined;
    if (typeof value === 'object') return this.problem(column, 'a text', value);
    if (typeof value === 'string' && SIMPLE_CELL.test(value)) return value;
    const text = String(value).replace(/\s+/gu, ' ').trim();
    if (text === '') return undefined;
    if (text.includes('\0') || !text.isWellFormed())
      return this.problem(column, 'a text without NUL or lone surrogates', text);
    if (MOJIBAKE.test(text)) this.note(`${column}: looks like UTF-8 that was read in another encoding; kept as it is`);
    return text;
  }

  /** Like `text`, with a note if line breaks are replaced by spaces. */
  folded(column: string): string | undefined {
    const value = this.values[column];
    if (typeof value === 'string' && /\S\s*\n\s*\S/.test(value)) this.note(`${column}: line breaks folded into spaces`);
    return this.text(column);
  }

  /** Like `text` or `literal`, and a problem if there is no value; `what` says in the message what is expected. */
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

  /** A date in ISO 8601 or EDTF; one such as 03/04/2024 is a problem unless `order` says how to read it. */
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
      this.note(`${column}: date written ${order}, converted to ISO 8601`);
      return this.day(column, `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    }
    return this.read(column, text, parsePeriod);
  }

  /** EDTF accepts 2023-02-30, which is not a valid day. */
  private day(column: string, iso: string): Period | undefined {
    const date = new Date(`${iso}T00:00:00Z`);
    const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
    return exists ? { edtf: iso, start: iso, end: iso } : this.problem(column, 'a day of the calendar', iso);
  }

  /**
   * A period from two columns, or from one of them. If the second one is empty, the period is open with `open`, and its end
   * is unknown without; likewise the side of a table that has no column for it.
   */
  span(
    from: string | undefined,
    to: string | undefined,
    { order, open = false }: { order?: 'day first' | 'month first' | undefined; open?: boolean } = {},
  ): Period | undefined {
    const start = from === undefined ? undefined : this.date(from, order);
    const end = to === undefined ? undefined : this.date(to, order);
    if (!start && !end) return undefined;
    if (start && end && (start.start ?? '') > (end.end ?? '9999')) {
      return this.problem(to ?? '', `an end that is not before the beginning, ${start.edtf}`, end.edtf);
    }
    for (const [column, date] of [
      [from, start],
      [to, end],
    ] as const) {
      if (date && /[/[{]/.test(date.edtf))
        return this.problem(column ?? '', 'one date, as it is the end of a span', date.edtf);
    }
    if (start && end && start.edtf === end.edtf) return start;
    // Both ends are parsed; parsing the interval too would cost more than everything else in a row.
    return {
      edtf: `${start?.edtf ?? (open && from === undefined ? '..' : '')}/${end?.edtf ?? (open ? '..' : '')}`,
      start: start?.start ?? null,
      end: end?.end ?? null,
    };
  }

  /** A number; `decimals` is the decimal mark of the table, for numbers such as 1,234 that are ambiguous without. */
  number(column: string, decimals?: 'point' | 'comma'): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    let written = text.replace(/[\s\u00a0]/gu, '');
    if (decimals !== undefined && grouped[decimals].test(written)) {
      const plain = written.replaceAll(decimals === 'comma' ? '.' : ',', '').replace(',', '.');
      if (plain !== written)
        this.note(`${column}: number written with a decimal ${decimals}, read without thousands separators`);
      written = plain;
    } else if (decimals === 'comma' && /[.,]/.test(written)) {
      return this.problem(column, 'a number with a decimal comma, such as 1.234,56', text);
    } else if (decimals === 'point' && written.includes(',')) {
      return this.problem(column, 'a number with a decimal point, such as 1,234.56', text);
    }
    if (decimalComma.test(written)) {
      // 1,234 can be 1234 or 1.234, so it is reported.
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

  /** A whole number, as fields of the kind `integer` hold; `decimals` as in `number`. */
  integer(column: string, decimals?: 'point' | 'comma'): number | undefined {
    const value = this.number(column, decimals);
    return value === undefined || Number.isSafeInteger(value) ? value : this.problem(column, 'a whole number');
  }

  /** An amount in a currency of ISO 4217. */
  money(column: string, currency: string, decimals?: 'point' | 'comma'): readonly Money[] | undefined {
    const amount = this.number(column, decimals);
    return amount === undefined ? undefined : [{ amount, currency, approximate: false }];
  }

  /**
   * A code of ISO 3166-1 alpha-2; UK and EL, which the European Union uses, are converted. NA is Namibia if the file
   * means it; `isNamibia` says so if the row itself tells.
   */
  country(column: string, isNamibia?: boolean): string | undefined {
    if (String(this.values[column] ?? '').trim() === 'NA') {
      const isMeant = isNamibia ?? this.isNamibia(column);
      this.note(
        isMeant
          ? `${column}: NA taken as the code of Namibia`
          : `${column}: NA taken as no value, as the file marks missing values with such words`,
      );
      return isMeant ? 'NA' : undefined;
    }
    const text = this.text(column);
    if (text === undefined) return undefined;
    const meant = OTHER_COUNTRY_CODES.get(text);
    if (meant) this.note(`${column}: ${text} taken as ${meant}, the code of ISO 3166-1`);
    return this.read(column, meant ?? text, checkCountry);
  }

  /** A URI (RFC 3986) of the same thing elsewhere; a malformed one is left out, and the row stays. */
  uri(column: string): string | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    try {
      return checkUri(text);
    } catch (error) {
      return this.leftOut(column, (error as Error).message.replace(/^expected /, ''), text);
    }
  }

  /** The meaning of a cell, by its text; any other text is a problem. */
  oneOf<T>(column: string, meanings: Readonly<{ [text: string]: T }>): T | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const found = Object.hasOwn(meanings, text) ? meanings[text] : undefined;
    return found !== undefined ? found : this.problem(column, `one of ${Object.keys(meanings).join(', ')}`, text);
  }

  /** The value of a field of the ontology. An amount takes its currency from `notation`. */
  field(column: string, field: Field, notation: Notation = {}): FieldValue | undefined {
    if (field.kind === 'country') return this.country(column);
    const text = this.text(column);
    if (text === undefined) return undefined;
    switch (field.kind) {
      case 'text':
        return text;
      case 'integer':
        return this.integer(column, notation.decimals);
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
