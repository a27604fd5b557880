import { EntenteError } from '../../errors.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import type { FieldValue, Money, Name, NameKind, Place, Source } from '../../ontology/facts.ts';
import { limitsOf, type Period } from '../../ontology/period.ts';
import { lengthOf, tokensOf } from '../../tokens/tokens.ts';
import type { Parameters, Row, Value } from '../port/graph.ts';
import { LENGTH, TOKENS } from './names.ts';

/**
 * How values are stored as properties. A property graph holds texts, numbers and lists of them, but no structures: a
 * period takes three properties and amounts in several currencies three parallel lists, so that a statement can compare
 * each part.
 */

export type Kind = Field['kind'] | 'names' | 'sources';

const parts: Partial<Record<Kind, readonly string[]>> = {
  period: ['', 'Start', 'End'],
  money: ['Amounts', 'Currencies', 'Approximate'],
  place: ['Name', 'City', 'Country', 'Latitude', 'Longitude'],
  names: ['Texts', 'Languages', 'Kinds', 'Origins', 'Sources'],
  sources: ['Documents', 'Locators', 'Stated', 'At'],
};

/** The last code point that UTF-16 and UTF-8 order alike: after the Hangul syllables come the surrogates. */
const BEYOND = 0xd7ff;
/** The first of twelve code points before it that no character uses. */
const DIGIT = 0xd7a4;

/**
 * A text that sorts by code point in every engine. Neo4j compares stored texts as UTF-8 and parameters as UTF-16, which
 * disagree about emoji and full-width letters; this form contains neither.
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

/** The form in which texts are compared and ordered: NFC, lower case. Both engines compare this form, so they agree. */
export const folded = (text: string) => sortable(text.normalize('NFC').toLowerCase());

/** Property names derive from field names. There are few of them, and every write needs them. */
function memoized<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const made = make(name);
    known.set(name, made);
    return made;
  };
}

/** The property that holds the folded form of a text. */
export const foldedColumn = memoized((column) => `${column}Folded`);

/** The property that holds the sortable form of a text, where it differs from the text. */
export const exactColumn = memoized((column) => `${column}Exact`);

const textual: ReadonlySet<Kind> = new Set(['text', 'uri', 'language', 'duration']);

const foldableOf = memoized((kind) =>
  memoized((name): readonly string[] =>
    textual.has(kind as Kind)
      ? [name]
      : kind === 'place'
        ? [`${name}Name`, `${name}City`]
        : kind === 'names'
          ? [`${name}Texts`]
          : [],
  ),
);
/** The properties of a field that have a folded form. */
export const foldable = (name: string, kind: Kind): readonly string[] => foldableOf(kind)(name);

const columnsOf = memoized((kind) =>
  memoized((name): readonly string[] => (parts[kind as Kind] ?? ['']).map((part) => name + part)),
);
/** The properties that store a field. */
export const columns = (name: string, kind: Kind): readonly string[] => columnsOf(kind)(name);

const NONE = '';
const textOrNone = (value: string | null) => value ?? NONE;
/** A stored text; null if there is none. */
export const textOrNull = (value: Value | undefined) => (typeof value === 'string' && value !== NONE ? value : null);

/** Properties that are being built. An absent property means no value. */
export type Properties = Record<string, Value>;

/** Adds the folded form of a text, and its sortable form where that differs. */
export function addTextForms(column: string, value: Value | undefined, properties: Properties): void {
  if (Array.isArray(value)) properties[foldedColumn(column)] = value.map((item) => folded(String(item)));
  if (typeof value !== 'string') return;
  const exact = sortable(value);
  properties[foldedColumn(column)] = folded(value);
  if (exact !== value) properties[exactColumn(column)] = exact;
}

/** The properties of a period that filters compare: its first and last possible start and end. */
export const periodLimits = memoized(
  (name) => [`${name}Start`, `${name}End`, `${name}StartBy`, `${name}EndFrom`] as const,
);

/** Adds the properties that filters compare; they derive from the `stored` ones alone. */
export function addComparedForms(
  name: string,
  kind: Kind,
  stored: Readonly<Record<string, Value | undefined>>,
  properties: Properties,
): void {
  for (const column of foldable(name, kind)) addTextForms(column, stored[column], properties);
  const edtf = kind === 'period' ? stored[name] : null;
  if (typeof edtf !== 'string') return;
  const [start, end, by, from] = periodLimits(name);
  const { startBy, endFrom } = limitsOf({ edtf, start: textOrNull(stored[start]), end: textOrNull(stored[end]) });
  properties[by] = startBy;
  properties[from] = endFrom;
}

/** The properties that hold the names of an entity's places; searches match these as well. */
export const placeNameColumns = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, { kind }]) => (kind === 'place' ? [`${name}Name`] : []));

/** The properties that hold names, towns and countries of an entity's places. */
export const placePartColumns = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, { kind }]) =>
    kind === 'place' ? ['Name', 'City', 'Country'].map((part) => name + part) : [],
  );

/** The properties that searches use, derived from the `stored` ones. */
export function searchProperties(type: string, fields: Fields, stored: Parameters): Parameters {
  const displayName = String(stored.name);
  const names = Array.isArray(stored.nameTexts) ? stored.nameTexts.map(String) : [displayName];
  const places = placeNameColumns(fields).flatMap((name) => textOrNull(stored[name]) ?? []);
  const addresses = Array.isArray(stored.sameAs) ? stored.sameAs.map(String) : [];
  const parts = placePartColumns(fields).flatMap((name) => textOrNull(stored[name]) ?? []);
  const tokens = tokensOf(type, displayName, [...names, ...places], addresses, parts);
  return { [TOKENS]: tokens, [LENGTH]: lengthOf(displayName) };
}

/** Adds the properties that store a value, and those that filters compare. */
export function encode(
  name: string,
  kind: Kind,
  value: FieldValue | readonly Name[] | readonly Source[],
  properties: Properties,
): void {
  const parts = partsOf(kind, value);
  const stored = columns(name, kind);
  for (let i = 0; i < stored.length; i += 1) {
    const part = parts[i];
    if (part !== null && part !== undefined) properties[stored[i] as string] = part;
  }
  addComparedForms(name, kind, properties, properties);
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
      return [
        names.map((n) => n.text),
        names.map((n) => n.language),
        names.map((n) => n.kind),
        // Few names say who gives them, so the others take no room.
        names.some((n) => n.origin) ? names.map((n) => n.origin ?? NONE) : null,
        names.some((n) => n.sources) ? names.map((n) => (n.sources ? JSON.stringify(n.sources) : NONE)) : null,
      ];
    }
    case 'sources': {
      const sources = value as readonly Source[];
      return [
        sources.map((s) => s.document),
        sources.map((s) => textOrNone(s.locator)),
        sources.map((s) => textOrNone(s.stated)),
        // Most sources speak of the date of their document. The fingerprints of their facts are older than this property.
        ...(sources.some((s) => s.at) ? [sources.map((s) => s.at ?? NONE)] : []),
      ];
    }
    default:
      return [value as string | number];
  }
}

/** A stored list; empty if there is none. */
export const listOf = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);
/** Engines return an integer as bigint where a number would round it. */
function exact(value: Value | undefined): number {
  if (typeof value !== 'bigint') return Number(value);
  throw new EntenteError(
    'INTERNAL',
    `The graph holds the number ${value}, and an answer can hold numbers up to ${Number.MAX_SAFE_INTEGER} exactly. It is not shown rounded; tell the operator of the server.`,
  );
}
const number = (value: Value | undefined) => (value === null || value === undefined ? null : exact(value));

/** Turns rows into values of the model. No code past this point knows how they are stored. */
export const decode = {
  period(row: Row, name: string): Period | null {
    const edtf = textOrNull(row[name]);
    return edtf === null ? null : { edtf, start: textOrNull(row[`${name}Start`]), end: textOrNull(row[`${name}End`]) };
  },
  money(row: Row, name: string): readonly Money[] {
    const [amounts, currencies, approximate] = columns(name, 'money').map((key) => listOf(row[key]));
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
    const [texts, languages, kinds, origins, sources] = columns('name', 'names').map((key) => listOf(row[key]));
    return (texts ?? []).map((text, i) => {
      const places = textOrNull(sources?.[i]);
      return {
        text: String(text),
        language: String(languages?.[i]),
        kind: String(kinds?.[i]) as NameKind,
        ...(origins?.[i] === 'ENTENTE' && { origin: 'ENTENTE' }),
        ...(places !== null && { sources: JSON.parse(places) as readonly Source[] }),
      };
    });
  },
  sources(row: Row): readonly Source[] {
    const [documents, locators, stated, dates] = columns('source', 'sources').map((key) => listOf(row[key]));
    return (documents ?? []).map((document, i) => {
      const at = textOrNull(dates?.[i]);
      return {
        document: String(document),
        locator: textOrNull(locators?.[i]),
        stated: textOrNull(stated?.[i]),
        ...(at === null ? {} : { at }),
      };
    });
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

/** Decodes a field's value from a row. */
export function decodeField(row: Row, name: string, kind: Field['kind']): FieldValue | null {
  if (kind === 'period' || kind === 'money' || kind === 'place') return decode[kind](row, name);
  return decode.scalar(row, name);
}
