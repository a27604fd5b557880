import { EntenteError } from '../../errors.ts';
import { ANY, type Field, type Fields } from '../../ontology/declaration.ts';
import type { FieldValue, Money, Name, NameKind, Place, Source } from '../../ontology/facts.ts';
import { limitsOf, type Period } from '../../ontology/period.ts';
import { LONG, lengthOf, lengthToken, tokensOf } from '../../tokens/tokens.ts';
import type { Parameters, Row, Value } from '../port/graph.ts';

/**
 * How each kind of value lies in a property graph, which holds texts, numbers and lists of them and no structures.
 * A period takes three properties, an amount in several currencies three parallel lists: so each part can be compared in a statement.
 */

/**
 * A database may hold what is not Entente's, under any label but `Entity`, and relationships of any type. So what is
 * matched and kept unique goes by names that begin with Entente: a label for each entity type beside the one for people
 * (`:Entity:Project:EntenteProject`), the types of relations and their ids. As nobody else writes relationships of these
 * types, what one leads to needs no look: Neo4j answers how many there are from the degree of the node.
 */
export const typeLabel = (type: string) => (type === ANY ? ANY : `Entente${type}`);
const RELATION = 'ENTENTE_';
export const relationshipType = (type: string) => RELATION + type;
export const RELATION_ID = 'ententeId';
/** The property of a relation that holds what each of its documents says, where they don't all say the same; as JSON. */
export const VALUES_BY_DOCUMENT = 'ententeTold';
export const CLAIM = 'EntenteClaim';
export const DATABASE = 'EntenteDatabase';
/** How far an import has come, so that it can go on there. */
export const IMPORT = 'EntenteImport';
/** A relation that was imported before one of its ends. */
export const PENDING_RELATION = 'EntenteAwaiting';
/** Statements known to be wrong, which hardly any question asks for: with a type of their own no other has to tell them apart. */
const DEPRECATED_RELATION = 'ENTENTE_DEPRECATED_';
export const deprecatedType = (type: string) => DEPRECATED_RELATION + type;
/** Earlier states: of entities, of relations, of claims. */
export const PAST = 'EntentePast';
export const WAS = 'ENTENTE_WAS';
const PAST_RELATION = 'ENTENTE_PAST_';
export const pastType = (type: string) => PAST_RELATION + type;
/** What stands before the type of a relation, the longer ones first. */
export const RELATION_PREFIXES = [DEPRECATED_RELATION, PAST_RELATION, RELATION];
/** The relation type that a relationship type stands for. */
export const typeOfRelationship = (type: string) =>
  RELATION_PREFIXES.reduce((text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text), type);
export const CLAIMED = 'ENTENTE_CLAIMED';
export const CLAIMED_BEFORE = 'ENTENTE_CLAIMED_BEFORE';

/** What an entity is found by, as a text with spaces between its tokens, and the length of its name. */
export const TOKENS = 'ententeTokens';
export const LENGTH = 'ententeLength';
/**
 * Names by their lengths, the short ones first, for an index that is asked for the shortest of very many. An entity has tokens
 * of the lengths that it had as well: which it has now, LENGTH says.
 */
export const LENGTH_CLASSES = [8, 12, 15, 18, 21, 24, 28, 33, 40, 60, LONG - 1, Number.MAX_SAFE_INTEGER].map(
  (most, i, all) => {
    const least = (all[i - 1] ?? -1) + 1;
    const lengths = Array.from({ length: Math.min(most, LONG) - least + 1 }, (_, place) => least + place);
    return { least, most, tokens: lengths.map(lengthToken) };
  },
);
/** The index on tokens, where the database has one. */
export const TOKEN_INDEX = 'entente_tokens';

export type Kind = Field['kind'] | 'names' | 'sources';

const parts: Partial<Record<Kind, readonly string[]>> = {
  period: ['', 'Start', 'End'],
  money: ['Amounts', 'Currencies', 'Approximate'],
  place: ['Name', 'City', 'Country', 'Latitude', 'Longitude'],
  names: ['Texts', 'Languages', 'Kinds'],
  sources: ['Documents', 'Locators', 'Stated'],
};

/** Hangul syllables end here; what comes next is surrogates, which UTF-16 and UTF-8 put in different places. */
const BEYOND = 0xd7ff;
/** Twelve code points before it that stand for no character. */
const DIGIT = 0xd7a4;

/**
 * A text that sorts by its code points wherever it is compared. Neo4j compares what it stores as UTF-8 and what it is
 * given as UTF-16, and so puts an emoji before or after a full-width letter; with neither in the text they agree.
 */
export function sortable(text: string): string {
  return text.replace(/[\ud7ff-\uffff]|[\u{10000}-\u{10ffff}]/gu, (character) => {
    let rest = (character.codePointAt(0) ?? 0) - BEYOND;
    let digits = '';
    for (let i = 0; i < 6; i += 1) {
      digits = String.fromCharCode(DIGIT + (rest % 12)) + digits;
      rest = Math.floor(rest / 12);
    }
    return String.fromCharCode(BEYOND) + digits;
  });
}

/** Texts are compared and ordered without case, in one Unicode form: both engines compare what is made here, so they agree. */
export const folded = (text: string) => sortable(text.normalize('NFC').toLowerCase());

/** Names of properties come of those of fields: they are few, and asked for with every fact that is written. */
function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = make(name);
    known.set(name, made);
    return made;
  };
}

/** The property beside a text that holds it folded. */
export const foldedColumn = remembered((column) => `${column}Folded`);

/** The property beside a text that holds it as it sorts by the letter, where that is not the text itself. */
export const exactColumn = remembered((column) => `${column}Exact`);

const textual: ReadonlySet<Kind> = new Set(['text', 'uri', 'language', 'duration']);

const foldableOf = remembered((kind) =>
  remembered((name): readonly string[] =>
    textual.has(kind as Kind)
      ? [name]
      : kind === 'place'
        ? [`${name}Name`, `${name}City`]
        : kind === 'names'
          ? [`${name}Texts`]
          : [],
  ),
);
/** The properties of a field that can be compared without case. */
export const foldable = (name: string, kind: Kind): readonly string[] => foldableOf(kind)(name);

const columnsOf = remembered((kind) =>
  remembered((name): readonly string[] => (parts[kind as Kind] ?? ['']).map((part) => name + part)),
);
/** The properties under which a field is read. */
export const columns = (name: string, kind: Kind): readonly string[] => columnsOf(kind)(name);

const NONE = '';
const textOrNone = (value: string | null) => value ?? NONE;
const textOrNull = (value: Value | undefined) => (typeof value === 'string' && value !== NONE ? value : null);

/** Properties under way: what is empty is none. */
export type Properties = Record<string, Value>;

/** Adds the properties by which a text is compared. */
export function compareBy(column: string, value: Value | undefined, properties: Properties): void {
  if (Array.isArray(value)) properties[foldedColumn(column)] = value.map((item) => folded(String(item)));
  if (typeof value !== 'string') return;
  const exact = sortable(value);
  properties[foldedColumn(column)] = folded(value);
  if (exact !== value) properties[exactColumn(column)] = exact;
}

const periodLimits = remembered((name) => [`${name}Start`, `${name}End`, `${name}StartBy`, `${name}EndFrom`] as const);

/** Adds the properties by which a value is found, beside those that hold it; made of these alone. */
export function findBy(
  name: string,
  kind: Kind,
  held: Readonly<Record<string, Value | undefined>>,
  properties: Properties,
): void {
  for (const column of foldable(name, kind)) compareBy(column, held[column], properties);
  const edtf = kind === 'period' ? held[name] : null;
  if (typeof edtf !== 'string') return;
  const [start, end, by, from] = periodLimits(name);
  const { startBy, endFrom } = limitsOf({ edtf, start: textOrNull(held[start]), end: textOrNull(held[end]) });
  properties[by] = startBy;
  properties[from] = endFrom;
}

/** The properties that hold the names of an entity's places: it is found by them as well. */
export const placeNames = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, { kind }]) => (kind === 'place' ? [`${name}Name`] : []));

/** The properties by which an entity is searched, made of those that it has. */
export function searchable(type: string, fields: Fields, held: Parameters): Parameters {
  const shown = String(held.name);
  const names = Array.isArray(held.nameTexts) ? held.nameTexts.map(String) : [shown];
  const places = placeNames(fields).flatMap((name) => textOrNull(held[name]) ?? []);
  return { [TOKENS]: tokensOf(type, shown, [...names, ...places]), [LENGTH]: lengthOf(shown) };
}

/** Adds the properties that hold a value, and those by which it is found. */
export function encode(
  name: string,
  kind: Kind,
  value: FieldValue | readonly Name[] | readonly Source[],
  properties: Properties,
): void {
  const parts = partsOf(kind, value);
  const held = columns(name, kind);
  for (let i = 0; i < held.length; i += 1) {
    const part = parts[i];
    if (part !== null && part !== undefined) properties[held[i] as string] = part;
  }
  findBy(name, kind, properties, properties);
}

function partsOf(kind: Kind, value: FieldValue | readonly Name[] | readonly Source[]): readonly Value[] {
  switch (kind) {
    case 'period': {
      const period = value as Period;
      return [period.edtf, period.start, period.end];
    }
    case 'money': {
      const amounts = value as readonly Money[];
      return [amounts.map((m) => m.amount), amounts.map((m) => m.currency), amounts.map((m) => m.approximate)];
    }
    case 'place': {
      const place = value as Place;
      return [place.name, place.city, place.country, place.latitude, place.longitude];
    }
    case 'names': {
      const names = value as readonly Name[];
      return [names.map((n) => n.text), names.map((n) => n.language), names.map((n) => n.kind)];
    }
    case 'sources': {
      const sources = value as readonly Source[];
      return [
        sources.map((s) => s.document),
        sources.map((s) => textOrNone(s.locator)),
        sources.map((s) => textOrNone(s.stated)),
      ];
    }
    default:
      return [value as string | number];
  }
}

const list = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);
/** An engine gives an integer that a number would round as bigint. */
function exact(value: Value | undefined): number {
  if (typeof value !== 'bigint') return Number(value);
  throw new EntenteError(
    'INTERNAL',
    `The graph holds the number ${value}, and an answer can hold numbers up to ${Number.MAX_SAFE_INTEGER} exactly. It is not shown rounded; tell the operator of the server.`,
  );
}
const number = (value: Value | undefined) => (value === null || value === undefined ? null : exact(value));

/** Rows come in here and leave as values of the model; nothing past this knows how they were stored. */
export const decode = {
  period(row: Row, name: string): Period | null {
    const edtf = textOrNull(row[name]);
    return edtf === null ? null : { edtf, start: textOrNull(row[`${name}Start`]), end: textOrNull(row[`${name}End`]) };
  },
  money(row: Row, name: string): readonly Money[] {
    const [amounts, currencies, approximate] = columns(name, 'money').map((key) => list(row[key]));
    return (amounts ?? []).map((amount, i) => ({
      amount: exact(amount),
      currency: String(currencies?.[i]),
      approximate: approximate?.[i] === true,
    }));
  },
  place(row: Row, name: string): Place | null {
    const [placeName, city, country, latitude, longitude] = columns(name, 'place').map((key) => row[key]);
    const place = {
      name: textOrNull(placeName),
      city: textOrNull(city),
      country: textOrNull(country),
      latitude: number(latitude),
      longitude: number(longitude),
    };
    return Object.values(place).every((part) => part === null) ? null : place;
  },
  names(row: Row): readonly Name[] {
    const [texts, languages, kinds] = columns('name', 'names').map((key) => list(row[key]));
    return (texts ?? []).map((text, i) => ({
      text: String(text),
      language: String(languages?.[i]),
      kind: String(kinds?.[i]) as NameKind,
    }));
  },
  sources(row: Row): readonly Source[] {
    const [documents, locators, stated] = columns('source', 'sources').map((key) => list(row[key]));
    return (documents ?? []).map((document, i) => ({
      document: String(document),
      locator: textOrNull(locators?.[i]),
      stated: textOrNull(stated?.[i]),
    }));
  },
  rows: (value: unknown): readonly Row[] => (Array.isArray(value) ? value : []),
  /** Sums by currency. */
  sums(value: unknown): readonly Money[] {
    return decode.rows(value).map(({ whole, thousandths, currency, approximate }) => ({
      amount: exact(whole) + exact(thousandths) / 1000,
      currency: String(currency),
      approximate: approximate === true,
    }));
  },
  scalar(row: Row, name: string): string | number | null {
    const value = row[name];
    if (typeof value === 'bigint') return exact(value);
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  },
};

/** A field's value out of a row, by its kind. */
export function decodeField(row: Row, name: string, kind: Field['kind']): FieldValue | null {
  if (kind === 'period' || kind === 'money' || kind === 'place') return decode[kind](row, name);
  return decode.scalar(row, name);
}
