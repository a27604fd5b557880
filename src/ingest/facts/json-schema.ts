import type { Field, Fields } from '../../ontology/declaration.ts';
import { nameKinds, ranks } from '../../ontology/facts.ts';
import { ANY, idPrefix, type Ontology, relationBase } from '../../ontology/ontology.ts';
import { FORMAT } from './check.ts';

export type Schema = Record<string, unknown>;

export const object = (
  properties: Record<string, Schema>,
  required: readonly string[],
  description: string,
): Schema => ({
  type: 'object',
  description,
  properties,
  required,
  additionalProperties: false,
});
export const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });
export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

export function value(field: Field): Schema {
  const { description } = field;
  switch (field.kind) {
    case 'period':
      return { ...ref('period'), description };
    case 'money':
      return { ...list(ref('money'), description) };
    case 'place':
      return { ...ref('place'), description };
    case 'integer':
      return { type: 'integer', description };
    case 'enum':
      return {
        description,
        oneOf: Object.entries(field.values).map(([name, about]) => ({ const: name, description: about })),
      };
    case 'country':
      return { type: 'string', pattern: '^[A-Z]{2}$', description };
    case 'uri':
      return { type: 'string', format: 'uri', description };
    default:
      return { type: 'string', description };
  }
}

/** A field may hold one value, or the several that its sources claim. */
const claimable = (field: Field): Schema => ({
  description: field.description,
  anyOf: [
    value(field),
    list(
      object(
        { value: value(field), rank: ref('rank'), sources: ref('sources') },
        ['value', 'sources'],
        'A value that some sources give.',
      ),
      'What different sources say.',
    ),
  ],
});
export const mapped = (fields: Fields, make: (field: Field) => Schema) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, make(field)]));
export const idOf = (types: readonly string[], all: readonly string[]): Schema => {
  const prefixes = (types.includes(ANY) ? all : types).map(idPrefix);
  return { type: 'string', pattern: `^(${[...new Set(prefixes)].join('|')}):[a-z0-9][a-z0-9._~-]*$` };
};

export const text = (description: string): Schema => ({ type: 'string', description });
const number = (description: string): Schema => ({ type: 'number', description });

/** What values are written as, for `$defs`. */
export const valueDefs: { readonly [name: string]: Schema } = {
  period: {
    type: ['string', 'integer'],
    description: 'A date in EDTF: 2024-03-26, 2022-11, 2024-41, 2024-03-25/2024-03-26.',
  },
  money: object(
    {
      amount: number('In whole units.'),
      currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217.' },
      approximate: { type: 'boolean', description: 'Whether the source says about.' },
    },
    ['amount', 'currency'],
    'A sum as stated.',
  ),
  place: object(
    {
      name: text('A building or site.'),
      city: text('The city.'),
      country: text('ISO 3166-1 alpha-2.'),
      latitude: number('Degrees north.'),
      longitude: number('Degrees east.'),
    },
    [],
    'A place, as closely as stated.',
  ),
};

export const nameKind: Schema = {
  description: 'What kind of name it is.',
  oneOf: Object.entries(nameKinds).map(([kind, about]) => ({ const: kind, description: about })),
};

/** The JSON Schema (draft 2020-12) of data files, for editors; `entente check` says more, and decides. */
export function factsSchema(ontology: Ontology): Schema {
  const all = ontology.entities.map((e) => e.name);
  const common = {
    names: list(ref('name'), 'Its names, the English one first.'),
    summary: { type: 'string', description: 'What it is, in your own words.' },
    sameAs: list({ type: 'string', format: 'uri' }, 'The same thing elsewhere.'),
    sources: ref('sources'),
  };
  const entities = ontology.entities.map((e) =>
    object(
      { id: idOf([e.name], all), ...common, ...mapped(e.fields, claimable) },
      ['id', 'names', 'sources'],
      e.description,
    ),
  );
  const relations = ontology.relations.map((r) =>
    object(
      {
        type: { const: r.type },
        from: idOf(
          r.ends.map((e) => e.from),
          all,
        ),
        to: idOf(
          r.ends.map((e) => e.to),
          all,
        ),
        key: { type: 'string', description: 'Tells two relations of one type between the same two apart.' },
        rank: ref('rank'),
        sources: ref('sources'),
        mentions: {
          type: 'boolean',
          description:
            'Whether its documents mention its ends where they state it; true if left out. Places that are rows of a table do not.',
        },
        statedBy: {
          type: 'object',
          description:
            'Where several documents state it and not all the same: what each of them states, by its id. The values beside it are those of the first in sources that has one.',
          propertyNames: idOf(['Document'], all),
          additionalProperties: object(
            mapped({ ...relationBase, ...r.properties }, value),
            [],
            'What the document states.',
          ),
        },
        ...mapped({ ...relationBase, ...r.properties }, value),
      },
      ['type', 'from', 'to', 'sources'],
      `${r.description} Reads: ${r.reading}.`,
    ),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Facts for Entente',
    ...object(
      {
        $schema: text('Where this schema is, for an editor.'),
        entente: { const: FORMAT, description: 'The format of this file.' },
        topic: text('What this file tells of.'),
        entities: list({ anyOf: entities }, 'People, bodies, topics, projects, events, agreements, documents.'),
        relations: list({ anyOf: relations }, 'What joins them.'),
      },
      ['entente'],
      'Facts with their sources.',
    ),
    $defs: {
      name: object(
        {
          text: text('The name.'),
          language: text('BCP 47: en, ko.'),
          kind: nameKind,
        },
        ['text', 'language'],
        'A name with its language.',
      ),
      ...valueDefs,
      rank: {
        description: 'How it stands beside others.',
        oneOf: Object.entries(ranks).map(([rank, about]) => ({ const: rank, description: about })),
      },
      sources: list(
        object(
          {
            document: idOf(['Document'], all),
            paragraphs: list({ type: 'integer', minimum: 1 }, 'Non-empty lines, counted from 1.'),
            locator: text('Another place: a page, a row.'),
            stated: text(
              'What it says there, where that is not the value to the letter: "Friday, June 30", without a year.',
            ),
          },
          ['document'],
          'A document and the places in it.',
        ),
        'Who says so.',
      ),
    },
  };
}
