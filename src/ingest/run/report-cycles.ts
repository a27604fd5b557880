import { isBadInput } from '../../errors.ts';
import { findCycles } from '../../recording/cycles.ts';
import { BATCH_DEADLINE, type ImportSession } from './import-session.ts';

const UNCHECKED = 'cycles in hierarchies were not looked for, as a hierarchy has more relations than are read at once';

/** Reports the cycles in hierarchies that the relations of this import are on or lead to. */
export async function reportCycles({ graph, ontology, options, outcome, ofHierarchies }: ImportSession): Promise<void> {
  const relations = [...ofHierarchies.values()];
  if (relations.length === 0) return;
  try {
    const limits = { deadline: BATCH_DEADLINE };
    const cycles = await graph.read(
      (unit) => findCycles({ graph, unit, ontology, options: limits }, relations, options.dryRun ? relations : []),
      limits,
    );
    for (const ids of cycles) options.listener.cycle(ids);
  } catch (error) {
    if (!isBadInput(error)) throw error;
    outcome.notes[UNCHECKED] = 1;
  }
}
