import { isDeepStrictEqual } from 'node:util';
import type { Field, Fields } from '../ontology/declaration.ts';
import type { Claim, DocumentStatement, EntityFact, Name, Source } from '../ontology/facts.ts';
import { canonicalUris } from '../ontology/outside-ids.ts';
import { inheritedSources, sourcesOf } from '../ontology/sources.ts';
import { distinctClaims, settleClaims, statedClaims } from './claims.ts';
import { byKind, byLanguage, byName, bySource, byText, distinct, joined } from './order.ts';

/**
 * What documents state about an entity, and the resulting entity. Pure functions: the same statements give the same
 * entity, in whatever order they arrive.
 */
export interface EntityRecords {
  /** By document: its statements about the entity itself. Statements without a document are under the empty text. */
  readonly statements: ReadonlyMap<string, DocumentStatement>;
  /** The sources of the entity itself. */
  readonly sources: readonly Source[];
  /** By field: the original claims. */
  readonly claims: Readonly<Record<string, readonly Claim[]>>;
}

const NOBODY = '';

const nameKey = ({ language, text }: Name) => `${language} ${text}`;

/** Whether two names are the same, whoever gives them. */
const isSameName = (a: Name, b: Name) => nameKey(a) === nameKey(b) && a.kind === b.kind;

/** One name that is stated twice: of the first of the two kinds, and given by Entente only if both say so. */
function joinedName(a: Name, b: Name): Name {
  const { text, language, kind } = byKind(a.kind, b.kind) <= 0 ? a : b;
  const sources = joined(a.sources ?? [], b.sources ?? [], bySource);
  return {
    text,
    language,
    kind,
    ...(a.origin && b.origin && { origin: a.origin }),
    ...(sources.length > 0 && { sources }),
  };
}

/**
 * Names, each once per language, with all places that give it. If a name has several kinds, the first counts (`OFFICIAL`,
 * `SHORT`, `ALIAS`, `ACRONYM`).
 */
export function distinctNames(names: readonly Name[]): readonly Name[] {
  if (names.length < 2) return names;
  const best = new Map<string, Name>();
  for (const name of names) {
    const other = best.get(nameKey(name));
    best.set(nameKey(name), other ? joinedName(other, name) : name);
  }
  return best.size === names.length ? names : [...best.values()];
}

const joinedNames = (a: readonly Name[], b: readonly Name[]): readonly Name[] => {
  if (a.length === 0 || isDeepStrictEqual(a, b)) return b;
  return b.length === 0 ? a : [...distinctNames([...a, ...b])].sort(byName);
};

/** All names: in the order of the documents if they agree, else by kind, language, number of documents, and text. */
function settleNames(statements: readonly DocumentStatement[]): readonly Name[] {
  const [first = [], ...others] = statements.flatMap(({ names }) => (names.length > 0 ? [names] : []));
  if (others.every((names) => isDeepStrictEqual(names, first))) return first;
  const agree = others.every(
    (names) => names.length === first.length && names.every((name, i) => isSameName(name, first[i] as Name)),
  );
  if (agree) return distinctNames([first, ...others].flat());
  const documents = new Map<string, number>();
  for (const names of [first, ...others])
    for (const name of names) documents.set(nameKey(name), (documents.get(nameKey(name)) ?? 0) + 1);
  return [...distinctNames([first, ...others].flat())].sort(
    (a, b) =>
      byKind(a.kind, b.kind) ||
      byLanguage(a.language, b.language) ||
      (documents.get(nameKey(b)) ?? 0) - (documents.get(nameKey(a)) ?? 0) ||
      byText(a.text, b.text),
  );
}

const firstSummary = (a: string | null, b: string | null) => (a === null || b === null ? (a ?? b) : a < b ? a : b);

/** Merges two statements of one document. If they have two summaries, the first in the order of text counts. */
const joinedStatements = (a: DocumentStatement, b: DocumentStatement): DocumentStatement => ({
  names: joinedNames(a.names, b.names),
  summary: firstSummary(a.summary, b.summary),
  sameAs: joined(a.sameAs, b.sameAs, byText),
});

/** Everything in either of them. */
export function mergeEntityRecords(a: EntityRecords, b: EntityRecords): EntityRecords {
  const statements = new Map(a.statements);
  for (const [document, statement] of b.statements) {
    const other = statements.get(document);
    statements.set(document, other ? joinedStatements(other, statement) : statement);
  }
  const claims: Record<string, readonly Claim[]> = { ...a.claims };
  for (const [field, some] of Object.entries(b.claims)) {
    claims[field] = distinctClaims([...(claims[field] ?? []), ...some]);
  }
  return { statements, sources: joined(a.sources, b.sources, bySource), claims };
}

/** The records without some documents. */
export function entityRecordsWithout(records: EntityRecords, documents: ReadonlySet<string>): EntityRecords {
  const stays = ({ document }: Source) => !documents.has(document);
  const claims = Object.entries(records.claims).flatMap(([field, some]) => {
    const left = some.flatMap((claim) => {
      if (claim.sources.length === 0) return documents.has(NOBODY) ? [] : [claim];
      const sources = claim.sources.filter(stays);
      return sources.length > 0 ? [{ ...claim, sources }] : [];
    });
    return left.length > 0 ? [[field, left] as const] : [];
  });
  // A name goes with the last document that gives it, whoever else is cited for the entity.
  const namesLeft = (names: readonly Name[]) =>
    names.flatMap((name) => {
      const left = name.sources?.filter(stays);
      if (left === undefined || left.length === name.sources?.length) return [name];
      return left.length > 0 ? [{ ...name, sources: left }] : [];
    });
  return {
    statements: new Map(
      [...records.statements].flatMap(([document, statement]) =>
        documents.has(document) ? [] : [[document, { ...statement, names: namesLeft(statement.names) }] as const],
      ),
    ),
    sources: records.sources.filter(stays),
    claims: Object.fromEntries(claims),
  };
}

/** The statements of each document about an entity. Without `statedBy`, all of them state the shown values. */
export function entityRecordsOf(fact: EntityFact, fields: Fields): EntityRecords {
  const { statedBy } = fact;
  const claims: Record<string, readonly Claim[]> = {};
  for (const [name, settled] of Object.entries(fact.claims)) {
    const field = fields[name];
    claims[name] = fact.statedClaims?.[name] ?? (field ? statedClaims(settled, field) : settled);
  }
  const sources = distinct(fact.sources, bySource);
  if (statedBy) {
    const canonical = Object.entries(statedBy).map(
      ([document, each]) => [document, { ...each, sameAs: canonicalUris(each.sameAs) }] as const,
    );
    return { statements: new Map(canonical), sources, claims };
  }
  // Names belong to the sources of the entity itself, or to those of its parts if it has none of its own.
  const own = new Set(sources.map(({ document }) => document));
  const others = new Set(own.size > 0 ? [] : sourcesOf({ ...fact, claims }).map(({ document }) => document));
  const owners = own.size > 0 ? own : others.size > 0 ? others : [NOBODY];
  const { summary } = fact;
  const shown = { names: distinctNames(fact.names), summary, sameAs: canonicalUris(fact.sameAs) };
  return { statements: new Map(Array.from(owners, (document) => [document, shown])), sources, claims };
}

const isOwn = ([only, ...others]: readonly Claim[], sources: readonly Source[]) =>
  only !== undefined &&
  others.length === 0 &&
  only.rank === 'NORMAL' &&
  isDeepStrictEqual(only.sources, inheritedSources(sources));

/** The parts of the records that the shown values don't determine. */
function beyondShown(
  shown: EntityFact,
  { statements, claims }: EntityRecords,
  fields: Fields,
): Pick<EntityFact, 'statedBy' | 'statedClaims'> {
  const implied = entityRecordsOf(shown, fields);
  const unlike = Object.entries(claims).filter(([field, some]) => !isDeepStrictEqual(some, implied.claims[field]));
  return {
    ...(!isDeepStrictEqual(statements, implied.statements) && {
      statedBy: Object.fromEntries([...statements].sort(([a], [b]) => byText(a, b))),
    }),
    ...(unlike.length > 0 && { statedClaims: Object.fromEntries(unlike) }),
  };
}

/**
 * The entity that follows from records: its shown values, and the statements of each document if those don't determine
 * them. The shown summary is that of the first document by id. Lists keep their order if all documents state the same
 * list, and have a fixed order otherwise.
 */
export function settleEntity(
  { id, type }: Pick<EntityFact, 'id' | 'type'>,
  records: EntityRecords,
  fields: Fields,
): EntityFact {
  const statements = [...records.statements].sort(([a], [b]) => byText(a, b)).map(([, statement]) => statement);
  const { sources } = records;
  const claims: Record<string, readonly Claim[]> = {};
  for (const [name, field] of Object.entries(fields)) {
    const stated = records.claims[name] ?? [];
    if (stated.length === 0) continue;
    const settled = settleClaims(stated, field);
    // This tells a write that the claim needs no node of its own.
    claims[name] = isOwn(settled, sources)
      ? [{ ...(settled[0] as Claim), sources: inheritedSources(sources) }]
      : settled;
  }
  const shown: EntityFact = {
    id,
    type,
    names: settleNames(statements),
    summary: statements.find(({ summary }) => summary !== null)?.summary ?? null,
    sameAs: statements.reduce<readonly string[]>((all, { sameAs }) => joined(all, sameAs, byText), []),
    sources,
    claims,
  };
  return { ...shown, ...beyondShown(shown, records, fields) };
}

/** Whether a field needs no settling: it has one claim, with the entity's own sources or others. */
const isSettled = (claims: readonly Claim[], entity: EntityFact, field: Field | undefined) => {
  const [only, ...others] = claims;
  if (!only || others.length > 0 || !field) return false;
  if (only.sources === inheritedSources(entity.sources)) return only.rank === 'NORMAL';
  return (
    only.sources.every(({ stated }) => stated === null) &&
    distinct(only.sources, bySource) === only.sources &&
    !isOwn(claims, entity.sources)
  );
};

/** An entity in its settled form; the same object if it is settled already. */
export function settledEntity(fact: EntityFact, fields: Fields): EntityFact {
  if (
    !fact.statedBy &&
    !fact.statedClaims &&
    distinctNames(fact.names) === fact.names &&
    canonicalUris(fact.sameAs) === fact.sameAs &&
    distinct(fact.sources, bySource) === fact.sources &&
    Object.entries(fact.claims).every(([name, claims]) => isSettled(claims, fact, fields[name]))
  )
    return fact;
  return settleEntity(fact, entityRecordsOf(fact, fields), fields);
}
