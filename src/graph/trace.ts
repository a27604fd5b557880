import type { Graph } from './graph.ts';

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

/** A graph that writes down what it reads. */
export function traced(graph: Graph, trace: Traced[]): Graph {
  return {
    ...graph,
    read: (work, options) =>
      graph.read(
        (unit) =>
          work({
            ...unit,
            async run(statement) {
              const begin = performance.now();
              const rows = await unit.run(statement);
              const ms = Math.round((performance.now() - begin) * 100) / 100;
              trace.push({ statement: indented(statement.text), ms, rows: rows.length });
              return rows;
            },
          }),
        options,
      ),
  };
}
