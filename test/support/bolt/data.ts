import type { Graph, Row, Statement } from '../../../src/graph/port/graph.ts';
import type { Data, Transaction } from './cluster.ts';

/** Data that only answers: a function of the statement and of the number of commits that the member has applied. */
export const answering =
  (answer: (statement: Statement, version: number) => readonly Row[]): Data =>
  (_mode, version) => ({
    run: async (statement) => answer(statement, version),
    commit: async () => {},
    rollback: async () => {},
  });

class RolledBack extends Error {}

/** Data in an embedded graph, which all members share. */
export const sharedGraph = (graph: Graph): Data => {
  return (mode) => {
    let end: (commits: boolean) => void = () => {};
    const ending = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    let begin: (run: Transaction['run']) => void = () => {};
    const running = new Promise<Transaction['run']>((resolve) => {
      begin = resolve;
    });
    const work = graph[mode === 'READ' ? 'read' : 'write'](async (unit) => {
      begin((statement) => unit.run(statement));
      if (!(await ending)) throw new RolledBack();
    });
    work.catch(() => {});
    return {
      run: async (statement) => (await running)(statement),
      async commit() {
        end(true);
        await work;
      },
      async rollback() {
        end(false);
        await work.catch(() => {});
      },
    };
  };
};
