import { badInput, quoted } from '../../errors.ts';
import { columns, folded, foldedColumn, sortable } from '../../graph/encoding/values.ts';
import type { Filter, Side, Step, Test } from '../../graph/query/query.ts';
import { checkCountry, checkCurrency, checkLanguage } from '../../ontology/codes.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { ANY, DOCUMENT, type Ontology } from '../../ontology/ontology.ts';
import { canonicalUri } from '../../ontology/outside-ids.ts';
import { FIRST, LAST, parsePeriod } from '../../ontology/period.ts';
import {
  ArgumentReader,
  type ArgumentValues,
  type ListTarget,
  pathTo,
  stepOf,
  typesWithHierarchy,
  withArticle,
} from './argument-reader.ts';
import { citedFilter } from './evidence.ts';

/** The maximum nesting and number of conditions in one argument: each condition is a search in the database. */
const DEEPEST = 8;
const MOST = 60;
const MOST_VALUES = 500;
/** Characters of a text to compare. */
const LONGEST_TEXT = 10_000;

class Conditions extends ArgumentReader {
  #conditions = 0;

  where(path: string, input: ArgumentValues, target: ListTarget, depth: number): Filter {
    if (depth > DEEPEST) {
      throw badInput(`"${path}" is nested ${depth} levels deep; at most ${DEEPEST} are allowed. Ask in several steps.`);
    }
    const fields: Fields = this.ontology.entity(target.type)?.fields ?? {};
    const filters = this.conditions(path, input).map(([key, value]): Filter => {
      const at = pathTo(path, key);
      if (key === 'and' || key === 'or') {
        if (value.length === 0)
          throw badInput(`"${at}" expects at least one condition; got none, which nothing meets.`);
        const parts = value.map((part: ArgumentValues, i: number) =>
          this.where(pathTo(at, i), part, target, depth + 1),
        );
        return { kind: key === 'and' ? 'all' : 'any', filters: parts };
      }
      if (key === 'not') return { kind: 'not', filter: this.where(at, value, target, depth + 1) };
      if (key === 'relation') return this.relation(at, value, target, depth);
      const step = this.ontology.relationFields(target.type).find((field) => field.name === key);
      if (step) return this.related(at, value, stepOf(step), depth);
      if (key === 'sources') return this.cited(at, value, 'node', depth);
      if (key === 'contested') return { kind: 'contested', side: 'node', contested: value };
      if (key === 'certain') return { kind: 'certain', of: 'row', certain: value, path: at };
      if (key === 'selfOrBelow' || key === 'selfOrAbove') {
        const { type } = target;
        return { kind: key, type, filter: this.where(at, value, { type, step: null }, depth + 1), path: at };
      }
      if (key === 'id') return this.id(at, value, target.type);
      if (key === 'name' || key === 'summary') return this.text(at, value, 'node', key);
      if (key === 'names') return this.names(at, value);
      if (key === 'sameAs') return this.uris(at, value);
      return this.field(at, value, 'node', key, fields[key] as Field);
    });
    return { kind: 'all', filters };
  }

  /** The conditions of an object, counted. An empty one is a condition that everything meets, and takes as long to read. */
  // biome-ignore lint/suspicious/noExplicitAny: the values of ArgumentValues.
  conditions(path: string, input: ArgumentValues): [string, any][] {
    const entries = this.entries(path, input, 'a condition');
    this.#conditions += Math.max(1, entries.length);
    if (this.#conditions > MOST) {
      throw badInput(`"${path}" expects at most ${MOST} conditions in all; got more. Ask in several steps.`);
    }
    return entries;
  }

  related(path: string, input: ArgumentValues, step: Step, depth: number): Filter {
    const { where, ...conditions } = input;
    const far = { type: step.target, step };
    const counted = where ? this.where(pathTo(path, 'where'), where, far, depth + 1) : null;
    if (where && conditions.count === undefined) {
      throw badInput(
        `"${pathTo(path, 'where')}" says which of them are counted, and "count" is not given. Give both, or use some.`,
      );
    }
    const filters = this.entries(path, conditions, 'a condition').flatMap(([key, value]): Filter[] => {
      const at = pathTo(path, key);
      if (key === 'count')
        return this.number(at, value, (test) => ({ kind: 'count', step, filter: counted, path: at, ...test }), true);
      const quantifier = key as 'some' | 'none' | 'every';
      const filter = this.where(at, value, far, depth + 1);
      return [{ kind: 'related', step, quantifier, filter, path: at }];
    });
    if (filters.length === 0) {
      throw badInput(
        `"${path}" expects some, none, every or count; got none of them. To ask for any at all, give some: {}.`,
      );
    }
    return { kind: 'all', filters };
  }

  cited(path: string, input: ArgumentValues, side: Side, depth: number): Filter {
    return citedFilter(path, input, side, {
      document: (at, where) => this.where(at, where, { type: DOCUMENT, step: null }, depth + 1),
      count: (at, count, make) => this.number(at, count, make, true),
      entries: (at, conditions, expected) => this.entries(at, conditions, expected),
    });
  }

  relation(path: string, input: ArgumentValues, { step }: ListTarget, depth: number): Filter {
    if (step === null) {
      throw badInput(
        `"${path}" is a condition on the relation that leads to an entity, and no relation leads to this list. Use it in a relation field or in some, none and every.`,
      );
    }
    const filters = this.conditions(path, input).map(([key, value]): Filter => {
      const at = pathTo(path, key);
      if (key === 'certain') return { kind: 'certain', of: 'relation', certain: value, path: at };
      if (key === 'id') {
        const { within, withinAny, ...others } = value;
        if (within !== undefined || withinAny !== undefined) {
          throw badInput(
            `"${at}" expects eq or in, as nothing is below a relation; got within. Use it on the id of the entity.`,
          );
        }
        return this.oneOf(at, others, 'relation', 'ententeId', (text) => text);
      }
      if (key === 'type') {
        if (value.length === 0) throw badInput(`"${at}" expects at least one type; got none, which nothing meets.`);
        return { kind: 'type', types: [...new Set<string>(value)] };
      }
      if (key === 'sources') return this.cited(at, value, 'relation', depth);
      if (key === 'contested') return { kind: 'contested', side: 'relation', contested: value };
      if (key === 'rank') return this.oneOf(at, value, 'relation', 'rank', (text) => text);
      return this.field(at, value, 'relation', key, this.property(at, step, key));
    });
    return { kind: 'all', filters };
  }

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
      return compared(text, at);
    };
    const compared = (text: string, at: string) =>
      fold(read && (operator === 'eq' || operator === 'in') ? read(at, text) : read ? text.toUpperCase() : text);
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

  id(path: string, input: ArgumentValues, type: string): Filter {
    const { within, withinAny, ...others } = input;
    const read = (id: string) => {
      const known = this.ontology.typeOfId(id)?.name;
      if (known && (type === ANY || known === type)) return id;
      const prefix =
        type === ANY ? 'a type and a name, such as "minister:lee-jong-ho"' : `"${type.toLowerCase()}:" and a name`;
      throw badInput(`"${path}" expects ${prefix}; got ${quoted(id)}.`);
    };
    const filters = this.entries(path, { within, withinAny }, 'an id').map(([key, value]) =>
      this.below(pathTo(path, key), [value].flat(), read),
    );
    if (filters.length > 0 && Object.keys(others).length === 0) return { kind: 'all', filters };
    return { kind: 'all', filters: [this.oneOf(path, others, 'node', 'id', read), ...filters] };
  }

  /** One of the entities, or below one of them in a hierarchy. */
  below(path: string, values: readonly (string | null)[], read: (id: string) => string): Filter {
    const ids = this.values(path, values).map((id) => {
      const type = this.ontology.typeOfId(read(id))?.name ?? '';
      if (this.ontology.hierarchies(type).length > 0) return id;
      throw badInput(
        `"${path}" expects an id of a type with a hierarchy (${typesWithHierarchy(this.ontology)}); got ${quoted(id)}, and nothing is below ${withArticle(type)}. Use eq or in.`,
      );
    });
    return { kind: 'within', ids, path };
  }

  /** The entries of a condition on numbers. A literal such as 1e999 is none, though GraphQL reads it as infinity. */
  // biome-ignore lint/suspicious/noExplicitAny: the values of ArgumentValues.
  numbers(path: string, input: ArgumentValues, expected: string): [string, any][] {
    const entries = this.entries(path, input, expected);
    for (const [operator, value] of entries) {
      if (![value].flat().includes(Number.POSITIVE_INFINITY) && ![value].flat().includes(Number.NEGATIVE_INFINITY))
        continue;
      throw badInput(
        `"${pathTo(path, operator)}" expects a number of at most 1.8e308; got a larger one. Leave the condition out to have no bound.`,
      );
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

/** Reads `where`. Throws BAD_USER_INPUT with the path in the argument, what was expected and what was got. */
export const filterOf = (ontology: Ontology, input: ArgumentValues, target: ListTarget, path = 'where'): Filter =>
  new Conditions(ontology).where(path, input, target, 1);
