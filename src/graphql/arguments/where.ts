import { badInput, quoted } from '../../errors.ts';
import { columns, folded, foldedColumn, sortable } from '../../graph/encoding/values.ts';
import type { Filter, Side, Step, Test } from '../../graph/query/query.ts';
import { checkCountry, checkCurrency, checkLanguage } from '../../ontology/codes.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { FIRST, LAST, parsePeriod } from '../../ontology/period.ts';
import { ArgumentReader, type ArgumentValues, type ListTarget, nested, stepOf } from './argument-reader.ts';

/** How deep conditions may be nested, and how many one argument may have: each is a search of its own in the database. */
const DEEPEST = 8;
const MOST = 60;
const MOST_VALUES = 500;

class Conditions extends ArgumentReader {
  #conditions = 0;

  where(path: string, given: ArgumentValues, listed: ListTarget, depth: number): Filter {
    if (depth > DEEPEST) {
      throw badInput(`"${path}" is nested ${depth} levels deep; at most ${DEEPEST} are allowed. Ask in several steps.`);
    }
    const fields: Fields = this.ontology.entity(listed.type)?.fields ?? {};
    const filters = this.entries(path, given, 'a condition').map(([key, value]): Filter => {
      const at = nested(path, key);
      this.#conditions += 1;
      if (this.#conditions > MOST) throw badInput(`"${path}" has more than ${MOST} conditions. Ask in several steps.`);
      if (key === 'and' || key === 'or') {
        if (value.length === 0)
          throw badInput(`"${at}" expects at least one condition; got none, which nothing meets.`);
        const parts = value.map((part: ArgumentValues, i: number) =>
          this.where(nested(at, i), part, listed, depth + 1),
        );
        return { kind: key === 'and' ? 'all' : 'any', filters: parts };
      }
      if (key === 'not') return { kind: 'not', filter: this.where(at, value, listed, depth + 1) };
      if (key === 'relation') return this.relation(at, value, listed);
      const step = this.ontology.relationFields(listed.type).find((field) => field.name === key);
      if (step) return this.related(at, value, stepOf(step), depth);
      if (key === 'id') return this.id(at, value, listed.type);
      if (key === 'name' || key === 'summary') return this.text(at, value, 'node', key);
      if (key === 'names') return this.names(at, value);
      if (key === 'sameAs') return this.uris(at, value);
      return this.field(at, value, 'node', key, fields[key] as Field);
    });
    return { kind: 'all', filters };
  }

  related(path: string, given: ArgumentValues, step: Step, depth: number): Filter {
    const { where, ...conditions } = given;
    const far = { type: step.target, step };
    const counted = where ? this.where(nested(path, 'where'), where, far, depth + 1) : null;
    if (where && conditions.count === undefined) {
      throw badInput(
        `"${nested(path, 'where')}" says which of them are counted, and "count" is not given. Give both, or use some.`,
      );
    }
    const filters = this.entries(path, conditions, 'a condition').flatMap(([key, value]): Filter[] => {
      const at = nested(path, key);
      if (key === 'count')
        return this.number(at, value, (test) => ({ kind: 'count', step, filter: counted, ...test }), true);
      const quantifier = key as 'some' | 'none' | 'every';
      const filter = this.where(at, value, far, depth + 1);
      return [{ kind: 'related', step, quantifier, filter }];
    });
    if (filters.length === 0) {
      throw badInput(
        `"${path}" expects some, none, every or count; got none of them. To ask for any at all, give some: {}.`,
      );
    }
    return { kind: 'all', filters };
  }

  relation(path: string, given: ArgumentValues, { step }: ListTarget): Filter {
    if (step === null) {
      throw badInput(
        `"${path}" is a condition on the relation that leads to an entity, and no relation leads to this list. Use it in a relation field or in some, none and every.`,
      );
    }
    const filters = this.entries(path, given, 'a condition').map(([key, value]): Filter => {
      const at = nested(path, key);
      if (key === 'id') return this.listed(at, value, 'relation', 'ententeId', (text) => text);
      if (key === 'type') {
        if (value.length === 0) throw badInput(`"${at}" expects at least one type; got none, which nothing meets.`);
        return { kind: 'type', types: value };
      }
      if (key === 'rank') return this.listed(at, value, 'relation', 'rank', (text) => text);
      return this.field(at, value, 'relation', key, this.property(at, step, key));
    });
    return { kind: 'all', filters };
  }

  field(path: string, given: ArgumentValues, side: Side, name: string, field: Field): Filter {
    switch (field.kind) {
      case 'period':
        return this.period(path, given, side, name);
      case 'money':
        return this.money(path, given, side, name);
      case 'place':
        return this.place(path, given, side, name);
      case 'integer':
        return this.all(
          path,
          this.number(path, given, (test) => ({ kind: 'test', side, column: name, ...test })),
          given,
          side,
          name,
        );
      case 'enum':
        return this.listed(path, given, side, name, (value) => value);
      case 'country':
        return this.text(path, given, side, name, (at, text) => this.standard(at, text.toUpperCase(), checkCountry));
      default:
        return this.text(path, given, side, name);
    }
  }

  /** Adds what isNull asks for to the other conditions of a filter, which must not be empty. */
  all(path: string, filters: readonly Filter[], given: ArgumentValues, side: Side, column: string): Filter {
    const { isNull } = given;
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
  listed(path: string, given: ArgumentValues, side: Side, column: string, read: (text: string) => string): Filter {
    const filters: Filter[] = [];
    for (const [operator, value] of this.entries(path, given, 'a value')) {
      if (operator === 'eq') filters.push({ kind: 'test', side, column, operator, value: read(value) });
      if (operator === 'in') {
        filters.push({
          kind: 'test',
          side,
          column,
          operator,
          value: this.values<string>(nested(path, 'in'), value).map(read),
        });
      }
    }
    this.consistent(path, given);
    return this.all(path, filters, given, side, column);
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

  /** A filter that says what nothing can meet is its writer's mistake, not an empty page. */
  consistent(path: string, given: ArgumentValues, fold: (value: any) => any = (value) => value): void {
    const {
      eq,
      in: list,
      gt,
      gte,
      lt,
      lte,
    } = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, Array.isArray(value) ? value.map(fold) : fold(value)]),
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
    given: ArgumentValues,
    side: Side,
    column: string,
    read?: (path: string, text: string) => string,
  ): Filter {
    const { matchCase, isNull: _isNull, ...tests } = given;
    // Codes are kept in one form, so they need no second one to be compared in.
    const byLetter = matchCase === true || read !== undefined;
    const compared = byLetter ? column : foldedColumn(column);
    const fold = (text: string) => (byLetter ? text : folded(text));
    const filters = this.entries(path, tests, 'a text').map(([operator, asked]): Filter => {
      const value = this.texts(nested(path, operator), operator, asked, fold, read);
      const test = { kind: 'test', side, column: compared, operator: operator as Test['operator'] } as const;
      const sorts = byLetter && read === undefined && ['gt', 'gte', 'lt', 'lte'].includes(operator);
      return sorts ? { ...test, value: sortable(String(value)), exact: true } : { ...test, value };
    });
    this.consistent(path, tests, (value) =>
      typeof value === 'string' ? (read ? value.toUpperCase() : byLetter ? sortable(value) : fold(value)) : value,
    );
    return this.all(path, filters, given, side, column);
  }

  texts(
    path: string,
    operator: string,
    value: any,
    fold: (text: string) => string,
    read?: (path: string, text: string) => string,
  ) {
    const one = (text: string, at: string) =>
      fold(read && (operator === 'eq' || operator === 'in') ? read(at, text) : read ? text.toUpperCase() : text);
    if (operator === 'in') return this.values<string>(path, value).map((text, i) => one(text, nested(path, i)));
    if ((operator === 'contains' || operator === 'startsWith') && value === '') {
      throw badInput(`"${path}" expects a text; got an empty one, which is in every text.`);
    }
    return one(value, path);
  }

  names(path: string, given: ArgumentValues): Filter {
    const { matchCase, language, kind, ...texts } = given;
    const fold = (text: string) => (matchCase === true ? text : folded(text));
    const column = matchCase === true ? 'nameTexts' : foldedColumn('nameTexts');
    const tests = this.entries(path, texts, 'a text').map(
      ([operator, value]): Test => ({
        column,
        operator: operator as Test['operator'],
        value: this.texts(nested(path, operator), operator, value, fold),
      }),
    );
    if (typeof kind === 'string') tests.push({ column: 'nameKinds', operator: 'eq', value: kind });
    if (typeof language === 'string') {
      const tag = this.standard(nested(path, 'language'), language, checkLanguage);
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

  uris(path: string, given: ArgumentValues): Filter {
    const { matchCase, isNull, ...texts } = given;
    const column = matchCase === true ? 'sameAs' : foldedColumn('sameAs');
    const fold = (text: string) => (matchCase === true ? text : folded(text));
    const tests = this.entries(path, texts, 'a text').map(
      ([operator, value]): Test => ({
        column,
        operator: operator as Test['operator'],
        value: this.texts(nested(path, operator), operator, value, fold),
      }),
    );
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

  id(path: string, given: ArgumentValues, type: string): Filter {
    const read = (id: string) => {
      const known = this.ontology.typeOfId(id)?.name;
      if (known && (type === ANY || known === type)) return id;
      const prefix =
        type === ANY ? 'a type and a name, such as "minister:lee-jong-ho"' : `"${type.toLowerCase()}:" and a name`;
      throw badInput(`"${path}" expects ${prefix}; got ${quoted(id)}.`);
    };
    return this.listed(path, given, 'node', 'id', read);
  }

  number(path: string, given: ArgumentValues, make: (test: Omit<Test, 'column'>) => Filter, counts = false): Filter[] {
    const { isNull, ...tests } = given;
    const filters = this.entries(path, tests, 'a number').map(([operator, value]) =>
      make({
        operator: operator as Test['operator'],
        value: operator === 'in' ? this.values<number>(nested(path, operator), value) : value,
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

  period(path: string, given: ArgumentValues, side: Side, field: string): Filter {
    const { isNull: _isNull, ...dates } = given;
    const asked = this.entries(path, dates, 'a date').map(([key, text]) => {
      const { start, end } = this.standard(nested(path, key), text, parsePeriod);
      return { key, from: start ?? FIRST, until: end ?? LAST, text };
    });
    const find = (key: string) => asked.find((one) => one.key === key);
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
    const filters = asked.flatMap(({ key, from, until }): Filter[] => {
      const touches = [bound('start', 'lte', until), bound('end', 'gte', from)];
      if (key === 'before') return [bound('endFrom', 'lt', from)];
      if (key === 'after') return [bound('startBy', 'gt', until)];
      return key === 'overlaps' ? touches : [bound('startBy', 'gte', from), bound('endFrom', 'lte', until), ...touches];
    });
    return this.all(path, filters, given, side, field);
  }

  money(path: string, given: ArgumentValues, side: Side, name: string): Filter {
    const { currency, isNull, ...amounts } = given;
    const code = this.standard(nested(path, 'currency'), currency, checkCurrency);
    const [amount, currencies] = columns(name, 'money') as [string, string];
    const inCurrency: Test = { column: currencies, operator: 'eq', value: code };
    const tests = this.entries(path, amounts, 'an amount').map(
      ([operator, value]): Test => ({ column: amount, operator: operator as Test['operator'], value }),
    );
    this.consistent(path, amounts);
    if (isNull === true && tests.length > 0) {
      throw badInput(`"${path}" can't be met: what is missing (isNull: true) has no amount. Give one of them.`);
    }
    const item: Filter = { kind: 'item', side, tests: [inCurrency, ...tests] };
    return isNull === true ? { kind: 'not', filter: item } : item;
  }

  place(path: string, given: ArgumentValues, side: Side, name: string): Filter {
    const parts = columns(name, 'place');
    const { isNull } = given;
    const filters = this.entries(path, given, 'a condition').flatMap(([key, value]): Filter[] => {
      const at = nested(path, key);
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

/** Reads `where`. Throws BAD_USER_INPUT with the place in the argument, what was expected and what was got. */
export const filterOf = (ontology: Ontology, given: ArgumentValues, listed: ListTarget): Filter =>
  new Conditions(ontology).where('where', given, listed, 1);
