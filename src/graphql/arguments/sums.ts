import { constantCase } from '../../constant-case.ts';
import { badInput } from '../../errors.ts';
import { type Across, type Step, type Sum, stepKey } from '../../graph/query/query.ts';
import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { type ArgumentValues, type ListTarget, pathTo, stepOf, withArticle } from './argument-reader.ts';
import { filterOf } from './where.ts';

/** A sum as the schema describes it. */
interface DescribedSum {
  readonly description: string;
  readonly sum: Sum;
}

const moneyIn = (fields: Fields) =>
  Object.entries(fields).flatMap(([name, { kind, description }]) => (kind === 'money' ? [{ name, description }] : []));

/** What a list can add up of its entities and of the relations that lead to them, by its name in the schema. */
function sumsOfRows(ontology: Ontology, { type, step }: ListTarget): ReadonlyMap<string, DescribedSum> {
  const sums = new Map<string, DescribedSum>();
  for (const { name, description } of moneyIn(ontology.entity(type)?.fields ?? {})) {
    sums.set(constantCase(name), { description, sum: { side: 'node', field: name } });
  }
  for (const { type: relation, properties } of step ? ontology.relations : []) {
    if (step?.types.length !== 0 && !step?.types.includes(relation)) continue;
    for (const { name } of moneyIn(properties)) {
      const key = constantCase(name);
      const sum = { side: 'relation', field: name } as const;
      if (!sums.has(key)) sums.set(key, { description: `The \`${name}\` of the relations.`, sum });
    }
  }
  return sums;
}

/** What lists of a type can add up of the relations that lead on from their entities, and of the entities there. */
function sumsAcross(ontology: Ontology, type: string): ReadonlyMap<string, DescribedSum> {
  const sums = new Map<string, DescribedSum>();
  for (const field of ontology.relationFields(type)) {
    const across = { step: stepOf(field), filter: null };
    const add = (side: 'node' | 'relation', name: string, description: string) => {
      const key = `${constantCase(field.name)}_${constantCase(name)}`;
      if (!sums.has(key)) sums.set(key, { description, sum: { side, field: name, across } });
    };
    for (const { name } of moneyIn(field.relation.properties)) {
      add('relation', name, `The \`${name}\` of the relations to \`${field.name}\`, each counted once.`);
    }
    for (const { name } of moneyIn(ontology.entity(field.target)?.fields ?? {})) {
      add('node', name, `The \`${name}\` of \`${field.name}\`, each counted once.`);
    }
  }
  return sums;
}

/** The descriptions of all sums, by their names in the schema. */
export function sumDescriptions(ontology: Ontology): Record<string, string> {
  const all: Record<string, string> = {};
  const targets = [
    ...ontology.entities.map(({ name }) => ({ type: name, step: null })),
    { type: ANY, step: { types: [], direction: 'BOTH' as const, target: ANY } },
  ];
  for (const target of targets) {
    for (const [name, { description }] of sumsOfRows(ontology, target)) all[name] ??= description;
  }
  for (const { name: type } of ontology.entities) {
    for (const [name, { description }] of sumsAcross(ontology, type)) all[name] ??= description;
  }
  return all;
}

const isSame = (one: Step, other: Step) => stepKey(one) === stepKey(other);

/** The relations of a step that count. */
export const acrossStep = (step: Step, only: readonly Across[]): Across =>
  only.find((one) => isSame(one.step, step)) ?? { step, filter: null };

/**
 * The money field that `of` names. Throws BAD_USER_INPUT if the list has none of this name. `only`: which related
 * entities count; null if sums across relations make no sense here.
 */
export function sumOf(
  ontology: Ontology,
  path: string,
  of: string,
  target: ListTarget,
  only: readonly Across[] | null,
): Sum {
  const own = sumsOfRows(ontology, target);
  const across = only ? sumsAcross(ontology, target.type) : new Map<string, DescribedSum>();
  const sum = (own.get(of) ?? across.get(of))?.sum;
  if (sum) return sum.across ? { ...sum, across: acrossStep(sum.across.step, only ?? []) } : sum;
  const { type, step } = target;
  const whose = `${type === ANY ? 'the entities' : withArticle(type)}${step ? ` or of the relation ${step.types.join(', ') || 'of any type'}` : ''}${only ? ' or of its relations' : ''}`;
  const names = [...own.keys(), ...across.keys()];
  const advice =
    names.length > 0
      ? `Use ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}.`
      : 'Nothing here has amounts: leave the sum out, or add up a list that has some.';
  throw badInput(`"${path}" expects money of ${whose}; got ${of}, which has no amounts there. ${advice}`);
}

/** The money field that `of` names, where conditions say which related entities count: those that it adds up over. */
export function sumWhere(ontology: Ontology, of: string, target: ListTarget, only: readonly Across[]): Sum {
  const sum = sumOf(ontology, 'of', of, target, only);
  const ignored = only.filter(({ step }) => !sum.across || !isSame(sum.across.step, step));
  if (ignored.length === 0) return sum;
  throw badInput(
    `"where" of a sum expects conditions on ${sum.across ? 'the relations that it adds up over' : 'relations, and this sum adds up over none'}; got others, which would change nothing in ${of}. "where" of the list itself filters the list.`,
  );
}

/** Reads which related entities count, by relation field. Throws BAD_USER_INPUT. */
export function acrossOf(
  ontology: Ontology,
  path: string,
  input: ArgumentValues | null | undefined,
  type: string,
): readonly Across[] {
  return Object.entries(input ?? {}).map(([name, where]) => {
    const at = pathTo(path, name);
    const field = ontology.relationFields(type).find((one) => one.name === name);
    if (!field || where === null) {
      throw badInput(`"${at}" expects a condition on the related entities; got null. Leave it out to count all.`);
    }
    const step = stepOf(field);
    return { step, filter: filterOf(ontology, where, { type: field.target, step }, at) };
  });
}
