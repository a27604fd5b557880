import { badInput, quoted } from '../../errors.ts';
import { columns, folded, foldedColumn, sortable } from '../../graph/encoding/values.ts';
import type { Filter, Side, Test } from '../../graph/query/query.ts';
import { checkCountry, checkCurrency, checkLanguage } from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import { canonicalUri } from '../../ontology/outside-ids.ts';
import { FIRST, LAST, parsePeriod } from '../../ontology/period.ts';
import { ArgumentReader, type ArgumentValues, pathTo } from './argument-reader.ts';

/** Values of one list. */
const MOST_VALUES = 500;
/** Characters of a text to compare. */
const LONGEST_TEXT = 10_000;

/** Reads conditions on the values of one field, by its kind. */
export class ValueConditions extends ArgumentReader {
  field(path: string, input: ArgumentValues, side: Side, name: string, field: Field): Filter {
    switch (field.kind) {
      case 'period':
        return this.period(path, input, side, name);
      case 'money':
        return this.money(path, input, side, name);
      case 'place':
        return this.place(path, input, side, name);
      case 'integer':
        return this.all(
          path,
          this.number(path, input, (test) => ({ kind: 'test', side, column: name, ...test })),
          input,
          side,
          name,
        );
      case 'enum':
        return this.oneOf(path, input, side, name, (value) => value);
      case 'country':
        return this.text(path, input, side, name, (at, text) => this.standard(at, text.toUpperCase(), checkCountry));
      default:
        return this.text(path, input, side, name);
    }
  }

  /** All conditions of a filter, including isNull. Throws if there are none. */
  all(path: string, filters: readonly Filter[], input: ArgumentValues, side: Side, column: string): Filter {
    const { isNull } = input;
    const others = filters.length;
    if (isNull === undefined && others === 0) throw badInput(`"${path}" expects at least one condition; got {}.`);
    if (isNull === true && others > 0) {
      throw badInput(
        `"${path}" can't be met: what is missing (isNull: true) meets no other condition. Give one of them.`,
      );
    }
    if (isNull === undefined) return { kind: 'all', filters };
    return { kind: 'all', filters: [...filters, { kind: 'exists', side, column, exists: !isNull }] };
  }

  /** eq, in and isNull. */
  oneOf(path: string, input: ArgumentValues, side: Side, column: string, read: (text: string) => string): Filter {
    const filters: Filter[] = [];
    for (const [operator, value] of this.entries(path, input, 'a value')) {
      if (operator === 'eq') filters.push({ kind: 'test', side, column, operator, value: read(value) });
      if (operator === 'in') {
        filters.push({
          kind: 'test',
          side,
          column,
          operator,
          value: this.values<string>(pathTo(path, 'in'), value).map(read),
        });
      }
    }
    this.consistent(path, input);
    return this.all(path, filters, input, side, column);
  }

  values<T>(path: string, values: readonly (T | null)[]): T[] {
    if (values.length === 0) throw badInput(`"${path}" expects at least one value; got none, which nothing meets.`);
    if (values.length > MOST_VALUES) {
      throw badInput(`"${path}" expects at most ${MOST_VALUES} values; got ${values.length}. Ask in several requests.`);
    }
    return values.map((value) => {
      if (value === null)
        throw badInput(`"${path}" expects values; got null among them. Ask for what is missing with isNull: true.`);
      return value;
    });
  }

  /** Refuses conditions that nothing can meet: an error helps their author more than an empty page. */
  consistent(path: string, input: ArgumentValues, fold: (value: unknown) => unknown = (value) => value): void {
    const {
      eq,
      in: list,
      gt,
      gte,
      lt,
      lte,
    }: ArgumentValues = Object.fromEntries(
      Object.entries(input).map(([key, value]) => [key, Array.isArray(value) ? value.map(fold) : fold(value)]),
    );
    const low = gt ?? gte;
    const high = lt ?? lte;
    const clash = (what: string) => badInput(`"${path}" can't be met: ${what}. Correct it, or leave one of them out.`);
    if (
      low !== undefined &&
      high !== undefined &&
      (low > high || (low === high && (gt !== undefined || lt !== undefined)))
    ) {
      throw clash(`nothing is after ${quoted(low)} and before ${quoted(high)}`);
    }
    for (const value of eq === undefined ? [] : [eq]) {
      const outside =
        (list && !list.includes(value)) ||
        (gt !== undefined && value <= gt) ||
        (gte !== undefined && value < gte) ||
        (lt !== undefined && value >= lt) ||
        (lte !== undefined && value > lte);
      if (outside) throw clash(`eq asks for ${quoted(value)}, and another condition excludes it`);
    }
  }

  text(
    path: string,
    input: ArgumentValues,
    side: Side,
    column: string,
    read?: (path: string, text: string) => string,
  ): Filter {
    const { matchCase, isNull: _isNull, ...tests } = input;
    // Codes are stored in one form, so they have no folded column.
    const byLetter = matchCase === true || read !== undefined;
    const compared = byLetter ? column : foldedColumn(column);
    const fold = (text: string) => (byLetter ? text : folded(text));
    const filters = this.entries(path, tests, 'a text').map(([operator, operand]): Filter => {
      const value = this.texts(pathTo(path, operator), operator, operand, fold, read);
      const test = { kind: 'test', side, column: compared, operator: operator as Test['operator'] } as const;
      const sorts = byLetter && read === undefined && ['gt', 'gte', 'lt', 'lte'].includes(operator);
      return sorts ? { ...test, value: sortable(String(value)), exact: true } : { ...test, value };
    });
    this.consistent(path, tests, (value) =>
      typeof value === 'string' ? (read ? value.toUpperCase() : byLetter ? sortable(value) : fold(value)) : value,
    );
    return this.all(path, filters, input, side, column);
  }

  texts(
    path: string,
    operator: string,
    value: string | readonly string[],
    fold: (text: string) => string,
    read?: (path: string, text: string) => string,
  ) {
    const one = (text: string, at: string) => {
      if (text.length > LONGEST_TEXT) {
        throw badInput(
          `"${at}" expects at most ${LONGEST_TEXT} characters; got ${text.length}. Ask for a part with contains or startsWith.`,
        );
      }
      if (!read) return fold(text);
      return fold(operator === 'eq' || operator === 'in' ? read(at, text) : text.toUpperCase());
    };
    if (typeof value !== 'string') return this.values<string>(path, value).map((text, i) => one(text, pathTo(path, i)));
    if ((operator === 'contains' || operator === 'startsWith') && value === '') {
      throw badInput(`"${path}" expects a text; got an empty one, which is in every text.`);
    }
    return one(value, path);
  }

  names(path: string, input: ArgumentValues): Filter {
    const { matchCase, language, kind, ...texts } = input;
    const fold = (text: string) => (matchCase === true ? text : folded(text));
    const column = matchCase === true ? 'nameTexts' : foldedColumn('nameTexts');
    const tests = this.entries(path, texts, 'a text').map(
      ([operator, value]): Test => ({
        column,
        operator: operator as Test['operator'],
        value: this.texts(pathTo(path, operator), operator, value, fold),
      }),
    );
    if (typeof kind === 'string') tests.push({ column: 'nameKinds', operator: 'eq', value: kind });
    if (typeof language === 'string') {
      const tag = this.standard(pathTo(path, 'language'), language, checkLanguage);
      const within = (operator: 'eq' | 'startsWith', value: string): Filter => ({
        kind: 'item',
        side: 'node',
        tests: [...tests, { column: 'nameLanguages', operator, value }],
      });
      return { kind: 'any', filters: [within('eq', tag), within('startsWith', `${tag}-`)] };
    }
    if (tests.length === 0) throw badInput(`"${path}" expects at least one condition; got {}.`);
    return { kind: 'item', side: 'node', tests };
  }

  uris(path: string, input: ArgumentValues): Filter {
    const { matchCase, isNull, ...texts } = input;
    const column = matchCase === true ? 'sameAs' : foldedColumn('sameAs');
    const tests = this.entries(path, texts, 'a text').map(([operator, value]): Test => {
      // A whole URI is found however it is written: they are stored in one form.
      const whole = operator === 'eq' || operator === 'in' ? canonicalUri : (text: string) => text;
      const fold = (text: string) => (matchCase === true ? whole(text) : folded(whole(text)));
      return {
        column,
        operator: operator as Test['operator'],
        value: this.texts(pathTo(path, operator), operator, value, fold),
      };
    });
    const any: Filter = { kind: 'item', side: 'node', tests: [{ column: 'sameAs', operator: 'gte', value: '' }] };
    if (isNull === true && tests.length > 0) {
      throw badInput(
        `"${path}" can't be met: what is missing (isNull: true) meets no other condition. Give one of them.`,
      );
    }
    if (isNull === true) return { kind: 'not', filter: any };
    if (tests.length === 0 && isNull === undefined) throw badInput(`"${path}" expects at least one condition; got {}.`);
    return tests.length > 0 ? { kind: 'item', side: 'node', tests } : any;
  }

  /** The entries of a condition on numbers. A literal such as 1e999 is not a number, though GraphQL reads it as infinity. */
  // biome-ignore lint/suspicious/noExplicitAny: the values of ArgumentValues.
  numbers(path: string, input: ArgumentValues, expected: string): [string, any][] {
    const entries = this.entries(path, input, expected);
    for (const [operator, value] of entries) {
      if ([value].flat().some((one) => Math.abs(one) === Number.POSITIVE_INFINITY)) {
        throw badInput(
          `"${pathTo(path, operator)}" expects a number of at most 1.8e308; got a larger one. Leave the condition out to have no bound.`,
        );
      }
    }
    return entries;
  }

  number(path: string, input: ArgumentValues, make: (test: Omit<Test, 'column'>) => Filter, counts = false): Filter[] {
    const { isNull, ...tests } = input;
    const filters = this.numbers(path, tests, 'a number').map(([operator, value]) =>
      make({
        operator: operator as Test['operator'],
        value: operator === 'in' ? this.values<number>(pathTo(path, operator), value) : value,
      }),
    );
    this.consistent(path, tests);
    if (counts) {
      const never =
        (tests.eq ?? 0) < 0 ||
        (tests.lt ?? 1) <= 0 ||
        (tests.lte ?? 0) < 0 ||
        (tests.in ?? [0]).every((n: number) => n < 0);
      if (never) throw badInput(`"${path}" can't be met: a count is never below 0.`);
      if (isNull !== undefined)
        throw badInput(`"${path}" is a number, and never missing: leave isNull out, or ask for eq: 0.`);
      if (filters.length === 0) throw badInput(`"${path}" expects at least one condition; got {}.`);
    }
    return filters;
  }

  period(path: string, input: ArgumentValues, side: Side, field: string): Filter {
    const { isNull: _isNull, ...dates } = input;
    const bounds = this.entries(path, dates, 'a date').map(([key, text]) => {
      const { start, end } = this.standard(pathTo(path, key), text, parsePeriod);
      return { key, from: start ?? FIRST, until: end ?? LAST, text };
    });
    const find = (key: string) => bounds.find((one) => one.key === key);
    const [before, after, during, overlaps] = ['before', 'after', 'during', 'overlaps'].map(find);
    const clash = (one: typeof before, other: typeof before) => {
      throw badInput(
        `"${path}" can't be met: nothing lies ${one?.key} ${one?.text} and ${other?.key} ${other?.text}. Correct it, or leave one of them out.`,
      );
    };
    if (before && after && before.from <= after.until) clash(before, after);
    if (during && before && during.from >= before.from) clash(before, during);
    if (during && after && during.until <= after.until) clash(after, during);
    if (during && overlaps && (during.until < overlaps.from || overlaps.until < during.from)) clash(during, overlaps);
    const bound = (
      name: 'start' | 'startBy' | 'endFrom' | 'end',
      operator: 'gt' | 'gte' | 'lt' | 'lte',
      value: string,
    ): Filter => ({
      kind: 'bound',
      side,
      field,
      bound: name,
      operator,
      value,
    });
    const filters = bounds.flatMap(({ key, from, until }): Filter[] => {
      const touches = [bound('start', 'lte', until), bound('end', 'gte', from)];
      if (key === 'before') return [bound('endFrom', 'lt', from)];
      if (key === 'after') return [bound('startBy', 'gt', until)];
      return key === 'overlaps' ? touches : [bound('startBy', 'gte', from), bound('endFrom', 'lte', until), ...touches];
    });
    return this.all(path, filters, input, side, field);
  }

  money(path: string, input: ArgumentValues, side: Side, name: string): Filter {
    const { currency, isNull, ...amounts } = input;
    const code = this.standard(pathTo(path, 'currency'), currency, checkCurrency);
    const [amount, currencies] = columns(name, 'money') as [string, string];
    const inCurrency: Test = { column: currencies, operator: 'eq', value: code };
    const tests = this.numbers(path, amounts, 'an amount').map(
      ([operator, value]): Test => ({ column: amount, operator: operator as Test['operator'], value }),
    );
    this.consistent(path, amounts);
    if (isNull === true && tests.length > 0) {
      throw badInput(`"${path}" can't be met: what is missing (isNull: true) has no amount. Give one of them.`);
    }
    const item: Filter = { kind: 'item', side, tests: [inCurrency, ...tests] };
    return isNull === true ? { kind: 'not', filter: item } : item;
  }

  place(path: string, input: ArgumentValues, side: Side, name: string): Filter {
    const parts = columns(name, 'place');
    const { isNull } = input;
    const filters = this.entries(path, input, 'a condition').flatMap(([key, value]): Filter[] => {
      const at = pathTo(path, key);
      const column = `${name}${key[0]?.toUpperCase()}${key.slice(1)}`;
      if (key === 'isNull') return [];
      if (key === 'name' || key === 'city') return [this.text(at, value, side, column)];
      if (key === 'country') {
        return [
          this.text(at, value, side, column, (where, text) => this.standard(where, text.toUpperCase(), checkCountry)),
        ];
      }
      const tests = this.number(at, value, (test) => ({ kind: 'test', side, column, ...test }));
      return [this.all(at, tests, value, side, column)];
    });
    if (isNull === undefined && filters.length === 0)
      throw badInput(`"${path}" expects at least one condition; got {}.`);
    if (isNull === undefined) return { kind: 'all', filters };
    if (isNull === true && filters.length > 0) {
      throw badInput(
        `"${path}" can't be met: what is missing (isNull: true) meets no other condition. Give one of them.`,
      );
    }
    const stated: Filter = {
      kind: 'any',
      filters: parts.map((column) => ({ kind: 'exists', side, column, exists: true })),
    };
    return { kind: 'all', filters: [...filters, isNull ? { kind: 'not', filter: stated } : stated] };
  }
}
