import type { Graph, Row, Statement, UnitOfWork } from './graph.ts';

/** A statement that an operation ran, for the person who tunes it. */
export interface Traced {
  /** Its text; values are parameters and are not shown. */
  readonly statement: string;
  /** Milliseconds from asking the engine to having its rows. */
  readonly ms: number;
  readonly rows: number;
}

/** A statement as a reader can follow it: what stands in a CALL is set in. */
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

/** A graph whose reads run each statement through `run`. */
export const withUnits = <G extends Graph>(
  graph: G,
  run: (statement: Statement, next: UnitOfWork['run']) => Promise<readonly Row[]>,
): G => ({
  ...graph,
  read: (work, options) =>
    graph.read((unit) => work({ ...unit, run: (statement) => run(statement, unit.run) }), options),
  async readWithState(statement, options) {
    let state: string | null = null;
    const rows = await run(statement, async (given) => {
      const answer = await graph.readWithState(given, options);
      state = answer.state;
      return answer.rows;
    });
    return { rows, state };
  },
});

/** A graph that writes down what it reads. */
export const traced = (graph: Graph, trace: Traced[]): Graph =>
  withUnits(graph, async (statement, next) => {
    const begin = performance.now();
    const rows = await next(statement);
    const ms = Math.round((performance.now() - begin) * 100) / 100;
    trace.push({ statement: indented(statement.text), ms, rows: rows.length });
    return rows;
  });
