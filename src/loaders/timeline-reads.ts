import { EntenteError } from '../errors.ts';
import { composeTimelineReads } from '../graph/cypher/timeline-reads.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import type { TimelinePart } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';

/** The most relations that a timeline reads: some two seconds on the embedded engine, which can't be stopped. */
const MOST_READS = 200_000;
/** Fewer entities are read without counting their relations first. */
const FEW = 10;

/** Refuses a timeline that would read too many relations, before it is sent. */
export async function checkTimeline(unit: UnitOfWork, ontology: Ontology, part: TimelinePart): Promise<void> {
  if (part.of !== null && part.of.length <= FEW && !part.around) return;
  const [row] = await unit.run(composeTimelineReads(ontology, part));
  const reads = Number(row?.reads ?? 0);
  if (reads <= MOST_READS) return;
  throw new EntenteError(
    'LIMIT_EXCEEDED',
    `The timeline would read ${reads} relations; at most ${MOST_READS} are read. Name fewer entities in "of"${part.around ? ', or leave out "around"' : part.of === null ? ', or one type in "types"' : ''}.`,
  );
}
