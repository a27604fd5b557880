import fc from 'fast-check';
import type { Field, Fields } from '../../src/ontology/declaration.ts';
import type { Money } from '../../src/ontology/facts.ts';
import type { Ontology, RelationField } from '../../src/ontology/ontology.ts';
import type { Key, Row, World } from './evaluate.ts';
import { one } from './facts.ts';
import * as pool from './pools.ts';
import { constant, type Listed, summedIn, whereOf } from './questions.ts';
import { compare, daysOf, type Given } from './values.ts';

/** Groups by one or two values, over the relations that lead on from a list's entities: random, and evaluated plainly. */

/** A value of the grouping enum: of the row itself, or of what a field leads to. */
interface GroupKey {
  readonly by: string;
  /** The field that leads to the entity whose value it is; null for the row's own. */
  readonly through: RelationField | null;
  keysOf(world: World, row: Row): readonly Key[];
}

/** A sum or a count over the relations of a field. */
interface Across {
  readonly of: string;
  readonly field: RelationField;
  /** The money field to add up; null to count relations. */
  readonly money: string | null;
}

/** What is asked of the groups of a list. */
export interface Grouping {
  readonly keys: readonly GroupKey[];
  /** Which related entities count, by field. */
  readonly where: Given | null;
  readonly across: readonly Across[];
  readonly orderBy: Given | null;
}

function valuesOf(fields: Fields, value: (row: Row, world: World, name: string) => any) {
  const part = (by: string, read: (stated: any) => Key, name: string) => ({
    by,
    keysOf: (world: World, row: Row) => {
      const stated = value(row, world, name);
      return [stated === null || stated === undefined ? null : read(stated)];
    },
  });
  // An open or unknown start has no year.
  const year = ({ edtf }: { edtf: string }) => (/^(\.\.)?\//.test(edtf) ? null : daysOf(edtf).s0.slice(0, 4));
  return Object.entries<Field>(fields).flatMap(([name, { kind }]) => {
    const own = constant(name);
    if (kind === 'period') return [part(`${own}_YEAR`, year, name)];
    if (kind === 'place')
      return [part(`${own}_COUNTRY`, (at) => at.country, name), part(`${own}_CITY`, (at) => at.city, name)];
    return kind === 'money' ? [] : [part(own, (stated) => stated, name)];
  });
}

function valuesOfEntity(ontology: Ontology, type: string) {
  const own = valuesOf(ontology.entity(type)?.fields ?? {}, ({ entity }, world, name) => world.value(entity, name));
  const far = ontology.relationFields(type).map((field) => ({
    by: constant(field.name),
    keysOf: (world: World, { entity }: Row) => world.far(entity.id, field, null).map((row) => row.entity.id),
  }));
  return [...own, ...far];
}

function valuesOfRelation(properties: Fields) {
  const own = valuesOf(properties, ({ relation }, _, name) => relation?.values[name]);
  const rank = { by: 'RANK', keysOf: (_: World, { relation }: Row) => [relation?.rank ?? null] };
  return [...own, rank].map((one) => ({ ...one, by: `RELATION_${one.by === 'PERIOD_YEAR' ? 'YEAR' : one.by}` }));
}

/** All keys that the specification allows for a list. */
function keysOf(ontology: Ontology, { type, step }: Listed, isDated: boolean): { own: GroupKey[]; far: GroupKey[] } {
  const certain = { by: 'CERTAIN', keysOf: (world: World, row: Row) => [String(world.isCertain(row))] };
  const values = [...valuesOfEntity(ontology, type), ...(isDated ? [certain] : [])];
  const own = values.map((value) => ({ ...value, through: null }));
  const far = ontology.relationFields(type).flatMap((through) =>
    [...valuesOfEntity(ontology, through.target), ...valuesOfRelation(through.relation.properties)].map((value) => ({
      ...value,
      by: `${constant(through.name)}_${value.by}`,
      through,
    })),
  );
  if (!step) return { own, far };
  const { role, period } = step.relation.properties;
  const leading = valuesOfRelation({ ...(role ? { role } : {}), ...(period ? { period } : {}) });
  const relationType = { by: 'RELATION_TYPE', keysOf: (_: World, { relation }: Row) => [relation?.type ?? null] };
  return { own: [...own, ...[...leading, relationType].map((value) => ({ ...value, through: null }))], far };
}

/** `isDated`: the query has a day, so that it may ask what is certain. */
export function groupingOf(ontology: Ontology, listed: Listed, isDated: boolean): fc.Arbitrary<Grouping> {
  const { own, far } = keysOf(ontology, listed, isDated);
  const key = far.length > 0 ? fc.oneof(one(own), one(far)) : one(own);
  const fields = ontology.relationFields(listed.type);
  const across = fields.flatMap((field): Across[] => [
    { of: constant(field.name), field, money: null },
    ...summedIn(ontology, { type: field.target, step: field }).map((money) => ({
      of: `${constant(field.name)}_${money}`,
      field,
      money,
    })),
  ]);
  const sums = [...summedIn(ontology, listed), ...across.flatMap(({ of, money }) => (money ? [of] : []))];
  const direction = one(['ASC', 'DESC']);
  const order = fc.oneof(
    ...['count', 'key'].map((name) => direction.map((way): Given => ({ [name]: way }))),
    ...(sums.length > 0
      ? [fc.record({ of: one(sums), currency: one(pool.CURRENCIES), direction }).map((sum): Given => ({ sum }))]
      : []),
  );
  return fc
    .record({
      keys: fc.uniqueArray(key, { minLength: 1, maxLength: 2, selector: ({ by }) => by }),
      across: fc.subarray(across, { maxLength: Math.min(across.length, 3) }),
      orderBy: fc.option(order, { nil: null }),
      isFiltered: fc.boolean(),
    })
    .chain(({ isFiltered, ...grouping }): fc.Arbitrary<Grouping> => {
      // Fields that the keys and the sums follow, so that the condition matters.
      const followed = [
        ...grouping.keys.flatMap(({ through }) => through ?? []),
        ...grouping.across.map((a) => a.field),
      ];
      if (!isFiltered || followed.length === 0) return fc.constant({ ...grouping, where: null });
      return one(followed).chain((field) =>
        fc
          .oneof(fc.constant<Given>({}), whereOf(ontology, { type: field.target, step: field }, 0, isDated))
          .map((where) => ({ ...grouping, where: { [field.name]: where } })),
      );
    });
}

/** The arguments of `groups` and `groupCount` in GraphQL; `where` is a variable. */
export const groupArguments = ({ keys: [first, second], where }: Grouping): string =>
  [`by: ${first?.by}`, ...(second ? [`andBy: ${second.by}`] : []), ...(where ? ['where: $counted'] : [])].join(', ');

export function orderArgument({ orderBy }: Grouping): string {
  if (!orderBy) return '';
  const [name, value] = Object.entries<any>(orderBy)[0] ?? [];
  if (name !== 'sum') return `, orderBy: { ${name}: ${value} }`;
  return `, orderBy: { sum: { of: ${value.of}, currency: "${value.currency}", direction: ${value.direction} } }`;
}

/** The sums and counts across relations of each group. */
export const acrossFields = ({ across }: Grouping): string =>
  across
    .map(({ of, money }) =>
      money ? `across_${of}: sum(of: ${of}) { amount currency approximate }` : `across_${of}: relationCount(of: ${of})`,
    )
    .join(' ');

export interface Group {
  readonly keys: readonly Key[];
  readonly rows: readonly Row[];
  readonly across: Readonly<Record<string, number | Money[]>>;
}

const isSame = (one: RelationField, other: RelationField) =>
  one.relation.type === other.relation.type && one.direction === other.direction && one.target === other.target;

/** Every row with each choice of a related entity for the fields that keys follow, by the groups that it is in. */
export function groupsOf(world: World, ontology: Ontology, listed: Listed, rows: readonly Row[], grouping: Grouping) {
  const { keys, where, across, orderBy } = grouping;
  const [filtered, filter] = Object.entries<Given>(where ?? {})[0] ?? [];
  const only = ontology.relationFields(listed.type).find(({ name }) => name === filtered);
  const related = ({ entity }: Row, field: RelationField) => {
    if (!only || !isSame(only, field)) return world.far(entity.id, field, null);
    return world.far(entity.id, field, filter ?? null).filter((row) => world.meets(row, filter ?? {}, field.target));
  };
  const groups = new Map<string, { keys: Key[]; rows: Set<Row>; chosen: Row[] }>();
  const followed = keys
    .flatMap((key) => {
      if (key.through) return [key.through];
      // A key that is the related entity itself is a value of the same entity.
      return ontology.relationFields(listed.type).filter((field) => constant(field.name) === key.by);
    })
    .filter((field, i, all) => all.findIndex((other) => isSame(field, other)) === i);
  for (const row of rows) {
    if (only && related(row, only).length === 0) continue;
    let choices: (readonly (Row | null)[])[] = [[]];
    for (const field of followed) {
      const found = related(row, field);
      // Whether there is none is not certain if one is possible.
      const isOpen = found.length === 0 && world.negated.far(row.entity.id, field, null).length > 0;
      const some = found.length > 0 ? found : isOpen ? [] : [null];
      choices = choices.flatMap((chosen) => some.map((far) => [...chosen, far]));
    }
    for (const chosen of choices) {
      const values = keys.map((key): readonly Key[] => {
        const at = followed.findIndex((field) =>
          key.through ? isSame(field, key.through) : constant(field.name) === key.by,
        );
        const far = at < 0 ? row : (chosen[at] ?? null);
        if (far === null) return [null];
        if (!key.through && at >= 0) return [far.entity.id];
        const found = key.keysOf(world, far);
        if (found.length > 0) return found;
        return key.keysOf(world.negated, far).length > 0 ? [] : [null];
      });
      const pairs = (values[0] ?? []).flatMap((first) =>
        values.length > 1 ? (values[1] ?? []).map((second) => [first, second]) : [[first]],
      );
      for (const pair of pairs) {
        const id = JSON.stringify(pair);
        const group = groups.get(id) ?? { keys: pair, rows: new Set(), chosen: [] };
        group.rows.add(row);
        group.chosen.push(...chosen.flatMap((far) => far ?? []));
        groups.set(id, group);
      }
    }
  }
  const relationsOf = (members: readonly Row[], chosen: readonly Row[], field: RelationField) => {
    const isFollowed = followed.some((one) => isSame(one, field));
    const all = members.flatMap((row) => related(row, field));
    const ids = new Set(chosen.map(({ relation }) => relation?.id));
    const unique = new Map(all.map((row) => [row.relation?.id, row]));
    return [...unique.values()].filter(({ relation }) => !isFollowed || ids.has(relation?.id));
  };
  const found = [...groups.values()].map(({ keys, rows: members, chosen }): Group => {
    const list = [...members];
    const parts = across.map(({ of, field, money }) => {
      const far = relationsOf(list, chosen, field);
      return [`across_${of}`, money ? world.sum(far, money) : far.length] as const;
    });
    return { keys, rows: list, across: Object.fromEntries(parts) };
  });
  const sumOf = ({ rows: members, keys }: Group, of: string): Money[] => {
    const field = ontology
      .relationFields(listed.type)
      .find(({ name }) => of.startsWith(`${constant(name)}_`) && !summedIn(ontology, listed).includes(of));
    if (!field) return world.sum(members, of);
    const chosen = groups.get(JSON.stringify(keys))?.chosen ?? [];
    return world.sum(relationsOf(members, chosen, field), of.slice(constant(field.name).length + 1));
  };
  return found.sort((a, b) => ordered(a, b, orderBy, sumOf));
}

function ordered(a: Group, b: Group, orderBy: Given | null, sumOf: (group: Group, of: string) => Money[]): number {
  const byKeys = (descending: boolean) =>
    a.keys.map((key, i) => byKey(key, b.keys[i] ?? null, descending)).find((order) => order !== 0) ?? 0;
  if (orderBy?.key) return byKeys(orderBy.key === 'DESC');
  if (!orderBy?.sum) {
    const order = a.rows.length - b.rows.length;
    return (orderBy?.count === 'ASC' ? order : -order) || byKeys(false);
  }
  const { of, currency, direction } = orderBy.sum;
  const [one, other] = [a, b].map((group) => sumOf(group, of).find((sum) => sum.currency === currency)?.amount ?? null);
  return byKey(one ?? null, other ?? null, direction === 'DESC') || byKeys(false);
}

/** Missing values come last in both directions. */
function byKey(a: Key, b: Key, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return descending ? -compare(a, b) : compare(a, b);
}
