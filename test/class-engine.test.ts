import { afterAll, expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { unavailable } from '../src/errors.ts';
import { delegateGraph, delegateUnit } from '../src/graph/port/delegate.ts';
import type {
  Definition,
  Graph,
  OrderedPage,
  Statement,
  TokenQuery,
  UnitOfWork,
  UnitOptions,
} from '../src/graph/port/graph.ts';
import { prepared } from '../src/graph/port/prepared-graph.ts';
import { type Traced, traced } from '../src/graph/port/trace.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { loadWhenEmpty } from '../src/ingest/facts/bundled.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { serverOver } from './support/served.ts';

/** A unit of work whose methods are on the prototype and need their `this`. */
class ClassUnit implements UnitOfWork {
  readonly #unit: UnitOfWork;
  constructor(unit: UnitOfWork) {
    this.#unit = unit;
  }
  get capabilities() {
    return this.#unit.capabilities;
  }
  get work() {
    return this.#unit.work;
  }
  run(statement: Statement) {
    return this.#unit.run(statement);
  }
  send(statement: Statement) {
    return this.#unit.send(statement);
  }
  async inOrder(page: OrderedPage) {
    return (await this.#unit.inOrder?.(page)) ?? [];
  }
  findByTokens(query: TokenQuery) {
    return this.#unit.findByTokens(query);
  }
}

/** An engine that is written as a class, with every optional method. */
class ClassEngine implements Graph {
  readonly #graph = openEmbedded(null);
  readonly copied: string[] = [];
  get name() {
    return 'class';
  }
  get capabilities() {
    return this.#graph.capabilities;
  }
  read<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions) {
    return this.#graph.read((unit) => work(new ClassUnit(unit)), options);
  }
  readWithState(statement: Statement, options?: UnitOptions) {
    return this.#graph.readWithState(statement, options);
  }
  write<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions) {
    return this.#graph.write((unit) => work(new ClassUnit(unit)), options);
  }
  define(definitions: readonly Definition[]) {
    return this.#graph.define(definitions);
  }
  version() {
    return this.#graph.version();
  }
  async copy(file: string) {
    this.copied.push(file);
  }
  ready() {
    return this.#graph.ready();
  }
  close() {
    return this.#graph.close();
  }
}

const ontology = createOntology();
const engine = new ClassEngine();
afterAll(() => engine.close());

const methodsOf = (type: { readonly prototype: object }) =>
  Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');

test('a delegate has every member of an engine that is written as a class', async () => {
  expect(Object.keys(delegateGraph(engine)).sort()).toEqual(methodsOf(ClassEngine).sort());
  await engine.read(async (unit) => {
    expect(Object.keys(delegateUnit(unit)).sort()).toEqual(methodsOf(ClassUnit).sort());
  });
});

test('a delegate has no optional member that its engine lacks', async () => {
  const { copy, ...others } = delegateGraph(engine);
  expect(copy).toBeTypeOf('function');
  expect('copy' in delegateGraph(others)).toBe(false);
  await engine.write(async (unit) => {
    const { inOrder, ...rest } = delegateUnit(unit);
    expect(inOrder).toBeTypeOf('function');
    expect('inOrder' in delegateUnit(rest)).toBe(false);
  });
});

test('an engine that is written as a class is prepared late, traced and served whole', async () => {
  let attempts = 0;
  const graph = await prepared(engine, {
    async prepare() {
      attempts += 1;
      if (attempts === 1) throw unavailable('It is away.');
      await prepareLayout(engine, ontology);
      await loadWhenEmpty(engine, ontology);
    },
    report() {},
  });
  await expect(graph.ready()).rejects.toThrow('It is away.');
  await expect
    .poll(
      () =>
        graph.ready().then(
          () => true,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
  await graph.copy?.('a file');
  expect(engine.copied).toEqual(['a file']);
  expect([graph.name, graph.version()]).toEqual(['class', engine.version()]);

  const trace: Traced[] = [];
  const watched = traced(graph, trace);
  const page = { label: 'EntenteArea', column: 'nameFolded', descending: false, after: null, before: null };
  const [ids, found, read] = await Promise.all([
    watched.read((unit) => unit.inOrder?.({ ...page, backward: false, limit: 2 }) ?? Promise.resolve([])),
    watched.read((unit) => unit.findByTokens({ strategies: [{ tokens: 'tarea' }], limit: 2 })),
    watched.readWithState({ text: 'RETURN 1 AS one', parameters: {} }),
  ]);
  expect(ids).toHaveLength(2);
  expect(found.text).toContain('n');
  expect(read).toEqual({ rows: [{ one: 1 }], state: String(graph.version()) });
  expect(trace.map(({ statement }) => statement)).toEqual(['RETURN 1 AS one']);
  expect(
    await serverOver(graph, ontology)('{ areas(orderBy: [{ name: ASC }], first: 1) { totalCount nodes { id } } }'),
  ).toEqual({
    data: { areas: { totalCount: 36, nodes: [{ id: ids[0] }] } },
  });
});
