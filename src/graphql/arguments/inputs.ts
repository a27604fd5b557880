import type { Field, Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology, relationBase } from '../../ontology/ontology.ts';
import { type Builder, constant, type Enums } from '../schema/builder.ts';

/** The arguments by which lists are filtered, ordered and grouped: each type follows from the ontology. */

type Described = readonly [type: any, description: string];

const UNCASED = 'Compared without case unless matchCase is true.';

const propertiesOf = (ontology: Ontology): Fields =>
  Object.assign({}, relationBase, ...ontology.relations.map(({ properties }) => properties));

export function createInputs(builder: Builder, enums: Enums, ontology: Ontology) {
  const input = (name: string, description: string, fields: () => Readonly<Record<string, Described>>): any => {
    const ref = (builder as any).inputRef(name);
    ref.implement({
      description,
      fields: (t: any) =>
        Object.fromEntries(
          Object.entries(fields()).map(([key, [type, about]]) => [
            key,
            t.field({ type: type.required ?? type, required: Boolean(type.required), description: about }),
          ]),
        ),
    });
    return ref;
  };
  const ordered = (type: any, what: string): Record<string, Described> => ({
    eq: [type, `Is ${what}.`],
    in: [[type], 'Is one of these.'],
    gt: [type, 'Comes after.'],
    gte: [type, 'Is or comes after.'],
    lt: [type, 'Comes before.'],
    lte: [type, 'Is or comes before.'],
    isNull: ['Boolean', 'Whether it is missing.'],
  });
  const textFilter = input('TextFilter', `A condition on a text. All that is given must hold. ${UNCASED}`, () => ({
    ...ordered('String', 'this text'),
    contains: ['String', 'Has this in it.'],
    startsWith: ['String', 'Begins with this.'],
    matchCase: ['Boolean', 'Compare by the letter.'],
  }));
  const nameFilter = input('NameFilter', `One of its names, in any language, meets all of this. ${UNCASED}`, () => ({
    eq: ['String', 'Is this name.'],
    in: [['String'], 'Is one of these.'],
    contains: ['String', 'Has this in it.'],
    startsWith: ['String', 'Begins with this.'],
    matchCase: ['Boolean', 'Compare by the letter.'],
    language: ['String', 'Is in this language, a BCP 47 tag; ko also finds ko-KR.'],
    kind: [enums.nameKind, 'Is of this kind.'],
  }));
  const idFilter = input('IdFilter', 'A condition on an id.', () => ({
    eq: ['ID', 'Is this id.'],
    in: [['ID'], 'Is one of these.'],
  }));
  const intFilter = input('IntFilter', 'A condition on a whole number. All that is given must hold.', () =>
    ordered('Int', 'this number'),
  );
  const floatFilter = input('FloatFilter', 'A condition on a number. All that is given must hold.', () =>
    ordered('Float', 'this number'),
  );
  const periodFilter = input(
    'PeriodFilter',
    'A condition on a date or a span of time, each given in EDTF (2024-03, 2024-41, 2023/2025). An uncertain date matches when it can: November 2022 is before, during and after 2022-11-15.',
    () => ({
      during: ['String', 'Can lie within this.'],
      before: ['String', 'Can be over before this begins.'],
      after: ['String', 'Can begin after this is over.'],
      overlaps: ['String', 'Can have a day in common with this.'],
      isNull: ['Boolean', 'Whether no date is stated.'],
    }),
  );
  const moneyFilter = input(
    'MoneyFilter',
    'A condition on the amount in one currency, as stated; never converted. All that is given must hold.',
    () => ({
      currency: [{ required: 'String' }, 'The currency, ISO 4217.'],
      eq: ['Float', 'Is this much.'],
      gt: ['Float', 'Is more.'],
      gte: ['Float', 'Is this much or more.'],
      lt: ['Float', 'Is less.'],
      lte: ['Float', 'Is this much or less.'],
      isNull: ['Boolean', 'Whether no amount in the currency is stated.'],
    }),
  );
  const placeFilter = input('PlaceFilter', 'A condition on a place. All that is given must hold.', () => ({
    name: [textFilter, 'Its name.'],
    city: [textFilter, 'Its city.'],
    country: [textFilter, 'Its country, ISO 3166-1 alpha-2.'],
    latitude: [floatFilter, 'Degrees north.'],
    longitude: [floatFilter, 'Degrees east.'],
    isNull: ['Boolean', 'Whether no place is stated.'],
  }));
  const enumFilters = new Map<string, any>();
  const enumFilter = (name: string, type: any) => {
    const made =
      enumFilters.get(name) ??
      input(`${name}Filter`, `A condition on ${name}.`, () => ({
        eq: [type, 'Is this.'],
        in: [[type], 'Is one of these.'],
        isNull: ['Boolean', 'Whether it is missing.'],
      }));
    enumFilters.set(name, made);
    return made;
  };
  const filterOf = (field: Field): any => {
    switch (field.kind) {
      case 'enum':
        return enumFilter(field.name, enums.of(field.name));
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

  const direction = (builder as any).enumType('Order', {
    description: 'Which way a list is ordered. What is missing comes last either way.',
    values: { ASC: { description: 'Smallest first.' }, DESC: { description: 'Largest first.' } },
  });
  const sumField = (builder as any).enumType('SumField', {
    description: 'A field of money that can be added up, by currency.',
    values: Object.fromEntries(
      [...moneyFields(ontology)].map(([name, about]) => [constant(name), { description: about }]),
    ),
  });
  const moneyOrder = input('MoneyOrder', 'Order by the amount in one currency.', () => ({
    currency: [{ required: 'String' }, 'The currency, ISO 4217.'],
    direction: [direction, 'Which way; the largest first where left out.'],
  }));
  const placeOrder = input('PlaceOrder', 'Order by a part of a place; give one.', () => ({
    name: [direction, 'By its name.'],
    city: [direction, 'By its city.'],
    country: [direction, 'By its country.'],
  }));
  const sumOrder = input('SumOrder', 'Order by a sum in one currency.', () => ({
    of: [{ required: sumField }, 'What is added up.'],
    currency: [{ required: 'String' }, 'The currency, ISO 4217.'],
    direction: [direction, 'Which way; the largest first where left out.'],
  }));
  const stepOrder = input('RelatedOrder', 'Order by what something is related to; give one.', () => ({
    count: [direction, 'By how many there are.'],
    sum: [sumOrder, 'By what they have in all.'],
  }));
  const orderOf = (field: Field) =>
    field.kind === 'money' ? moneyOrder : field.kind === 'place' ? placeOrder : direction;

  const properties = propertiesOf(ontology);
  const relationWhere = input(
    'RelationWhere',
    'A condition on the relation that leads to an entity, and on its own properties. All that is given must hold. Deprecated statements are left out unless rank asks for them.',
    () => ({
      id: [idFilter, 'Its id.'],
      type: [[enums.relationType], 'Is of one of these types.'],
      rank: [enumFilter('Rank', enums.rank), 'How it stands beside other statements.'],
      ...Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, [filterOf(field), about(name)] as const]),
      ),
    }),
  );
  const relationOrder = input('RelationOrder', 'Order by the relation that leads to an entity; give one.', () => ({
    type: [direction, 'By its type.'],
    rank: [direction, 'By its rank.'],
    ...Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, [orderOf(field), about(name)] as const]),
    ),
  }));
  const groupOrder = input('GroupOrder', 'Order of groups; give one.', () => ({
    count: [direction, 'By how many there are.'],
    key: [direction, 'By the key.'],
  }));

  const types = [ANY, ...ontology.entities.map(({ name }) => name)];
  const wheres = new Map<string, any>();
  const filters = new Map<string, any>();
  const orders = new Map<string, any>();
  const groupings = new Map<string, any>();
  for (const type of types) {
    const fields: Fields = ontology.entity(type)?.fields ?? {};
    const steps = ontology.relationFields(type);
    const where: any = input(
      `${type}Where`,
      `A condition on ${type === ANY ? 'an entity of any type' : `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type.toLowerCase()}`}. All that is given must hold; a comparison with what is missing does not.`,
      () => ({
        id: [idFilter, 'Its id.'],
        name: [textFilter, 'The name that `name` gives.'],
        names: [nameFilter, 'Any of its names.'],
        summary: [textFilter, 'What it is, in a sentence or two.'],
        sameAs: [textFilter, 'One of the URIs of the same thing elsewhere.'],
        ...Object.fromEntries(
          Object.entries(fields).map(([name, field]) => [name, [filterOf(field), field.description] as const]),
        ),
        ...Object.fromEntries(
          steps.map(({ name, target, relation }) => [name, [filters.get(target), relation.description] as const]),
        ),
        relation: [
          relationWhere,
          'The relation by which it is reached; only where one leads to it, in a relation field or in some, none and every.',
        ],
        and: [[where], 'All of these hold.'],
        or: [[where], 'At least one of these holds.'],
        not: [where, 'This does not hold.'],
      }),
    );
    wheres.set(type, where);
    filters.set(
      type,
      input(`${type}Related`, 'A condition on what something is related to. All that is given must hold.', () => ({
        some: [where, 'At least one of them meets this; {} asks for any.'],
        none: [where, 'None of them meets this; {} asks for none at all.'],
        every: [where, 'All of them meet this, also where there is none.'],
        count: [intFilter, 'How many there are.'],
        where: [where, 'Which of them count counts; all where left out.'],
      })),
    );
    orders.set(
      type,
      input(
        `${type}Order`,
        'One key of an order; give one. What is missing comes last; the id ends every order.',
        () => ({
          id: [direction, 'By id.'],
          name: [direction, 'By the name that `name` gives.'],
          ...Object.fromEntries(
            Object.entries(fields).map(([name, field]) => [name, [orderOf(field), field.description] as const]),
          ),
          ...Object.fromEntries(steps.map(({ name, relation }) => [name, [stepOrder, relation.description] as const])),
          relation: [relationOrder, 'By the relation that leads to it.'],
        }),
      ),
    );
    groupings.set(
      type,
      (builder as any).enumType(`${type}Group`, {
        description: 'What a list can be grouped by.',
        values: Object.fromEntries(
          Object.entries(groupNames(ontology, type)).map(([name, about]) => [name, { description: about }]),
        ),
      }),
    );
  }
  return {
    where: (type: string) => wheres.get(type),
    order: (type: string) => [orders.get(type)],
    grouping: (type: string) => groupings.get(type),
    groupOrder,
    sumField,
  };
}

const about = (name: string) =>
  `The relation's ${name}; an error where its type has none. ${name === 'period' ? 'When it holds.' : ''}`.trim();

/** The fields of money, of entities and of relations, by name. */
function moneyFields(ontology: Ontology): Map<string, string> {
  const found = new Map<string, string>();
  for (const { fields } of ontology.entities) {
    for (const [name, field] of Object.entries(fields)) if (field.kind === 'money') found.set(name, field.description);
  }
  for (const { properties } of ontology.relations) {
    for (const [name, field] of Object.entries(properties)) {
      if (field.kind === 'money' && !found.has(name)) found.set(name, `What the relations have in \`${name}\`.`);
    }
  }
  return found;
}

/** What entities of a type can be grouped by, with descriptions. The other side reads it in asked.ts. */
export function groupNames(ontology: Ontology, type: string): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [name, field] of Object.entries(ontology.entity(type)?.fields ?? {})) {
    if (field.kind === 'period') names[`${constant(name)}_YEAR`] = `The year in which ${name} begins at the soonest.`;
    else if (field.kind === 'place') {
      names[`${constant(name)}_COUNTRY`] = 'The country of the place.';
      names[`${constant(name)}_CITY`] = 'The city of the place.';
    } else if (field.kind !== 'money') names[constant(name)] = field.description;
  }
  for (const { name, relation } of ontology.relationFields(type)) {
    names[constant(name)] = `What is at the other end, one group each. ${relation.description}`;
  }
  return {
    ...names,
    RELATION_TYPE: 'The type of the relation that leads to the entity.',
    RELATION_RANK: 'The rank of that relation.',
    RELATION_ROLE: 'The role in that relation.',
    RELATION_YEAR: 'The year in which that relation begins at the soonest.',
  };
}
