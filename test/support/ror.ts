import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { NameKind } from '../../src/ontology/facts.ts';
import type { Organisation } from './institutions.ts';
import { isThere, realFile } from './real-data.ts';

/** A record of ROR's schema 2 or 1; schema 1 has a list for each kind of name. */
interface Record2 {
  readonly id: string;
  readonly types: readonly string[];
  readonly names: readonly {
    readonly value: string;
    readonly lang: string | null;
    readonly types: readonly string[];
  }[];
  readonly locations: readonly {
    readonly geonames_details: {
      country_code: string | null;
      name: string | null;
      lat: number | null;
      lng: number | null;
    };
  }[];
  readonly relationships: readonly { readonly type: string; readonly id: string }[];
}
interface Record1 {
  readonly id: string;
  readonly types: readonly string[];
  readonly name: string;
  readonly labels: readonly { readonly label: string; readonly iso639: string | null }[];
  readonly aliases: readonly string[];
  readonly acronyms: readonly string[];
  readonly country: { readonly country_code: string | null };
  readonly addresses: readonly { city: string | null; lat: number | null; lng: number | null }[];
  readonly relationships: readonly { readonly type: string; readonly id: string }[];
}

const slug = (uri: string) => uri.slice(uri.lastIndexOf('/') + 1);

/** The kinds of names; the one to show comes first. */
const NAMES: readonly (readonly [type: string, kind: NameKind])[] = [
  ['ror_display', 'OFFICIAL'],
  ['label', 'OFFICIAL'],
  ['alias', 'ALIAS'],
  ['acronym', 'ACRONYM'],
];

function namesOf(record: Record1 | Record2): Organisation['names'] {
  if ('name' in record) {
    return [
      { text: record.name, language: null, kind: 'OFFICIAL' },
      ...record.labels.map(({ label, iso639 }) => ({ text: label, language: iso639, kind: 'OFFICIAL' as const })),
      ...record.aliases.map((text) => ({ text, language: null, kind: 'ALIAS' as const })),
      ...record.acronyms.map((text) => ({ text, language: null, kind: 'ACRONYM' as const })),
    ];
  }
  const rank = ({ types }: { types: readonly string[] }) => NAMES.findIndex(([type]) => types.includes(type));
  return [...record.names]
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => ({ text: name.value, language: name.lang, kind: NAMES[rank(name)]?.[1] ?? 'ALIAS' }));
}

function placeOf(record: Record1 | Record2): Pick<Organisation, 'country' | 'place'> {
  if ('name' in record) {
    const [address] = record.addresses;
    const place = address ? { city: address.city, latitude: address.lat, longitude: address.lng } : null;
    return { country: record.country.country_code, place };
  }
  const details = record.locations[0]?.geonames_details;
  if (!details) return { country: null, place: null };
  return {
    country: details.country_code,
    place: { city: details.name, latitude: details.lat, longitude: details.lng },
  };
}

function organisation(record: Record1 | Record2, row: number): Organisation {
  const related = (type: string) =>
    record.relationships.filter((r) => r.type.toLowerCase() === type).map((r) => slug(r.id));
  return {
    id: slug(record.id),
    names: namesOf(record),
    types: record.types,
    ...placeOf(record),
    sameAs: [record.id],
    parents: related('parent'),
    children: related('child'),
    successors: related('successor'),
    predecessors: related('predecessor'),
    locator: `row ${row}`,
  };
}

const relatives = (body: Organisation) => [...body.parents, ...body.children, ...body.successors, ...body.predecessors];

/** Predicates for records that the tests need, and how many of each; the rest are arbitrary. */
const WANTED: readonly (readonly [many: number, worth: (body: Organisation) => boolean])[] = [
  [200, (body) => body.names.some(({ text }) => /\p{Script=Hangul}/u.test(text))],
  [400, (body) => body.successors.length > 0],
  [900, (body) => relatives(body).length > 0],
  [Number.POSITIVE_INFINITY, () => true],
];

/** Picks `size` records, always the same ones, each with its related records, so that they hold relations. */
function chosen(bodies: readonly Organisation[], size: number): Organisation[] {
  const hash = (body: Organisation) => createHash('sha256').update(body.id).digest('hex');
  const shuffled = bodies
    .map((body) => [hash(body), body] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, body]) => body);
  const byId = new Map(bodies.map((body) => [body.id, body]));
  const found = new Set<Organisation>();
  const add = (body: Organisation | undefined) => body && found.size < size && found.add(body);
  for (const [many, worth] of WANTED) {
    for (const body of shuffled.filter(worth).slice(0, many)) {
      add(body);
      // A hub's thousand related records would leave no room for others.
      for (const id of relatives(body).slice(0, 10)) add(byId.get(id));
    }
  }
  return [...found];
}

/** Reads `size` records of the Research Organization Registry; null if its data is missing. */
export function readRor(size: number): Organisation[] | null {
  const file = join('ror', 'ror-records.jsonl.gz');
  if (!isThere(file)) return null;
  const lines = gunzipSync(readFileSync(realFile(file)))
    .toString('utf8')
    .split('\n')
    .filter(Boolean);
  return chosen(
    lines.map((line, i) => organisation(JSON.parse(line), i + 1)),
    size,
  );
}
