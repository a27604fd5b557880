import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { folded } from '../../graph/storage/encoding.ts';
import { checkLanguage, checkUri } from '../../ontology/codes.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import {
  type Claim,
  type EntityFact,
  type Facts,
  type FieldValue,
  type Name,
  type NameKind,
  nameKinds,
  type Rank,
  type RelationFact,
  ranks,
  type Source,
  type Values,
} from '../../ontology/facts.ts';
import { ANY, type Ontology, relationBase, relationId } from '../../ontology/ontology.ts';
import { valuesOf } from '../../recording/merge.ts';
import { settle } from '../../recording/settle.ts';
import type { DataFile, Problem } from './data-file.ts';
import { type Entries, type MaybeNode, nearest, shown, YamlWalk } from './walk.ts';

/** The format of data files that this version reads. */
export const FORMAT = 1;

/** Bytes: a key of an index of Neo4j has 8 kB, and the id stands in it too. */
const LONGEST_NAME = 6000;
export const isTooLong = (name: string): boolean => Buffer.byteLength(folded(name)) > LONGEST_NAME;

/** Walks a data file. */
class FactsWalk extends YamlWalk {
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

  names(node: MaybeNode): Name[] {
    return this.list(node, 'names', (item) => {
      const entries = this.map(item, 'a name', ['text', 'language', 'kind'], ['text', 'language']);
      if (!entries?.has('text') || !entries.has('language')) return undefined;
      const text = this.text(entries.get('text'), 'text');
      const language = this.standard(entries.get('language'), 'language', checkLanguage);
      const kind = entries.has('kind')
        ? this.choice(entries.get('kind'), 'kind', Object.keys(nameKinds) as NameKind[])
        : 'OFFICIAL';
      if (text && isTooLong(text)) {
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
      ['type', 'from', 'to', 'key', 'rank', 'sources', 'mentions', 'statedBy', ...Object.keys(fields)],
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
    const values = this.values(entries, fields);
    const rank = this.rank(entries);
    const sources = this.sources(entries.get('sources'));
    const told = entries.has('statedBy') ? this.statedBy(entries.get('statedBy'), fields, values, sources) : undefined;
    const tellsOfEnds = !entries.has('mentions') || this.boolean(entries.get('mentions'), 'mentions');
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
        ...(told && { valuesByDocument: told }),
        ...(tellsOfEnds === false && { mentionsEnds: tellsOfEnds }),
      },
    };
  }

  values(entries: Entries, fields: Fields): Values {
    const values: Record<string, FieldValue> = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = entries.has(name) ? this.value(entries.get(name), name, field) : undefined;
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  /** What each document of a relation states of it. The relation's own values have to be those that come of it. */
  statedBy(
    node: MaybeNode,
    fields: Fields,
    values: Values,
    sources: readonly Source[],
  ): RelationFact['valuesByDocument'] | undefined {
    const documents = [...new Set(sources.map(({ document }) => document))];
    const what = 'statedBy (what each document of the sources states)';
    const entries = this.map(node, what, documents, documents);
    if (!entries || entries.size < documents.length) return undefined;
    const told: Record<string, Values> = {};
    for (const [document, stated] of entries) {
      const own = this.map(stated, `what ${document} states`, Object.keys(fields), []);
      if (own) told[document] = this.values(own, fields);
    }
    const first = valuesOf(documents.map((document) => told[document] ?? {}));
    for (const name of Object.keys(fields)) {
      if (isDeepStrictEqual(first[name], values[name])) continue;
      const expected = `${name} to be that of the first document in sources that states one`;
      this.report(
        node,
        `${expected}: ${JSON.stringify(first[name]) ?? 'none'}`,
        JSON.stringify(values[name]) ?? 'none',
      );
    }
    return told;
  }
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
  const walk = new FactsWalk(data, ontology, problems);
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
    new FactsWalk(data, ontology, []),
    data.root as Node,
    isMap(data.root) && data.root.has('type') ? 'relations' : 'entities',
  );

function itemOf(walk: FactsWalk, node: Node, kind: 'entities' | 'relations'): Item {
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
