import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import {
  type ConnectionPart,
  type Grouping,
  type GroupKey,
  type Step,
  stepKey,
  type TimeTravel,
} from '../query/query.ts';
import { sourceOf } from './compile.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';

/** A step that keys follow from the rows, and those that they follow from there. */
interface Branch {
  readonly step: Step;
  readonly further: Map<string, Step>;
}

/** Keys through the same step follow it once. */
function branchesOf(keys: readonly GroupKey[]): readonly Branch[] {
  const branches = new Map<string, Branch>();
  for (const { through, value } of keys) {
    const related = value.kind === 'related' ? value.step : null;
    const step = through ?? related;
    if (!step) continue;
    const branch = branches.get(stepKey(step)) ?? { step, further: new Map() };
    branches.set(stepKey(step), branch);
    if (through && related) branch.further.set(stepKey(related), related);
  }
  return [...branches.values()];
}

/** Groups of a list, and where it starts: at entities, at all entities of a type, or nowhere for a list of all. */
export interface GroupReads {
  readonly part: ConnectionPart;
  readonly grouping: Grouping;
  readonly from: { readonly ids: readonly string[] } | { readonly type: string } | null;
}

/**
 * One row { reads }: at most how many rows a database makes of a list to group it. Each row is joined with what its keys
 * lead to, so two keys multiply. Whether relations are visible and which of them count is left out.
 */
export function composeGroupReads(
  ontology: Ontology,
  time: TimeTravel,
  { part, grouping, from }: GroupReads,
): Statement {
  const cypher = new CypherBuilder(ontology, time);
  const parent = from ? cypher.variable('n') : null;
  const parents =
    from === null
      ? []
      : 'ids' in from
        ? [`UNWIND ${cypher.value(from.ids)} AS parent`, `MATCH (${parent}:${cypher.label(ANY)} {id: parent})`]
        : [`MATCH (${parent}:${cypher.label(from.type)})`];
  const { node, matches, conditions } = sourceOf(cypher, part, parent);
  const degree = (near: string, step: Step) => `COUNT { ${cypher.pattern(near, step, '', '', false)} }`;
  const numbers: string[] = [];
  const calls = branchesOf(grouping.keys).map(({ step, further }) => {
    const [far, number] = [cypher.variable('n'), cypher.variable('c')];
    // The embedded engine adds up nothing to null.
    numbers.push(`(1 + coalesce(${number}, 0))`);
    const each = [...further.values()].map((next) => `(1 + ${degree(far, next)})`);
    return `CALL (${node}) { MATCH ${cypher.pattern(node, step, '', far, false)} RETURN sum(${each.join(' * ') || '1'}) AS ${number} }`;
  });
  const text = [
    ...parents,
    ...matches,
    ...whereClause(conditions),
    ...calls,
    `RETURN sum(toFloat(${numbers.join(' * ') || '1'})) AS reads`,
  ];
  return { text: text.join('\n'), parameters: cypher.parameters };
}
