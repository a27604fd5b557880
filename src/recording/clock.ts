import { statement } from '../graph/cypher/statements.ts';
import type { Statement, UnitOfWork } from '../graph/port/graph.ts';

/**
 * Earlier states are keyed by when they were recorded, so these times never decrease: neither when the clock of a machine
 * goes back nor when another machine with a slower clock writes to the same database. The database notes its newest.
 */

/** When the newest fact in the graph was recorded, in milliseconds; 0 if there is none. */
export async function newestRecorded(unit: UnitOfWork): Promise<number> {
  for (const name of ['read-recorded', 'newest-recorded']) {
    const [row] = await unit.run(statement(name));
    if (typeof row?.recordedAt === 'string') return Date.parse(row.recordedAt) || 0;
  }
  return 0;
}

/** Notes that facts were recorded at a time, in ISO 8601, in the unit of work that writes them. */
export const noteRecorded = (recordedAt: string): Statement => ({
  ...statement('note-recorded', { recordedAt }),
  changes: [],
});

/** The sentence about a clock that is behind the newest recorded fact; null for one that isn't. */
export function clockSentence(newest: number, now = Date.now()): string | null {
  // Fast batches may run ahead of the clock by milliseconds.
  if (newest <= now + 1000) return null;
  return `The clock of this machine is ${Math.ceil((newest - now) / 1000)} s behind the newest recorded fact (${new Date(newest).toISOString()}), so new facts are recorded right after that one. Set the clock right.`;
}
