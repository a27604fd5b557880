import type { Graph, Row, Statement } from '../../../src/graph/port/graph.ts';
import type { Data, Transaction } from './member.ts';

/** Data that only answers: a function of the statement and of the number of commits that the member has applied. */
export const answering =
  (answer: (statement: Statement, version: number) => readonly Row[]): Data =>
  (_mode, version) => ({
    run: async (statement) => answer(statement, version),
    commit: async () => {},
    rollback: async () => {},
  });

/** Where Neo4j is to start; the embedded engine has no such clause. */
const HINT = /USING INDEX SEEK \S+/g;

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
      begin(({ text, ...rest }) => unit.run({ ...rest, text: text.replaceAll(HINT, '') }));
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

/** Data in embedded graphs, one for each number of commits: members that lag read an older one. */
export const versionedGraphs =
  (graphs: readonly Graph[]): Data =>
  (mode, version) =>
    sharedGraph(graphs[version] as Graph)(mode, version);
