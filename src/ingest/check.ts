import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { folded } from '../graph/storage.ts';
import { checkCountry, checkCurrency, checkDuration, checkLanguage, checkUri } from '../ontology/codes.ts';
import type { Field, Fields } from '../ontology/declaration.ts';
import {
  type Claim,
  type EntityFact,
  type Facts,
  type FieldValue,
  type Money,
  type Name,
  type NameKind,
  nameKinds,
  type Place,
  type Rank,
  type RelationFact,
  ranks,
  type Source,
} from '../ontology/facts.ts';
import { ANY, type Ontology, relationBase, relationId } from '../ontology/ontology.ts';
import { isLessPrecise, type Period, parsePeriod } from '../ontology/period.ts';
import type { DataFile, Problem } from './read.ts';

/** The format of data files that this version reads. */
export const FORMAT = 1;

/** Bytes: a key of an index of Neo4j has 8 kB, and the id stands in it too. */
const LONGEST_NAME = 6000;

type MaybeNode = Node | null | undefined;
type Entries = ReadonlyMap<string, Node | null>;

const shown = (node: MaybeNode): string => {
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
function nearest(wrong: string, names: readonly string[]): string | undefined {
  const bigrams = (s: string) =>
    new Set(Array.from({ length: Math.max(1, s.length - 1) }, (_, i) => s.slice(i, i + 2).toLowerCase()));
  const own = bigrams(wrong);
  const score = (name: string) => [...bigrams(name)].filter((b) => own.has(b)).length / Math.max(own.size, name.length);
  const best = [...names].sort((a, b) => score(b) - score(a))[0];
  return best !== undefined && score(best) > 0.3 ? best : undefined;
}

/** Walks one file; every problem is kept with its line and the walk goes on, so that all are seen at once. */
class Walk {
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
      const approximate = flag && isScalar(flag) ? flag.value : false;
      if (typeof approximate !== 'boolean') return this.report(flag, 'approximate to be true or false');
      return amount === undefined || currency === undefined ? undefined : { amount, currency, approximate };
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

  sources(node: MaybeNode): Source[] {
    return this.list(node, 'sources', (item) => {
      const entries = this.map(item, 'a source', ['document', 'paragraphs', 'locator', 'stated'], ['document']);
      const document = entries?.has('document') ? this.id(entries.get('document'), ['Document']) : undefined;
      if (!entries || !document) return undefined;
      const stated = entries.has('stated') ? (this.text(entries.get('stated'), 'stated') ?? null) : null;
      const source = (locator: string | null): Source => ({ document, locator, stated });
      if (entries.has('paragraphs')) {
        const paragraphs = this.list(entries.get('paragraphs'), 'paragraphs', (n) => {
          const value = this.number(n, 'a paragraph');
          return value === undefined || (Number.isInteger(value) && value > 0)
            ? value
            : this.report(n, 'paragraphs counted from 1');
        });
        return paragraphs.map((paragraph) => source(`paragraph ${paragraph}`));
      }
      return [source(entries.has('locator') ? (this.text(entries.get('locator'), 'locator') ?? null) : null)];
    }).flat();
  }

  id(node: MaybeNode, types: readonly string[]): string | undefined {
    const id = this.text(node, 'an id');
    if (id === undefined) return undefined;
    const type = this.ontology.typeOfId(id)?.name;
    const fits = type !== undefined && (types.includes(type) || types.includes(ANY));
    const names = types.includes(ANY) ? this.ontology.entities.map((e) => e.name) : types;
    return fits ? id : this.report(node, `an id of ${names.join(' or ')}, such as ${names[0]?.toLowerCase()}:a-name`);
  }

  names(node: MaybeNode): Name[] {
    return this.list(node, 'names', (item) => {
      const entries = this.map(item, 'a name', ['text', 'language', 'kind'], ['text', 'language']);
      if (!entries?.has('text') || !entries.has('language')) return undefined;
      const text = this.text(entries.get('text'), 'text');
      const language = this.standard(entries.get('language'), 'language', checkLanguage);
      const kind = entries.has('kind')
        ? this.choice(entries.get('kind'), 'kind', Object.keys(nameKinds) as NameKind[])
        : 'OFFICIAL';
      if (text && Buffer.byteLength(folded(text)) > LONGEST_NAME) {
        return this.report(
          entries.get('text'),
          'a name that an index can hold, of 2,000 letters at most',
          `one of ${text.length} characters`,
        );
      }
      return text && language && kind ? { text, language, kind } : undefined;
    });
  }

  rank(entries: Entries): Rank {
    const rank = entries.has('rank')
      ? this.choice(entries.get('rank'), 'rank', Object.keys(ranks) as Rank[])
      : undefined;
    return rank ?? 'NORMAL';
  }

  claims(node: MaybeNode, name: string, field: Field, inherited: readonly Source[]): readonly Claim[] {
    const isClaim = (item: unknown) => isMap(item) && item.has('value');
    if (isSeq(node) && node.items.length > 0 && node.items.some(isClaim)) {
      const claims = this.list(node, name, (item) => {
        const entries = this.map(item, `a claim of ${name}`, ['value', 'rank', 'sources'], ['value', 'sources']);
        if (!entries?.has('value')) return undefined;
        const value = this.value(entries.get('value'), name, field);
        return value === undefined
          ? undefined
          : { value, rank: this.rank(entries), sources: this.sources(entries.get('sources')) };
      });
      return settle(claims, field);
    }
    const value = this.value(node, name, field);
    return value === undefined ? [] : [{ value, rank: 'NORMAL', sources: inherited }];
  }

  entity(node: Node): { fact: EntityFact; node: Node } | undefined {
    const idNode = isMap(node) ? (node.get('id', true) as MaybeNode) : undefined;
    if (!idNode) return this.report(node, 'an entity with "id"', isMap(node) ? 'none' : shown(node));
    const id = this.id(idNode, [ANY]);
    const type = id === undefined ? undefined : this.ontology.typeOfId(id);
    if (!id || !type) return undefined;
    const common = ['id', 'names', 'summary', 'sameAs', 'sources'];
    const entries = this.map(node, id, [...common, ...Object.keys(type.fields)], ['names', 'sources']);
    if (!entries) return undefined;
    const names = entries.has('names') ? this.names(entries.get('names')) : [];
    if (entries.has('names') && names.length === 0)
      this.report(entries.get('names') ?? node, `${id} with at least one name`, 'none');
    const sources = this.sources(entries.get('sources'));
    const claims: Record<string, readonly Claim[]> = {};
    for (const [name, field] of Object.entries(type.fields)) {
      if (entries.has(name)) claims[name] = this.claims(entries.get(name), name, field, sources);
    }
    return {
      node: idNode,
      fact: {
        id,
        type: type.name,
        names,
        summary: entries.has('summary') ? (this.text(entries.get('summary'), 'summary') ?? null) : null,
        sameAs: this.list(entries.get('sameAs'), 'sameAs', (n) => this.standard(n, 'sameAs', checkUri)),
        sources,
        claims,
      },
    };
  }

  relation(node: Node): { fact: RelationFact; node: Node } | undefined {
    const typeNode = isMap(node) ? (node.get('type', true) as MaybeNode) : undefined;
    if (!typeNode) return this.report(node, 'a relation with "type"', isMap(node) ? 'none' : shown(node));
    const type = this.choice(
      typeNode,
      'type',
      this.ontology.relations.map((r) => r.type),
    );
    const declaration = type === undefined ? undefined : this.ontology.relation(type);
    if (!declaration) return undefined;
    const fields: Fields = { ...relationBase, ...declaration.properties };
    const entries = this.map(
      node,
      declaration.type,
      ['type', 'from', 'to', 'key', 'rank', 'sources', ...Object.keys(fields)],
      ['from', 'to', 'sources'],
    );
    if (!entries) return undefined;
    const from = entries.has('from')
      ? this.id(
          entries.get('from'),
          declaration.ends.map((e) => e.from),
        )
      : undefined;
    const fitting = declaration.ends.filter(
      (e) => e.from === ANY || e.from === this.ontology.typeOfId(from ?? '')?.name,
    );
    const to =
      entries.has('to') && from
        ? this.id(
            entries.get('to'),
            fitting.map((e) => e.to),
          )
        : undefined;
    const key = entries.has('key') ? this.text(entries.get('key'), 'key') : undefined;
    const values: Record<string, FieldValue> = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = entries.has(name) ? this.value(entries.get(name), name, field) : undefined;
      if (value !== undefined) values[name] = value;
    }
    const rank = this.rank(entries);
    const sources = this.sources(entries.get('sources'));
    if (!from || !to) return undefined;
    if (from === to)
      return this.report(entries.get('to') ?? node, `${declaration.type} between two entities`, 'the same one twice');
    return {
      node: typeNode,
      fact: {
        id: relationId(from, declaration.type, to, key),
        type: declaration.type,
        from,
        to,
        values,
        rank,
        sources,
      },
    };
  }
}

/** Whether two values can mean the same and the one says less, and what the one says in words; where that can be. */
const precision: Partial<
  Record<Field['kind'], { isLess(coarse: FieldValue, fine: FieldValue): boolean; words(value: FieldValue): string }>
> = {
  period: {
    isLess: (coarse, fine) => isLessPrecise(coarse as Period, fine as Period),
    words: (value) => (value as Period).edtf,
  },
  place: {
    isLess: (coarse, fine) => {
      const said = Object.entries(coarse as Place).filter(([, part]) => part !== null);
      const more = Object.values(fine as Place).filter((part) => part !== null).length > said.length;
      return more && said.every(([part, value]) => (fine as Place)[part as keyof Place] === value);
    },
    words: (value) =>
      Object.values(value as Place)
        .filter((part) => part !== null)
        .join(', '),
  },
};

/**
 * Puts the claims of a field in order, the one to show first: by rank, then a more precise value before a vaguer one.
 * A source that says the same less precisely supports the more precise claim, with what it says kept beside it.
 */
export function settle(claims: readonly Claim[], field: Field): readonly Claim[] {
  const order: Rank[] = ['PREFERRED', 'NORMAL', 'DEPRECATED'];
  const ranked = [...claims].sort((a, b) => order.indexOf(a.rank) - order.indexOf(b.rank));
  const compared = precision[field.kind];
  if (!compared) return ranked;
  const finer = (a: Claim) => ranked.filter((b) => b.rank !== 'DEPRECATED' && compared.isLess(a.value, b.value));
  return ranked
    .filter((claim) => finer(claim).length === 0)
    .map((claim) => {
      const coarser = ranked.filter((other) => finer(other).includes(claim));
      const support = coarser.flatMap((other) =>
        other.sources.map((s) => ({ ...s, stated: s.stated ?? compared.words(other.value) })),
      );
      return { ...claim, sources: [...claim.sources, ...support] };
    });
}

export interface Checked {
  readonly facts: Facts;
  readonly problems: readonly Problem[];
}

/** One item of a data file: a fact, or what is wrong with it. */
export interface Item {
  readonly line: number;
  readonly entity?: EntityFact;
  readonly relation?: RelationFact;
  readonly problems: readonly Problem[];
}

/** The items of a file, each checked against the ontology for itself. */
export function* itemsOf(data: DataFile, ontology: Ontology): Generator<Item> {
  const problems: Problem[] = [];
  const walk = new Walk(data, ontology, problems);
  const root =
    data.problems.length > 0
      ? undefined
      : walk.map(data.root, 'a data file', ['$schema', 'entente', 'topic', 'entities', 'relations'], ['entente']);
  const version = root?.get('entente');
  if (version && (!isScalar(version) || version.value !== FORMAT))
    walk.report(version, `entente: ${FORMAT}, the format that this version reads`);
  if (problems.length > 0) yield { line: problems[0]?.line ?? 1, problems: problems.splice(0) };
  for (const kind of ['entities', 'relations'] as const) {
    const list = walk.list(root?.get(kind) ?? undefined, kind, (item) => item);
    if (problems.length > 0) yield { line: problems[0]?.line ?? 1, problems: problems.splice(0) };
    for (const node of list) yield itemOf(walk, node, kind);
  }
}

/** One item that stands alone, as in a line of JSONL: a relation has a type, an entity has none. */
export const singleItem = (data: DataFile, ontology: Ontology): Item =>
  itemOf(
    new Walk(data, ontology, []),
    data.root as Node,
    isMap(data.root) && data.root.has('type') ? 'relations' : 'entities',
  );

function itemOf(walk: Walk, node: Node, kind: 'entities' | 'relations'): Item {
  const before = walk.problems.length;
  const entity = kind === 'entities' ? walk.entity(node) : undefined;
  const relation = kind === 'relations' ? walk.relation(node) : undefined;
  const found = entity ?? relation;
  if (found && cited(found.fact).length === 0) walk.report(found.node, 'at least one source: who says so', 'none');
  const problems = walk.problems.splice(before);
  return {
    line: walk.data.lineOf(found?.node ?? node),
    ...(entity && { entity: entity.fact }),
    ...(relation && { relation: relation.fact }),
    problems,
  };
}

const cited = (fact: EntityFact | RelationFact): readonly Source[] => [
  ...fact.sources,
  ...('claims' in fact
    ? Object.values(fact.claims)
        .flat()
        .flatMap((c) => c.sources)
    : []),
];

/** Checks files against the ontology and each other: all problems of all files, and the facts where there are none. */
export function checkFacts(files: readonly DataFile[], ontology: Ontology): Checked {
  const problems: Problem[] = [];
  const entities = new Map<string, EntityFact>();
  const relations = new Map<string, RelationFact>();
  const uses: { file: string; line: number; id: string; what: string }[] = [];
  for (const data of files) {
    const { file } = data;
    for (const { line, entity, relation, problems: own } of itemsOf(data, ontology)) {
      problems.push(...own);
      const fact = entity ?? relation;
      if (!fact) continue;
      const hint = relation ? '; give each its own "key" where two of a kind join the same two' : '';
      if (entities.has(fact.id) || relations.has(fact.id))
        problems.push({ file, line, expected: `each fact once${hint}`, got: `${fact.id} a second time` });
      if (entity) entities.set(entity.id, entity);
      if (relation) relations.set(relation.id, relation);
      for (const source of cited(fact)) uses.push({ file, line, id: source.document, what: 'a source' });
      for (const side of ['from', 'to'] as const)
        if (relation) uses.push({ file, line, id: relation[side], what: `"${side}"` });
    }
  }
  for (const { file, line, id, what } of uses) {
    if (entities.has(id)) continue;
    const meant = nearest(id, [...entities.keys()]);
    problems.push({
      file,
      line,
      expected: `${what} that is declared in one of the files${meant ? ` (did you mean ${meant}?)` : ''}`,
      got: id,
    });
  }
  const place = (p: Problem) => [files.findIndex((f) => f.file === p.file), p.line] as const;
  problems.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
  return { facts: { entities: [...entities.values()], relations: [...relations.values()] }, problems };
}
