import type { InputType } from '@pothos/core';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { ANY, DOCUMENT, type Ontology, relationBase } from '../../ontology/ontology.ts';
import type { Builder, Types } from '../schema/builder.ts';
import type { Enums } from '../schema/enums.ts';
import { type ArgumentValues, withArticle } from './argument-reader.ts';

/** A field of an input: its type, its description, and whether it is required or a date. */
type InputField = readonly [
  type: InputType<Types> | [InputType<Types>],
  description: string,
  kind?: 'required' | 'date' | undefined,
];
type InputFields = Readonly<Record<string, InputField>>;

const UNCASED = 'Compared without case unless matchCase is true.';

const CITED =
  'The documents that state it, each once: `every` means these alone, `count: { eq: 1 }` only one of them. They count whenever they were published. Notes of those who keep the graph (kind NOTES) are no sources: `every` allows them beside the others, and `count` leaves them out unless it has a `where`.';

const propertiesOf = (ontology: Ontology): Fields =>
  Object.assign({}, relationBase, ...ontology.relations.map(({ properties }) => properties));

const aboutProperty = (name: string) =>
  `The relation's ${name}; an error if its type has none. ${name === 'period' ? 'When it holds.' : ''}`.trim();

/** The inputs that lists take: types of `where` and `orderBy` for each entity type, and of the order of groups. */
export function createInputs(builder: Builder, enums: Enums, ontology: Ontology) {
  const input = (name: string, description: string, fields: () => InputFields) => {
    const ref = builder.inputRef<ArgumentValues>(name);
    ref.implement({
      description,
      fields: (t) =>
        Object.fromEntries(
          Object.entries(fields()).map(([key, [type, about, kind]]) => [
            key,
            t.field({
              type,
              required: kind === 'required',
              description: about,
              // Parsing a date takes as long as reading eighty other values.
              ...(kind === 'date' && { extensions: { values: 80 } }),
            }),
          ]),
        ),
    });
    return ref;
  };
  type Input = ReturnType<typeof input>;

  const ordered = (type: InputType<Types>, what: string): InputFields => ({
    eq: [type, `Equals ${what}.`],
    in: [[type], 'Is one of these.'],
    gt: [type, 'Comes after.'],
    gte: [type, 'Equals or comes after.'],
    lt: [type, 'Comes before.'],
    lte: [type, 'Equals or comes before.'],
    isNull: ['Boolean', 'Whether it is missing.'],
  });
  const textFilter = input('TextFilter', `A condition on a text. All parts must hold. ${UNCASED}`, () => ({
    ...ordered('String', 'this text'),
    contains: ['String', 'Contains this.'],
    startsWith: ['String', 'Starts with this.'],
    matchCase: ['Boolean', 'Whether case matters.'],
  }));
  const nameFilter = input('NameFilter', `One of the names, in any language, meets all parts. ${UNCASED}`, () => ({
    eq: ['String', 'Equals this name.'],
    in: [['String'], 'Is one of these.'],
    contains: ['String', 'Contains this.'],
    startsWith: ['String', 'Starts with this.'],
    matchCase: ['Boolean', 'Whether case matters.'],
    language: ['String', 'Is in this language, a BCP 47 tag; ko also matches ko-KR.'],
    kind: [enums.nameKind, 'Is of this kind.'],
  }));
  const hierarchiesOf = (type: string) => ontology.hierarchies(type).join(', ');
  const hierarchies = ontology.relations.filter(({ isHierarchy }) => isHierarchy).map(({ type }) => type);
  const idFilter = input('IdFilter', 'A condition on an id.', () => ({
    eq: ['ID', 'Equals this id.'],
    in: [['ID'], 'Is one of these.'],
    within: ['ID', `Is this entity, or below it at any depth (${hierarchies.join(', ')}). For ids of entities only.`],
    withinAny: [['ID'], 'Is one of these entities, or below one of them, as within says.'],
  }));
  const intFilter = input('IntFilter', 'A condition on a whole number. All parts must hold.', () =>
    ordered('Int', 'this number'),
  );
  const floatFilter = input('FloatFilter', 'A condition on a number. All parts must hold.', () =>
    ordered('Float', 'this number'),
  );
  const periodFilter = input(
    'PeriodFilter',
    'A condition on a date or a span of time, given in EDTF (2024-03, 2024-41, 2023/2025). An uncertain date matches if it may: November 2022 is before, during and after 2022-11-15.',
    () => ({
      during: ['String', 'May lie within this.', 'date'],
      before: ['String', 'May end before this begins.', 'date'],
      after: ['String', 'May begin after this ends.', 'date'],
      overlaps: ['String', 'May have a day in common with this.', 'date'],
      isNull: ['Boolean', 'Whether no date is stated.'],
    }),
  );
  const moneyFilter = input(
    'MoneyFilter',
    'A condition on the amount in one currency, as stated; never converted. All parts must hold.',
    () => ({
      currency: ['String', 'The currency, ISO 4217.', 'required'],
      eq: ['Float', 'Equals this amount.'],
      gt: ['Float', 'Is more.'],
      gte: ['Float', 'Is this amount or more.'],
      lt: ['Float', 'Is less.'],
      lte: ['Float', 'Is this amount or less.'],
      isNull: ['Boolean', 'Whether no amount in the currency is stated.'],
    }),
  );
  const placeFilter = input('PlaceFilter', 'A condition on a place. All parts must hold.', () => ({
    name: [textFilter, 'Its name.'],
    city: [textFilter, 'Its city.'],
    country: [textFilter, 'Its country, ISO 3166-1 alpha-2.'],
    latitude: [floatFilter, 'Degrees north.'],
    longitude: [floatFilter, 'Degrees east.'],
    isNull: ['Boolean', 'Whether no place is stated.'],
  }));
  const enumFilters = new Map<string, Input>();
  const enumFilter = (name: string, type: InputType<Types>) => {
    const filter =
      enumFilters.get(name) ??
      input(`${name}Filter`, `A condition on ${name}.`, () => ({
        eq: [type, 'Equals this.'],
        in: [[type], 'Is one of these.'],
        isNull: ['Boolean', 'Whether it is missing.'],
      }));
    enumFilters.set(name, filter);
    return filter;
  };
  const filterOf = (field: Field): Input => {
    switch (field.kind) {
      case 'enum':
        return enumFilter(field.name, enums.declared(field.name));
      case 'integer':
        return intFilter;
      case 'period':
        return periodFilter;
      case 'money':
        return moneyFilter;
      case 'place':
        return placeFilter;
      default:
        return textFilter;
    }
  };

  const direction = enums.sortDirection;
  const moneyOrder = input('MoneyOrder', 'Order by the amount in one currency.', () => ({
    currency: ['String', 'The currency, ISO 4217.', 'required'],
    direction: [direction, 'The direction; largest first by default.'],
  }));
  const placeOrder = input('PlaceOrder', 'Order by one part of a place.', () => ({
    name: [direction, 'By its name.'],
    city: [direction, 'By its city.'],
    country: [direction, 'By its country.'],
  }));
  const sumOrder = input('SumOrder', 'Order by a sum in one currency.', () => ({
    of: [enums.sumField, 'The field that is added up.', 'required'],
    currency: ['String', 'The currency, ISO 4217.', 'required'],
    direction: [direction, 'The direction; largest first by default.'],
  }));
  const relatedOrder = input('RelatedOrder', 'Order by the related entities: either their number or a sum.', () => ({
    count: [direction, 'By their number.'],
    sum: [sumOrder, 'By a sum over all of them.'],
  }));
  const orderOf = (field: Field) =>
    field.kind === 'money' ? moneyOrder : field.kind === 'place' ? placeOrder : direction;

  const properties = propertiesOf(ontology);
  const fieldsFor = (
    fields: Fields,
    type: (field: Field) => InputType<Types>,
    about: (name: string, field: Field) => string,
  ) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]): [string, InputField] => [name, [type(field), about(name, field)]]),
    );
  const relationWhere = input(
    'RelationWhere',
    'A condition on the relation that leads to an entity, and on its own properties. All parts must hold. Deprecated relations are left out unless rank asks for them.',
    () => ({
      id: [idFilter, 'Its id.'],
      type: [[enums.relationType], 'Is of one of these types.'],
      rank: [enumFilter('Rank', enums.rank), 'How it ranks among other relations on the same matter.'],
      sources: [inputOf(filters, DOCUMENT), CITED],
      contested: ['Boolean', 'Whether documents state different values of one of its properties.'],
      certain: ['Boolean', 'Whether it certainly held on the date of @asOf; an error without a date.'],
      ...fieldsFor(properties, filterOf, aboutProperty),
    }),
  );
  const relationOrder = input('RelationOrder', 'Order by one part of the relation that leads to an entity.', () => ({
    type: [direction, 'By its type.'],
    rank: [direction, 'By its rank.'],
    ...fieldsFor(properties, orderOf, aboutProperty),
  }));
  const groupOrder = input('GroupOrder', 'Order of groups: either by size, by key or by a sum.', () => ({
    count: [direction, 'By the number of members.'],
    key: [direction, 'By the key; by the first, then by the second if there are two.'],
    sum: [sumOrder, 'By a sum over the members. Groups without an amount in the currency come last.'],
  }));

  const wheres = new Map<string, Input>();
  const filters = new Map<string, Input>();
  const orders = new Map<string, Input>();
  const relatedWheres = new Map<string, Input>();
  const inputOf = (inputs: ReadonlyMap<string, Input>, type: string) => {
    const known = inputs.get(type);
    if (!known) throw new Error(`no input for ${type}`);
    return known;
  };
  for (const type of [ANY, ...ontology.entities.map(({ name }) => name)]) {
    const fields: Fields = ontology.entity(type)?.fields ?? {};
    const steps = ontology.relationFields(type);
    const where: Input = input(
      `${type}Where`,
      `A condition on ${type === ANY ? 'an entity of any type' : withArticle(type)}. All parts must hold. A missing value meets no comparison.`,
      () => ({
        id: [idFilter, 'Its id.'],
        name: [textFilter, 'The name that `name` gives.'],
        names: [nameFilter, 'Any of its names.'],
        summary: [textFilter, 'Its summary, a sentence or two.'],
        sameAs: [textFilter, 'Any of its URIs elsewhere.'],
        sources: [inputOf(filters, DOCUMENT), CITED],
        contested: ['Boolean', 'Whether sources claim different values of one of its fields.'],
        ...fieldsFor(fields, filterOf, (_name, field) => field.description),
        ...Object.fromEntries(
          steps.map(({ name, relation, target }): [string, InputField] => [
            name,
            [inputOf(filters, target), relation.description],
          ]),
        ),
        certain: [
          'Boolean',
          'Whether it certainly existed on the date of @asOf and, if a relation leads to it, whether that held as well; an error without a date.',
        ],
        ...(hierarchiesOf(type) !== ''
          ? {
              selfOrBelow: [where, `It meets this, or something below it does, at any depth (${hierarchiesOf(type)}).`],
              selfOrAbove: [where, `It meets this, or something that it is a part of does (${hierarchiesOf(type)}).`],
            }
          : {}),
        relation: [
          relationWhere,
          'The relation that leads to it; only in relation fields and in some, none and every.',
        ],
        and: [[where], 'All of these hold.'],
        or: [[where], 'At least one of these holds.'],
        not: [where, 'This does not hold.'],
      }),
    );
    wheres.set(type, where);
    filters.set(
      type,
      input(`${type}Related`, 'A condition on the related entities. All parts must hold.', () => ({
        some: [where, 'At least one of them meets this; {} matches any.'],
        none: [where, 'None of them meets this; {} matches if there is none.'],
        every: [where, 'All of them meet this; also true if there is none.'],
        count: [intFilter, 'Their number.'],
        where: [where, 'Which of them `count` counts; all by default.'],
      })),
    );
    const relatedWhere =
      steps.length > 0
        ? input(
            `${type}RelatedWhere`,
            'Which related entities count, by the field that leads to them; `relation` in it filters by the relation.',
            () =>
              Object.fromEntries(
                steps.map(({ name, relation, target }): [string, InputField] => [
                  name,
                  [inputOf(wheres, target), relation.description],
                ]),
              ),
          )
        : null;
    if (relatedWhere) relatedWheres.set(type, relatedWhere);
    orders.set(
      type,
      input(`${type}Order`, 'One key of an order. Missing values come last; every order ends with the id.', () => ({
        id: [direction, 'By id.'],
        name: [direction, 'By the name that `name` gives.'],
        ...fieldsFor(fields, orderOf, (_name, field) => field.description),
        ...Object.fromEntries(
          steps.map(({ name, relation }): [string, InputField] => [name, [relatedOrder, relation.description]]),
        ),
        relation: [relationOrder, 'By the relation that leads to it.'],
        ...(relatedWhere
          ? { where: [relatedWhere, 'Which related entities are counted or added up; all by default.'] as const }
          : {}),
      })),
    );
  }
  return {
    /** The type of `where` in lists of an entity type, or of any. */
    where: (type: string) => inputOf(wheres, type),
    /** The type of one key of `orderBy`. */
    order: (type: string) => inputOf(orders, type),
    groupOrder,
    /** Which related entities count, in lists of an entity type; null if it has no relations. */
    relatedWhere: (type: string): Input | null => relatedWheres.get(type) ?? null,
  };
}
