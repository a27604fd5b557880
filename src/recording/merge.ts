import { isDeepStrictEqual } from 'node:util';
import type { Fields } from '../ontology/declaration.ts';
import type { Claim, EntityFact, Name, RelationFact, Source, Values } from '../ontology/facts.ts';
import { MENTIONS } from '../ontology/mentions.ts';
import { grouped } from './groups.ts';
import { settle, unfolded } from './settle.ts';
import { distinctSources } from './sources.ts';

/**
 * How what a file states goes together with what is there. What other documents state stays; what this one stated
 * before gives way to what it states now. A value that differs from another document's becomes a claim beside it.
 */

/** The values of a relation, of what each of its documents states: for each property that of the first that has one. */
export const valuesOf = (stated: readonly Values[]): Values => Object.assign({}, ...[...stated].reverse());

const isFrom = (documents: ReadonlySet<string>) => (source: Source) => documents.has(source.document);

/** Unique names: of those that are written alike in one language the first. */
export const distinctNames = (names: readonly Name[]) =>
  names.filter((n, at) => names.findIndex((m) => m.text === n.text && m.language === n.language) === at);

export const documentsOf = (fact: EntityFact | RelationFact): ReadonlySet<string> =>
  new Set(sourcesOf(fact).map(({ document }) => document));

/** All that a fact cites: for itself, and for values of its fields. */
export const sourcesOf = (fact: EntityFact | RelationFact): readonly Source[] =>
  'claims' in fact
    ? [...fact.sources, ...Object.values(fact.claims).flatMap((claims) => claims.flatMap(({ sources }) => sources))]
    : fact.sources;

/** A place in a document that a fact about an entity cites no more. */
export interface DroppedCitation {
  readonly document: string;
  readonly entity: string;
  readonly locator: string | null;
}

const placeOf = ({ document, locator }: Source) => `${document} ${locator}`;

/** What a fact cited before, and cites no more as it is now; null where it is gone. */
export function droppedCitations(
  before: EntityFact | RelationFact,
  now: EntityFact | RelationFact | null,
): readonly DroppedCitation[] {
  if (before.type === MENTIONS) return [];
  const cited = new Set(now ? sourcesOf(now).map(placeOf) : []);
  const entities = 'claims' in before ? [before.id] : [before.from, before.to];
  return sourcesOf(before)
    .filter((source) => !cited.has(placeOf(source)))
    .flatMap(({ document, locator }) => entities.map((entity) => ({ document, entity, locator })));
}

/** What an entity would be if some documents had never told of it; null where nobody else does. */
export function without(fact: EntityFact, documents: ReadonlySet<string>): EntityFact | null {
  const gone = isFrom(documents);
  const sources = fact.sources.filter((source) => !gone(source));
  const claims = Object.entries(fact.claims).flatMap(([field, held]) => {
    const left = held.flatMap((claim) => {
      const rest = claim.sources.filter((source) => !gone(source));
      return rest.length > 0 ? unfolded(claim, rest) : [];
    });
    return left.length > 0 ? [[field, left] as const] : [];
  });
  if (sources.length === 0 && claims.length === 0) return null;
  return { ...fact, sources, claims: Object.fromEntries(claims) };
}

/** One value that is stated twice is one claim with both sources; the first stays where it is. */
function together(held: readonly Claim[], added: readonly Claim[]): Claim[] {
  const all = [...held];
  for (const claim of added) {
    const at = all.findIndex(({ value, rank }) => rank === claim.rank && isDeepStrictEqual(value, claim.value));
    const same = all[at];
    if (same) all[at] = { ...same, sources: distinctSources([...same.sources, ...claim.sources]) };
    else all.push(claim);
  }
  return all;
}

/** Both in one: what is there first. */
export function united(held: EntityFact, added: EntityFact, fields: Fields): EntityFact {
  const sources = distinctSources([...held.sources, ...added.sources]);
  const claims: { [field: string]: readonly Claim[] } = {};
  for (const [name, field] of Object.entries(fields)) {
    const [before = [], now = []] = [held.claims[name], added.claims[name]];
    if (before.length + now.length === 0) continue;
    const all = settle(together(before, now), field);
    const [only] = all;
    // A write knows by this that the claim needs no node of its own.
    claims[name] =
      all.length === 1 && only && only.rank === 'NORMAL' && isDeepStrictEqual(only.sources, sources)
        ? [{ ...only, sources }]
        : all;
  }
  return {
    ...held,
    names: distinctNames([...held.names, ...added.names]),
    summary: held.summary ?? added.summary,
    sameAs: [...new Set([...held.sameAs, ...added.sameAs])],
    sources,
    claims,
  };
}

/** Whether a fact states nothing beyond what is there. Of summaries there is one, which stays. */
export const holds = (held: EntityFact, fact: EntityFact, fields: Fields): boolean =>
  isDeepStrictEqual(united(held, fact, fields), united(held, held, fields));

/** Whether two state the same, in whatever order rows came. The first name is the one to show. */
export function isSame(a: EntityFact, b: EntityFact): boolean {
  const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).sort();
  const all = ({ names, summary, sameAs, sources, claims }: EntityFact) => [
    names,
    summary,
    sorted(sameAs),
    sorted(sources),
    sorted(
      Object.entries(claims).map(([field, some]) => [
        field,
        sorted(some.map(({ value, rank, sources }) => [value, rank, sorted(sources)])),
      ]),
    ),
  ];
  return isDeepStrictEqual(all(a), all(b));
}

/**
 * What an entity is when some documents are read anew: all that others say, and what they say now. Names carry no
 * source: they stay where another document tells of the entity as well.
 */
export function restated(held: EntityFact, fact: EntityFact, fields: Fields): EntityFact {
  const others = without(held, documentsOf(fact));
  return others ? united(others, fact, fields) : fact;
}

/** What a document states of a relation. Where nothing is kept of that, all of them state its values. */
const toldBy = (fact: RelationFact, document: string): Values => fact.valuesByDocument?.[document] ?? fact.values;

/** What a document says otherwise, in words; null where it does not. */
const differing = (values: Values, told: Values): string | null =>
  Object.entries(told)
    .filter(([name, value]) => !isDeepStrictEqual(values[name], value))
    .map(([name, value]) => `${name}: ${shown(value)}`)
    .sort()
    .join('; ') || null;

/**
 * A relation with its sources as they are to be, and what each document states: `from` gives the fact that holds it. The
 * first one's values come first.
 */
function settledRelation<T extends RelationFact>(
  held: T,
  sources: readonly Source[],
  from: (document: string) => RelationFact,
): T {
  const documents = [...new Set(sources.map(({ document }) => document))];
  const statedBy = (document: string) => toldBy(from(document), document);
  const values = valuesOf(documents.map(statedBy));
  const { valuesByDocument: _, ...rest } = held;
  const told = Object.fromEntries(documents.map((document) => [document, statedBy(document)]));
  return {
    ...rest,
    values,
    ...(documents.every((document) => isDeepStrictEqual(told[document], values)) ? {} : { valuesByDocument: told }),
    sources: distinctSources(
      sources.map((source) => {
        // What it said otherwise than the values that were there is told anew; what a file itself quotes stays.
        const { document, stated } = source;
        const quoted = stated !== null && stated !== differing(from(document).values, statedBy(document));
        return quoted ? source : { ...source, stated: differing(values, statedBy(document)) };
      }),
    ),
  } as T;
}

/**
 * A relation that several documents state: all are its sources. A relation has one value for each property: that of
 * the document that stated it first; where another one says otherwise, that stands with its source.
 */
export function joined(held: RelationFact, fact: RelationFact): RelationFact {
  const documents = documentsOf(fact);
  const now = isFrom(documents);
  const first = held.sources.findIndex(now);
  if (held.sources.every(now)) return fact;
  // In the place where it stood, so that the same statement a second time changes nothing.
  const sources =
    first < 0
      ? [...held.sources, ...fact.sources]
      : held.sources.flatMap((s, at) => (at === first ? fact.sources : now(s) ? [] : [s]));
  return settledRelation(held, sources, (document) => (documents.has(document) ? fact : held));
}

/** One fact of each relation, whichever documents state it. */
export const joinedById = (facts: readonly RelationFact[]): readonly RelationFact[] =>
  [...grouped(facts, ({ id }) => id).values()].map((some) => some.reduce(joined));

/** A relation as it is without a document: what the others say of it. Without sources where there is no other. */
export function relationWithout<T extends RelationFact>(fact: T, document: string): T {
  const sources = fact.sources.filter((source) => source.document !== document);
  return sources.length === 0 ? { ...fact, sources } : settledRelation(fact, sources, () => fact);
}

function shown(value: RelationFact['values'][string]): string {
  if (Array.isArray(value)) return value.map(({ amount, currency }) => `${currency} ${amount}`).join(' + ');
  if (typeof value === 'object')
    return 'edtf' in value
      ? value.edtf
      : Object.values(value)
          .filter((part) => part !== null)
          .join(', ');
  return String(value);
}
