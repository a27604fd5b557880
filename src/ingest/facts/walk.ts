import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { checkCountry, checkCurrency, checkDuration, checkLanguage, checkUri } from '../../ontology/codes.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { FieldValue, Money, Place } from '../../ontology/facts.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { parsePeriod } from '../../ontology/period.ts';
import type { DataFile, Problem } from './data-file.ts';

export type MaybeNode = Node | null | undefined;
export type Entries = ReadonlyMap<string, Node | null>;

export const shown = (node: MaybeNode): string => {
  if (!node) return 'nothing';
  const text = isScalar(node)
    ? JSON.stringify(node.value)
    : isMap(node)
      ? 'a mapping'
      : isSeq(node)
        ? 'a list'
        : 'an alias';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** The name most like a wrong one, for "did you mean". */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  const bigrams = (s: string) =>
    new Set(Array.from({ length: Math.max(1, s.length - 1) }, (_, i) => s.slice(i, i + 2).toLowerCase()));
  const own = bigrams(wrong);
  const score = (name: string) => [...bigrams(name)].filter((b) => own.has(b)).length / Math.max(own.size, name.length);
  const best = [...names].sort((a, b) => score(b) - score(a))[0];
  return best !== undefined && score(best) > 0.3 ? best : undefined;
}

/** Walks one file; every problem is kept with its line and the walk goes on, so that all are seen at once. */
export class YamlWalk {
  readonly problems: Problem[];
  readonly data: DataFile;
  readonly ontology: Ontology;
  constructor(data: DataFile, ontology: Ontology, problems: Problem[]) {
    this.data = data;
    this.ontology = ontology;
    this.problems = problems;
    problems.push(...data.problems);
  }

  report(node: MaybeNode, expected: string, got: string = shown(node)): undefined {
    this.problems.push({ file: this.data.file, line: this.data.lineOf(node), expected, got });
    return undefined;
  }

  map(node: MaybeNode, what: string, keys: readonly string[], required: readonly string[]): Entries | undefined {
    if (!isMap(node)) return this.report(node, `${what} as a mapping with ${keys.join(', ')}`);
    const entries = new Map<string, Node | null>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (keys.includes(name)) entries.set(name, value as Node | null);
      else {
        const meant = nearest(name, keys);
        this.report(
          key as Node,
          `one of ${keys.join(', ')} in ${what}${meant ? ` (did you mean ${meant}?)` : ''}`,
          JSON.stringify(name),
        );
      }
    }
    for (const name of required) {
      if (!entries.has(name)) this.report(node, `${what} with "${name}"`, `none`);
    }
    return entries;
  }

  list<T>(node: MaybeNode, what: string, each: (item: Node) => T | undefined): T[] {
    if (node === undefined) return [];
    if (!isSeq(node)) {
      this.report(node, `${what} as a list`);
      return [];
    }
    return node.items.map((item) => each(item as Node)).filter((item) => item !== undefined);
  }

  text(node: MaybeNode, what: string): string | undefined {
    // A year or another number is taken as it was written.
    const value = isScalar(node)
      ? typeof node.value === 'number'
        ? (node.source ?? String(node.value))
        : node.value
      : undefined;
    if (typeof value !== 'string' || value.trim() === '') return this.report(node, `${what} as text`);
    if (value.includes('\0') || !value.isWellFormed())
      return this.report(node, `${what} without NUL or lone surrogates`);
    return value.trim();
  }

  number(node: MaybeNode, what: string): number | undefined {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) return this.report(node, `${what} as a number`);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      const written = isScalar(node) ? (node.source ?? shown(node)) : shown(node);
      return this.report(
        node,
        `${what} as a number of at most ${Number.MAX_SAFE_INTEGER}, as larger ones are rounded`,
        written,
      );
    }
    return value;
  }

  boolean(node: MaybeNode, what: string): boolean | undefined {
    const value = isScalar(node) ? node.value : undefined;
    return typeof value === 'boolean' ? value : this.report(node, `${what} to be true or false`);
  }

  choice<T extends string>(node: MaybeNode, what: string, values: readonly T[]): T | undefined {
    const value = isScalar(node) ? String(node.value) : '';
    if ((values as readonly string[]).includes(value)) return value as T;
    const meant = nearest(value, values);
    return this.report(node, `${what} to be one of ${values.join(', ')}${meant ? ` (did you mean ${meant}?)` : ''}`);
  }

  /** A value that a standard defines: `read` throws what was expected. */
  standard<T>(node: MaybeNode, what: string, read: (text: string) => T): T | undefined {
    const text = this.text(node, what);
    if (text === undefined) return undefined;
    try {
      return read(text);
    } catch (error) {
      return this.report(node, `${what}: ${(error as Error).message}`);
    }
  }

  money(node: MaybeNode, what: string): readonly Money[] | undefined {
    return this.list(node, what, (item) => {
      const entries = this.map(
        item,
        `an amount of ${what}`,
        ['amount', 'currency', 'approximate'],
        ['amount', 'currency'],
      );
      if (!entries?.has('amount') || !entries.has('currency')) return undefined;
      const amount = this.number(entries.get('amount'), 'amount');
      const currency = this.standard(entries.get('currency'), 'currency', checkCurrency);
      const flag = entries.get('approximate');
      const approximate = isScalar(flag) ? this.boolean(flag, 'approximate') : false;
      if (amount === undefined || currency === undefined || approximate === undefined) return undefined;
      return { amount, currency, approximate };
    });
  }

  place(node: MaybeNode, what: string): Place | undefined {
    const entries = this.map(node, what, ['name', 'city', 'country', 'latitude', 'longitude'], []);
    if (!entries) return undefined;
    const part = <T>(key: string, read: (n: MaybeNode) => T | undefined) =>
      entries.has(key) ? (read(entries.get(key)) ?? null) : null;
    return {
      name: part('name', (n) => this.text(n, 'name')),
      city: part('city', (n) => this.text(n, 'city')),
      country: part('country', (n) => this.standard(n, 'country', checkCountry)),
      latitude: part('latitude', (n) => this.number(n, 'latitude')),
      longitude: part('longitude', (n) => this.number(n, 'longitude')),
    };
  }

  value(node: MaybeNode, name: string, field: Field): FieldValue | undefined {
    switch (field.kind) {
      case 'text':
        return this.text(node, name);
      case 'integer': {
        const value = this.number(node, name);
        return value === undefined || Number.isSafeInteger(value)
          ? value
          : this.report(node, `${name} as a whole number`);
      }
      case 'enum':
        return this.choice(node, name, Object.keys(field.values));
      case 'period':
        return this.standard(node, name, parsePeriod);
      case 'money':
        return this.money(node, name);
      case 'place':
        return this.place(node, name);
      case 'country':
        return this.standard(node, name, checkCountry);
      case 'language':
        return this.standard(node, name, checkLanguage);
      case 'duration':
        return this.standard(node, name, checkDuration);
      case 'uri':
        return this.standard(node, name, checkUri);
    }
  }

  id(node: MaybeNode, types: readonly string[]): string | undefined {
    const id = this.text(node, 'an id');
    if (id === undefined) return undefined;
    const type = this.ontology.typeOfId(id)?.name;
    const fits = type !== undefined && (types.includes(type) || types.includes(ANY));
    const names = types.includes(ANY) ? this.ontology.entities.map((e) => e.name) : types;
    return fits ? id : this.report(node, `an id of ${names.join(' or ')}, such as ${names[0]?.toLowerCase()}:a-name`);
  }
}
