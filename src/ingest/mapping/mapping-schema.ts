import type { Field, Fields } from '../../ontology/declaration.ts';
import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import {
  idOf,
  list,
  mapped,
  nameKind,
  object,
  ref,
  type Schema,
  text,
  value,
  valueDefs,
} from '../facts/json-schema.ts';
import { COUNTRY, dateOrders, decimalMarks, MAPPING } from './mapping.ts';

const columnsOf = (description: string) => list(ref('column'), description);

/** A field is read from the column of a name, or as its mapping says. */
function read(field: Field): Schema {
  const one = value(field);
  return {
    description: field.description,
    anyOf: [
      ref('column'),
      object(
        {
          column: ref('column'),
          value: one,
          values: {
            type: 'object',
            description: 'What cells mean that do not hold the value itself.',
            additionalProperties: one,
          },
          ...(field.kind === 'country'
            ? { namesIn: text('BCP 47: the language in which cells name countries; codes are read as well.') }
            : {}),
          ...(field.kind === 'money' ? { currency: ref('currency') } : {}),
          ...(field.kind === 'period'
            ? {
                from: ref('column'),
                to: ref('column'),
                open: { type: 'boolean', description: 'Whether an empty end means that it goes on.' },
              }
            : {}),
          ...(field.kind === 'place'
            ? {
                name: ref('column'),
                city: ref('column'),
                country: read(COUNTRY),
                latitude: ref('column'),
                longitude: ref('column'),
              }
            : {}),
        },
        [],
        field.description,
      ),
    ],
  };
}

const fieldsOf = (fields: Fields, description: string) => object(mapped(fields, read), [], description);

/** The JSON Schema (draft 2020-12) of mapping files, for editors; the check of a mapping says more, and decides. */
export function mappingSchema(ontology: Ontology): Schema {
  const all = ontology.entities.map((e) => e.name);
  const entities = ontology.entities.map((e) =>
    object(
      {
        type: { const: e.name, description: e.description },
        id: {
          description: 'The same id for all rows, or one for what stands in some columns.',
          anyOf: [
            idOf([e.name], all),
            object(
              {
                scheme: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,39}$', description: 'Whose ids they are.' },
                columns: columnsOf('The columns that tell one from others.'),
                known: {
                  type: 'object',
                  description: 'Ids that the graph has, by what the columns hold.',
                  additionalProperties: idOf([e.name], all),
                },
              },
              ['scheme', 'columns'],
              'An id made of columns.',
            ),
          ],
        },
        split: ref('split'),
        names: list(ref('name'), 'Its names, each where its cells are not empty.'),
        summary: { ...ref('column'), description: 'The column that says what it is.' },
        sameAs: { ...ref('column'), description: 'The column with an address of the same thing elsewhere.' },
        fields: fieldsOf(e.fields, `Fields of ${e.name}.`),
      },
      ['type', 'id'],
      e.description,
    ),
  );
  const relations = ontology.relations.map((r) =>
    object(
      {
        type: { const: r.type, description: r.description },
        from: text(`Of the entities above: ${r.ends.map((end) => end.from).join(', ')}.`),
        to: text(`Of the entities above: ${r.ends.map((end) => end.to).join(', ')}.`),
        key: columnsOf('The columns that tell apart two of this type between the same two.'),
        properties: fieldsOf({ ...relationBase, ...r.properties }, `Properties of ${r.type}.`),
      },
      ['type', 'from', 'to'],
      `${r.description} Reads: ${r.reading}.`,
    ),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A mapping for Entente',
    ...object(
      {
        $schema: text('Where this schema is, for an editor.'),
        mapping: { const: MAPPING, description: 'The format of this file.' },
        source: object(
          {
            id: idOf(['Document'], all),
            title: text('The title of the table as a document.'),
            publisher: object(
              { id: idOf(['Institution'], all), name: text('Its name, in English.') },
              ['id', 'name'],
              'Who made the table.',
            ),
            licence: text('As the publisher names it, such as CC BY 4.0.'),
            url: { type: 'string', format: 'uri', description: 'Where it can be read.' },
            language: text('BCP 47: the language of the table.'),
          },
          ['id', 'title', 'publisher'],
          'The document that all facts come from.',
        ),
        key: columnsOf('The columns that tell a row from others in every release; its place in the document.'),
        required: columnsOf('Columns that may not be empty: rows where one is are reported and skipped.'),
        language: text('BCP 47: the language of names that name none.'),
        dates: {
          enum: dateOrders,
          description: 'How days are written that are not ISO 8601: 26/03/2024 or 03/26/2024.',
        },
        decimals: { enum: decimalMarks, description: 'What stands before decimals: 1,234.56 or 1.234,56.' },
        currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217: of amounts that name none.' },
        entities: {
          type: 'object',
          description: 'What a row tells of, by names of your own.',
          additionalProperties: { anyOf: entities },
        },
        relations: list({ anyOf: relations }, 'What joins them.'),
      },
      ['mapping', 'source', 'key', 'entities'],
      'Which column is which entity, field and relation.',
    ),
    $defs: {
      ...valueDefs,
      column: text('The name of a column, as the header has it.'),
      currency: {
        description: 'ISO 4217, or the column that holds it.',
        anyOf: [
          { type: 'string', pattern: '^[A-Z]{3}$' },
          object({ column: ref('column') }, ['column'], 'The column that holds the currency.'),
        ],
      },
      split: object(
        { column: ref('column'), separator: text('What stands between two, such as ";".') },
        ['column', 'separator'],
        'A column whose cells hold several.',
      ),
      name: {
        anyOf: [
          ref('column'),
          object(
            {
              column: ref('column'),
              text: text('A name with columns in it: Meeting of {Minister}.'),
              language: text('BCP 47: en, ko.'),
              kind: nameKind,
            },
            [],
            'A name with its language.',
          ),
        ],
      },
    },
  };
}
