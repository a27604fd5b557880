import type { Name, NameKind } from '../../ontology/facts.ts';
import { hasCheckCharacter } from '../../ontology/outside-ids.ts';
import { type Period, parsePeriod } from '../../ontology/period.ts';
import { type FactMaker, type Format, id, name } from './format.ts';
import { placeOf } from './places.ts';
import { type Record, Row } from './row.ts';

/** Kinds of names in schema 2; if a name has several, the first in this list counts. */
const NAMES: readonly (readonly [type: string, kind: NameKind])[] = [
  ['ror_display', 'OFFICIAL'],
  ['label', 'OFFICIAL'],
  ['alias', 'ALIAS'],
  ['acronym', 'ACRONYM'],
];

/** The kind of institution for each type of organisation. The model has no kind for some of them. */
const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    education: 'UNIVERSITY',
    company: 'COMPANY',
    government: 'AGENCY',
    facility: 'RESEARCH',
    healthcare: 'OTHER',
    nonprofit: 'OTHER',
    archive: 'OTHER',
    funder: 'OTHER',
    other: 'OTHER',
  }),
);

/** Institutions that are inactive or withdrawn stay, because others cite them. */
const STATUS = { active: 'ACTIVE', inactive: 'INACTIVE', withdrawn: 'WITHDRAWN' };

/** Ids in other registries, as URIs. */
interface Registry {
  readonly form: RegExp;
  /** A check beyond the form. */
  readonly isValid?: (id: string) => boolean;
  readonly expected: string;
  uri(id: string): string;
}
const REGISTRIES: ReadonlyMap<string, Registry> = new Map(
  Object.entries({
    wikidata: {
      form: /^Q[1-9]\d*$/,
      expected: 'an item such as Q42',
      uri: (q) => `https://www.wikidata.org/entity/${q}`,
    },
    isni: {
      form: /^\d{15}[\dX]$/,
      isValid: hasCheckCharacter,
      expected: 'an ISNI of 16 digits, the last of which checks the others',
      uri: (isni) => `https://isni.org/isni/${isni}`,
    },
    grid: {
      form: /^grid\.\d+\.[0-9a-f]+$/,
      expected: 'a GRID id such as grid.1234.5',
      uri: (grid) => `https://www.grid.ac/institutes/${grid}`,
    },
    fundref: {
      form: /^\d+$/,
      expected: 'a number of the Funder Registry',
      uri: (fundref) => `https://doi.org/10.13039/${fundref}`,
    },
  }),
);

/** Reads each record or value in a column as a row of its own, and copies its problems and notes to the row. */
function parts<T>(row: Row, column: string, read: (part: Row) => T): T[] {
  const held = row.values[column];
  if (held === undefined || held === null) return [];
  return (Array.isArray(held) ? held : [held]).map((item: unknown) => {
    const whole = typeof item === 'object' && item !== null && !Array.isArray(item);
    const part = new Row(row.file, { line: row.line, values: whole ? (item as Record['values']) : { [column]: item } });
    const found = read(part);
    const prefix = whole ? `${column}.` : '';
    for (const problem of part.problems) row.problems.push({ ...problem, column: `${prefix}${problem.column}` });
    for (const note of part.notes) row.note(`${prefix}${note}`);
    return found;
  });
}

/** A column that holds one text or a list of them. */
const texts = (row: Row, column: string) =>
  parts(row, column, (part) => part.literal(column)).filter((text) => text !== undefined);

/** The id of an institution, from its URI in the registry. */
function institution(row: Row, column: string): string | undefined {
  const text = row.required(column, 'a ROR id such as https://ror.org/0abcdef12');
  if (text === undefined) return undefined;
  const code = /^https:\/\/ror\.org\/(0[a-z0-9]{8})$/.exec(text)?.[1];
  return code ? id('Institution', 'ror', code) : row.problem(column, 'a ROR id such as https://ror.org/0abcdef12');
}

/** The language of a name. `kr` is Kanuri; for a name in Hangul it is the code of the country by mistake. */
function languageOf(row: Row, column: string, text: string): string {
  const language = row.field(column, { kind: 'language', description: '' });
  if (!/\p{Script=Hangul}/u.test(text) || language === undefined || language === 'ko') return String(language ?? 'und');
  if (language === 'kr') {
    row.note(`${column}: kr taken as ko for a name in Hangul`);
    return 'ko';
  }
  row.note(`${column}: a name in Hangul in another language than ko; kept as it is`);
  return String(language);
}

function namesOf(row: Row): readonly Name[] {
  if (row.values.names === undefined) {
    row.note('a record of schema 1, which states the language of labels only');
    const main = row.required('name', 'a name', 'literal');
    return [
      ...(main ? [name(main, 'und')] : []),
      ...parts(row, 'labels', (part) => {
        const text = part.required('label', 'a name', 'literal');
        return text === undefined ? undefined : name(text, languageOf(part, 'iso639', text));
      }).filter((label) => label !== undefined),
      ...texts(row, 'aliases').map((text) => name(text, 'und', 'ALIAS')),
      ...texts(row, 'acronyms').map((text) => name(text, 'und', 'ACRONYM')),
    ];
  }
  if (Array.isArray(row.values.names) && row.values.names.length === 0) row.problem('names', 'at least one name');
  const ranked = parts(row, 'names', (part) => {
    const text = part.required('value', 'a name', 'literal');
    const types = texts(part, 'types');
    const rank = NAMES.findIndex(([type]) => types.includes(type));
    const [, kind] = NAMES[rank] ?? [];
    if (!kind) return part.problem('types', `one of ${NAMES.map(([type]) => type).join(', ')}`);
    return text === undefined ? undefined : { rank, name: name(text, languageOf(part, 'lang', text), kind) };
  }).filter((one) => one !== undefined);
  return ranked.sort((a, b) => a.rank - b.rank).map((one) => one.name);
}

/** The first type that the model has a kind for. */
function kindOf(row: Row): string | undefined {
  const kinds = texts(row, 'types').map((type) => {
    const kind = KINDS.get(type.toLowerCase());
    return kind ?? row.problem('types', `some of ${[...KINDS.keys()].join(', ')}`, type);
  });
  const telling = [...new Set(kinds.filter((kind) => kind !== 'OTHER'))];
  if (telling.length > 1) row.note('types: several kinds; the first is taken');
  return telling[0] ?? kinds[0];
}

function whereOf(row: Row) {
  const at = (part: Row) => {
    const [latitude, longitude] = [part.number('lat'), part.number('lng')];
    return latitude === undefined || longitude === undefined ? undefined : [latitude, longitude];
  };
  if (row.values.names === undefined) {
    const [country] = parts(row, 'country', (part) => part.country('country_code'));
    const places = parts(row, 'addresses', (part) =>
      placeOf(part, 'lat', { city: part.literal('city'), country, at: at(part) }),
    );
    if (places.length > 1) row.note('addresses: several; the first is taken');
    return { country, place: places[0] };
  }
  const places = parts(row, 'locations', (part) => {
    const [place] = parts(part, 'geonames_details', (details) => {
      const [city, country] = [details.literal('name'), details.country('country_code')];
      return placeOf(details, 'lat', { city, country, at: at(details) });
    });
    return place;
  });
  if (places.length > 1) row.note('locations: several; the first is taken');
  return { country: places[0]?.country ?? undefined, place: places[0] };
}

/** Schema 2 has a list with the type in each, schema 1 a record by type. */
function sameAs(row: Row): string[] {
  const read = (part: Row, type: string, column: string): string[] => {
    const registry = REGISTRIES.get(type.toLowerCase());
    if (!registry) {
      row.note(`external_ids: ${type} left out, as its ids have no URI`);
      return [];
    }
    return texts(part, column).flatMap((text) => {
      const compact = text.replace(/\s/g, '');
      if (registry.form.test(compact) && (registry.isValid?.(compact) ?? true)) return [registry.uri(compact)];
      part.leftOut(column, registry.expected, text);
      return [];
    });
  };
  if (Array.isArray(row.values.external_ids)) {
    return parts(row, 'external_ids', (part) => {
      const type = part.required('type', 'the name of a registry');
      return type === undefined ? [] : read(part, type, 'all');
    }).flat();
  }
  return parts(row, 'external_ids', (part) =>
    Object.keys(part.values).flatMap((type) => parts(part, type, (ids) => read(ids, type, 'all')).flat()),
  ).flat();
}

/** The page in Wikipedia: a link of that type in schema 2, a column of its own in schema 1. */
const wikipedia = (row: Row): string[] =>
  [
    row.uri('wikipedia_url'),
    ...parts(row, 'links', (part) => (part.text('type') === 'wikipedia' ? part.uri('value') : undefined)),
  ].filter((uri) => uri !== undefined);

/** The year of foundation. The registry writes a number, and null where it does not know. */
function foundedIn(row: Row): Period | undefined {
  const year = row.integer('established');
  if (year === undefined) return undefined;
  return year >= 0 && year <= 9999
    ? parsePeriod(String(year).padStart(4, '0'))
    : row.leftOut('established', 'a year of at most four digits');
}

/** Relation types by relationship, with the end at which the record's own institution stands. */
const RELATIONS: ReadonlyMap<string, readonly [type: string, from: 'own' | 'other']> = new Map([
  ['parent', ['SUBUNIT_OF', 'own']],
  ['child', ['SUBUNIT_OF', 'other']],
  ['successor', ['SUCCEEDED_BY', 'own']],
  ['predecessor', ['SUCCEEDED_BY', 'other']],
]);
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['related', 'as it does not say how'],
  ['delete', 'as an import states what is'],
]);

function relate(row: Row, make: FactMaker, column: string, own: string, other: string): void {
  const type = row.required(column, 'a type of relationship')?.toLowerCase();
  if (type === undefined) return;
  const [relation, from] = RELATIONS.get(type) ?? [];
  if (!relation && !LEFT_OUT.has(type)) row.problem(column, `one of ${[...RELATIONS.keys()].join(', ')}, related`);
  else if (!relation) row.note(`${column}: ${type} left out, ${LEFT_OUT.get(type)}`);
  else if (own === other) row.note(`${column}: ${type} of itself left out`);
  else make.relation(relation, ...((from === 'own' ? [own, other] : [other, own]) as [string, string]));
}

const RELATIONSHIP = 'Relationship of Related ID to Record ID';

export const ror: Format = {
  name: 'ror',
  description: 'Research institutions of the Research Organization Registry, in records of schema 1 or 2, a line each.',
  source: {
    id: 'ror',
    title: 'Research Organization Registry',
    publisher: { id: 'institution:ror', name: 'Research Organization Registry' },
    licence: 'CC0',
    url: 'https://ror.org/',
  },
  tables: [
    {
      name: 'records',
      title: 'records',
      key: ['id'],
      columns: {
        'id!': 'the institution `institution:ror-ID`, the same as its URI',
        names:
          'names: ror_display and label are official names, alias an alias, acronym an acronym; `und` where the language is missing',
        name: 'official name (schema 1), in no stated language, which is counted',
        labels: 'official names in other languages (schema 1)',
        aliases: 'aliases (schema 1), in no stated language',
        acronyms: 'acronyms (schema 1), in no stated language',
        'types!':
          'kind of the institution: education is UNIVERSITY, company is COMPANY, government is AGENCY, facility is RESEARCH, all others are OTHER; of several, the first that is not OTHER, counted',
        'status!':
          'status of the institution: active is ACTIVE, inactive is INACTIVE, withdrawn is WITHDRAWN; the institution stays, as others cite it',
        established: 'when the institution was founded, a year',
        locations: 'country and place of the institution; the first of several, which is counted',
        country: 'country of the institution (schema 1)',
        addresses: 'place of the institution (schema 1); the first of several, which is counted',
        'external_ids!':
          'the same institution in Wikidata, ISNI, GRID and the Funder Registry; ids of other registries are left out and counted; a malformed id is a problem that costs the id only, and an id given twice counts once',
        links: 'the same institution in Wikipedia; its website is left out',
        wikipedia_url: 'the same institution in Wikipedia (schema 1)',
        'relationships!':
          'parent and child are SUBUNIT_OF from the part to the whole, successor and predecessor SUCCEEDED_BY from the earlier to the later; related, and a relation to itself, is left out and counted',
      },
      facts(row, make) {
        const own = institution(row, 'id');
        const names = namesOf(row);
        const kind = kindOf(row);
        const status = row.oneOf('status', STATUS);
        const founded = foundedIn(row);
        const { country, place } = whereOf(row);
        const same = [...sameAs(row), ...wikipedia(row)];
        parts(row, 'relationships', (part) => {
          const other = institution(part, 'id');
          if (own && other) relate(part, make, 'type', own, other);
        });
        if (!own || names.length === 0) return;
        make.entity(own, {
          names,
          sameAs: [...new Set([String(row.values.id), ...same])],
          kind,
          status,
          founded,
          country,
          place,
        });
      },
    },
    {
      name: 'relationships',
      title: 'relationships',
      key: ['Record ID', 'Related ID', RELATIONSHIP],
      columns: {
        'Record ID!': 'an institution `institution:ror-ID`',
        'Related ID!': 'the other institution',
        [`${RELATIONSHIP}!`]:
          'Parent and Child are SUBUNIT_OF, Successor and Predecessor SUCCEEDED_BY; Related and Delete are left out and counted',
      },
      facts(row, make) {
        const own = institution(row, 'Record ID');
        const other = institution(row, 'Related ID');
        if (own && other) relate(row, make, RELATIONSHIP, own, other);
      },
    },
  ],
};
