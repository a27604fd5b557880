import { delegateGraph, delegateUnit } from './delegate.ts';
import type { Graph, Row, Statement, UnitOfWork } from './graph.ts';

/** A statement that an operation ran, for performance tuning. */
export interface Traced {
  /** The text with placeholders; parameter values are left out. */
  readonly statement: string;
  /** Milliseconds from sending the statement to having its rows. */
  readonly ms: number;
  readonly rows: number;
}

/** A statement with the bodies of its CALL clauses indented. */
export function indented(text: string): string {
  let depth = 0;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('}')) depth -= 1;
      const set = '  '.repeat(Math.max(0, depth)) + line;
      if (line.endsWith('{')) depth += 1;
      return set;
    })
    .join('\n');
}

/** A graph whose reads pass each statement to `run`, which calls `next` to run it. */
export const interceptStatements = (
  graph: Graph,
  run: (statement: Statement, next: UnitOfWork['run']) => Promise<readonly Row[]>,
): Graph =>
  delegateGraph(graph, {
    read: (work, options) =>
      graph.read(
        (unit) => work(delegateUnit(unit, { run: (statement) => run(statement, (next) => unit.run(next)) })),
        options,
      ),
    async readWithState(statement, options) {
      let state: string | null = null;
      const rows = await run(statement, async (next) => {
        const result = await graph.readWithState(next, options);
        state = result.state;
        return result.rows;
      });
      return { rows, state };
    },
  });

/** A graph that appends each read statement to `trace`. */
export const traced = (graph: Graph, trace: Traced[]): Graph =>
  interceptStatements(graph, async (statement, next) => {
    const begin = performance.now();
    const rows = await next(statement);
    const ms = Math.round((performance.now() - begin) * 100) / 100;
    trace.push({ statement: indented(statement.text), ms, rows: rows.length });
    return rows;
  });
