import type { Graph, UnitOfWork } from './graph.ts';

/** Each member of a port, the optional ones included: a member that is missing below is a type error. */
type Every<T> = { [K in keyof Required<T>]: T[K] };

/**
 * A graph that forwards every call to another one, except those in `changes`. Spreading a graph instead would lose the
 * methods of an engine that is written as a class.
 *
 * @example
 * const readOnly = delegateGraph(graph, { write: () => Promise.reject(new Error('read only')) });
 */
export function delegateGraph(graph: Graph, changes: Partial<Graph> = {}): Graph {
  const { copy, refusal, ...members }: Every<Graph> = {
    name: graph.name,
    capabilities: graph.capabilities,
    read: (work, options) => graph.read(work, options),
    readWithState: (statement, options) => graph.readWithState(statement, options),
    write: (work, options) => graph.write(work, options),
    define: (definitions) => graph.define(definitions),
    version: () => graph.version(),
    copy: graph.copy && ((file) => graph.copy?.(file) ?? Promise.resolve()),
    ready: () => graph.ready(),
    refusal: graph.refusal && (() => graph.refusal?.() ?? Promise.resolve(null)),
    close: () => graph.close(),
  };
  return { ...members, ...(copy ? { copy } : {}), ...(refusal ? { refusal } : {}), ...changes };
}

/** A unit of work that forwards every call to another one, except those in `changes`. */
export function delegateUnit(unit: UnitOfWork, changes: Partial<UnitOfWork> = {}): UnitOfWork {
  const { inOrder, ...members }: Every<UnitOfWork> = {
    capabilities: unit.capabilities,
    work: unit.work,
    run: (statement) => unit.run(statement),
    send: (statement) => unit.send(statement),
    inOrder: unit.inOrder && ((page) => unit.inOrder?.(page) ?? Promise.resolve([])),
    findByTokens: (query) => unit.findByTokens(query),
  };
  return { ...members, ...(inOrder ? { inOrder } : {}), ...changes };
}
