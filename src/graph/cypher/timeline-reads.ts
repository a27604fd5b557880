import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import { NOW, type Step, type TimelinePart } from '../query/query.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { LARGEST_WHOLE } from './timeline.ts';

/** One row { reads }: how many relations a timeline reads, whatever its time. */
export function composeTimelineReads(ontology: Ontology, part: TimelinePart): Statement {
  const cypher = new CypherBuilder(ontology, NOW);
  const step: Step = { types: [], direction: 'BOTH', target: ANY };
  const count = (node: string) => `sum(COUNT { ${cypher.pattern(node, step, '', '', false)} })`;
  const text =
    part.of === null
      ? [
          `MATCH (n:${cypher.label(part.types.length === 1 ? (part.types[0] ?? ANY) : ANY)})`,
          // With more, the timeline reads nothing, and says so. Neo4j reads `all` as a word of its own.
          `WITH collect(n) AS found`,
          `UNWIND CASE WHEN size(found) > ${LARGEST_WHOLE} THEN [] ELSE found END AS n WITH n`,
          `RETURN ${count('n')} AS reads`,
        ]
      : [
          `UNWIND ${cypher.value(part.of)} AS id MATCH (n:${cypher.label(ANY)} {id: id})`,
          ...(part.around
            ? [
                `MATCH ${cypher.pattern('n', step, 'r', 'm', false)}`,
                'WITH collect(DISTINCT n) AS roots, collect(DISTINCT m) AS near',
                'UNWIND roots + near AS one WITH DISTINCT one AS n',
              ]
            : []),
          `RETURN ${count('n')} AS reads`,
        ];
  return { text: text.join('\n'), parameters: cypher.parameters };
}
