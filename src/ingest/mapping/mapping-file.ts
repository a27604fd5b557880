import type { EntityDeclaration, RelationDeclaration } from '../../ontology/declaration.ts';
import type { NameKind } from '../../ontology/facts.ts';
import { ANY, type Ontology, relationBase } from '../../ontology/ontology.ts';
import { inside, type Location, valueAt } from '../schema/data-file.ts';
import { currency, idOf, language, nameKind, uri } from '../schema/field-values.ts';
import {
  type Check,
  choice,
  constant,
  defaultsTo,
  definition,
  depends,
  isMapping,
  type JsonSchema,
  jsonSchema,
  labelled,
  list,
  type ObjectOf,
  object,
  optional,
  record,
  type Schema,
  type TypeOf,
  text,
  transform,
  unchecked,
  union,
  variant,
  withJson,
} from '../schema/schema.ts';
import { Column, column, columnFor, columns, columnsIn, type Defaults, fieldMappings, has } from './field-mapping.ts';

/** The format of mapping files that this version reads. */
export const MAPPING = 1;

/** The mapping of a name: a column, or a text with columns in braces. */
export interface NameMapping {
  readonly column: Column | undefined;
  readonly text: string | undefined;
  /** The columns in the text. */
  readonly parts: readonly Column[];
  readonly language: string;
  readonly kind: NameKind;
}

const PART = /\{([^{}]+)\}/g;
/** Replaces the columns in a text by their cells. */
export const fillIn = (text: string, cellOf: (column: string) => string): string =>
  text.replace(PART, (_, column: string) => cellOf(column));

function nameMapping(defaults: Defaults): Schema<NameMapping> {
  const properties = {
    column: optional(column('a name')),
    text: optional(text('A name with columns in it: Meeting of {Minister}.')),
    language: optional(language('BCP 47: en, ko.')),
    kind: nameKind,
  };
  const whole: Schema<Partial<ObjectOf<typeof properties>>> = object(
    { name: 'a name', description: 'A name with its language.' },
    properties,
  );
  const short: typeof whole = transform(column('a name'), (only) => ({ column: only }));
  return definition(
    'name',
    transform(
      union([short, whole], (written) => (isMapping(written) ? whole : short)),
      ({ column, text, language = defaults.language, kind = 'OFFICIAL' }, at, check) => {
        if (language === undefined && !has(at, 'language'))
          check.report(at, 'the language of a name, here or for all names as "language" of the mapping', 'none');
        if (isMapping(valueAt(at)) && has(at, 'column') === has(at, 'text'))
          return check.report(at, 'a name with either "column" or "text"', has(at, 'text') ? 'both' : 'neither');
        if (language === undefined || (column === undefined && text === undefined)) return undefined;
        const parts = [...(text ?? '').matchAll(PART)].map(([, part]) => new Column(part as string, 'a name'));
        return { column, text, parts, language, kind };
      },
    ),
  );
}

/** The mapping of an id: one id for all rows, or one made from some columns. */
export type IdMapping =
  | { readonly fixed: string }
  | { readonly scheme: string; readonly columns: readonly Column[]; readonly known: ReadonlyMap<string, string> };

function idMapping(ontology: Ontology, type: string): Schema<IdMapping> {
  const id = idOf(ontology, [type]);
  const meaning = `the id of ${type}`;
  const made: Schema<IdMapping> = transform(
    object(
      { name: 'an id', description: 'An id made of columns.' },
      {
        scheme: labelled(
          'a scheme',
          transform(
            text('A name for the ids, such as that of the data set.', { type: 'string', pattern: SCHEME.source }),
            (scheme, at, check) =>
              SCHEME.test(scheme)
                ? scheme
                : check.report(at, 'a scheme of small letters, digits and hyphens, such as our-meetings'),
          ),
        ),
        columns: transform(columns(meaning, 'The columns that identify an entity.'), (own, at, check) =>
          own.length > 0 ? own : check.report(at, 'at least one column for an id'),
        ),
        known: defaultsTo(
          record(id, {
            expected: 'known as a mapping of what cells hold to ids that the graph has',
            key: labelled('what a cell holds', text()),
            description: 'Ids in the graph, by the values of the columns.',
          }),
          new Map(),
        ),
      },
    ),
    (read) => read,
  );
  const fixed: Schema<IdMapping> = transform(id, (only) => ({ fixed: only }));
  return {
    ...union(
      [fixed, made],
      (written) => (isMapping(written) ? made : fixed),
      'An id for all rows, or one made of columns.',
    ),
    // A mapping with a problem is never used; with this the check continues.
    fallback: { scheme: '', columns: [], known: new Map() },
  };
}
const SCHEME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** How rows state one entity. */
export type EntityMapping = TypeOf<ReturnType<typeof entityMapping>>;

function entityMapping(ontology: Ontology, { name: type, description, fields }: EntityDeclaration, defaults: Defaults) {
  return transform(
    object(
      { name: (alias) => alias, description },
      {
        type: constant(type, type, description),
        id: idMapping(ontology, type),
        split: optional(
          definition(
            'split',
            object(
              { description: 'A column whose cells contain several values.' },
              {
                column: column('several in one cell'),
                separator: separator('The separator between values, such as ";".'),
              },
            ),
          ),
        ),
        names: optional(list(nameMapping(defaults), 'Its names; one whose cells are empty is left out.')),
        summary: optional(columnFor('summary', 'The column with its summary.')),
        sameAs: optional(columnFor('sameAs', 'The column with a URI of the same thing elsewhere.')),
        fields: optional(fieldMappings(fields, `fields of ${type}`, `Fields of ${type}.`, defaults)),
      },
    ),
    (entity, at, check) => {
      const { label: alias } = at;
      const { names } = (valueAt(at) ?? {}) as { names?: unknown };
      if (Array.isArray(names) && names.length === 0) check.report(inside(at, 'names'), `a name of ${alias}`);
      // An entity without names is only referred to: the graph has it already, or another file brings it.
      if (!has(at, 'names') && ['summary', 'sameAs', 'fields'].some((key) => has(at, key)))
        check.report(at, `${alias} with "names", as a row states something of it`, 'none');
      const { split, id } = entity;
      if (split && 'columns' in id && id.columns.length > 0) {
        const others = [...new Set(columnsIn(entity).map(({ name }) => name))].filter(
          (name) => name !== split.column.name,
        );
        if (others.length > 0 || id.columns.map(({ name }) => name).join() !== split.column.name)
          check.report(
            inside(at, 'split'),
            `${alias} to read its id, names and fields from ${split.column.name} alone, as another cell can't tell which of several it means`,
            others.length > 0 ? others.join(', ') : 'an id of other columns',
          );
      }
      return entity;
    },
  );
}

/** The separator of values in a cell, which may be a space or a line break. */
const separator = (description: string): Schema<string> => ({
  json: () => ({ type: 'string', description }),
  read(value, at, check) {
    const written = typeof value === 'object' ? '' : String(value);
    return written === '' ? check.report(at, 'a separator, such as ";"') : written;
  },
});

/** How rows state one relation. */
export type RelationMapping = TypeOf<ReturnType<typeof relationMapping>>;
type Entities = ReadonlyMap<string, EntityMapping>;

function relationMapping(
  { type, description, reading, ends, properties }: RelationDeclaration,
  aliases: readonly string[],
  entities: Entities,
  defaults: Defaults,
) {
  const end = (side: 'from' | 'to') => {
    const about = `Name of an entity above, of the type ${[...new Set(ends.map((each) => each[side]))].join(' or ')}.`;
    return withJson({ type: 'string', description: about }, labelled(`"${side}"`, choice(aliases)));
  };
  return transform(
    object(
      { name: 'a relation', description: `${description} Reads: ${reading}.` },
      {
        type: constant(type, type, description),
        from: end('from'),
        to: end('to'),
        key: defaultsTo(
          columns(
            `the key of ${type}`,
            'The columns that tell relations of this type between the same two entities apart.',
          ),
          [],
        ),
        properties: optional(
          fieldMappings(
            { ...relationBase, ...properties },
            `properties of ${type}`,
            `Properties of ${type}.`,
            defaults,
          ),
        ),
      },
    ),
    (relation, at, check) => {
      const [from, to] = [entities.get(relation.from), entities.get(relation.to)];
      if (from && to) checkEnds(from, to, at, check);
      return relation;
    },
  );

  function checkEnds(from: EntityMapping, to: EntityMapping, at: Location, check: Check): void {
    const fits = (declared: string, mapped: EntityMapping) => declared === ANY || declared === mapped.type;
    if (!ends.some((each) => fits(each.from, from) && fits(each.to, to)))
      check.report(
        at,
        `${type} from ${ends.map((each) => `${each.from} to ${each.to}`).join(' or ')}`,
        `${from.type} to ${to.type}`,
      );
    if (from.split && to.split)
      check.report(at, `${type} with at most one end that is split, as nobody can tell which of them belong together`);
  }
}

const sourceOf = (ontology: Ontology) =>
  object(
    { description: 'The document that all facts cite.' },
    {
      id: idOf(ontology, ['Document']),
      title: text('The title of the table as a document.'),
      publisher: object(
        { name: 'the publisher', description: 'The publisher of the table.' },
        { id: idOf(ontology, ['Institution']), name: text('Its name, in English.') },
      ),
      licence: optional(text('As the publisher names it, such as CC BY 4.0.')),
      url: optional(uri('Where it can be read.')),
      language: optional(language('BCP 47: the language of the table.')),
    },
  );

/** How a table writes days that are not ISO 8601, and decimals. */
const dateOrders = ['day first', 'month first'] as const;
const decimalMarks = ['point', 'comma'] as const;

/** The content of a mapping file. */
export type MappingFile = TypeOf<ReturnType<typeof mappingFile>>;

/** The declaration of mapping files, by which `entente check` and `entente import csv` read them and editors complete them. */
export function mappingFile(ontology: Ontology) {
  const entitiesWith = (defaults: Defaults): Schema<Entities> => {
    const byType = new Map(
      ontology.entities.map((declared) => [declared.name, entityMapping(ontology, declared, defaults)]),
    );
    return record(
      variant<EntityMapping, string>((alias) => alias, 'type', {
        of: choice([...byType.keys()]),
        pick: (type) => byType.get(type),
        options: [...byType.values()],
      }),
      {
        expected: 'entities as a mapping of names of your own to what they are',
        key: labelled('the name of an entity in this mapping', text()),
        description: 'The entities of a row, by names of your own.',
      },
    );
  };
  const relationsWith = (aliases: readonly string[], entities: Entities, defaults: Defaults) => {
    const byType = new Map(
      ontology.relations.map((declared) => [declared.type, relationMapping(declared, aliases, entities, defaults)]),
    );
    return list(
      variant<RelationMapping, string>('a relation', 'type', {
        of: choice([...byType.keys()]),
        pick: (type) => byType.get(type),
        options: [...byType.values()],
      }),
      'Relations between the entities.',
    );
  };
  /** A currency that is wrong is reported once, and not again by each amount. */
  const defaultsOf = ({ language, currency }: Defaults, { holder }: Location): Defaults => ({
    language,
    currency: currency ?? (Object.hasOwn(holder, 'currency') ? 'XXX' : undefined),
  });
  return object(
    { name: 'a mapping', description: 'Which column is which entity, field and relation.' },
    {
      $schema: unchecked('Where this schema is, for an editor.'),
      mapping: constant(MAPPING, `mapping: ${MAPPING}, the format that this version reads`, 'The format of this file.'),
      source: sourceOf(ontology),
      key: transform(
        columns(
          'the locator of a row',
          'The columns that identify a row in every release; with their values they are its locator.',
        ),
        (key, at, check) => (key.length > 0 ? key : check.report(at, 'at least one column as key')),
        [],
      ),
      required: defaultsTo(
        columns('required', 'Columns that may not be empty: a row with an empty one is reported and skipped.'),
        [],
      ),
      language: optional(language('BCP 47: the default language of names.')),
      dates: optional(choice(dateOrders, 'How to read days that are not ISO 8601: 26/03/2024 or 03/26/2024.')),
      decimals: optional(choice(decimalMarks, 'The decimal mark: 1,234.56 or 1.234,56.')),
      currency: optional(currency('ISO 4217: the default currency of amounts.')),
      entities: depends<Entities, Defaults>(entitiesWith({}), (root, at) => entitiesWith(defaultsOf(root, at))),
      relations: defaultsTo(
        depends<readonly RelationMapping[], Defaults & { entities: Entities }>(
          relationsWith([], new Map(), {}),
          (root, at) => {
            const { entities } = at.holder as { entities?: unknown };
            // An entity that is wrong is reported once, and not again by each of its relations.
            const aliases = isMapping(entities) ? Object.keys(entities) : [];
            return relationsWith(aliases, root.entities ?? new Map(), defaultsOf(root, at));
          },
        ),
        [],
      ),
    },
  );
}

/** The JSON Schema (draft 2020-12) of mapping files, for editors; the check of a mapping says more, and decides. */
export const mappingSchema = (ontology: Ontology): JsonSchema =>
  jsonSchema('A mapping for Entente', mappingFile(ontology));
