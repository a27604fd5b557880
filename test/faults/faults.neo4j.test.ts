import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Neo4jError } from 'neo4j-driver';
import { afterAll, describe, expect, inject, test } from 'vitest';
import type { Neo4jOptions } from '../../src/engines/neo4j/neo4j.ts';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph, UnitOfWork } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { createLogger } from '../../src/server/http/logger.ts';
import { startServer } from '../../src/server/http/server.ts';
import { createServerYoga } from '../../src/server/http/yoga.ts';
import { emptied, opened } from '../neo4j/opened.ts';
import type { ProvidedNeo4j } from '../neo4j/setup.ts';
import { serverOver } from '../support/served.ts';
import { type Fault, FaultyProxy } from './proxy.ts';
import { until } from './until.ts';

const ontology = createOntology();
const sources = [{ document: 'document:d', locator: null, stated: null }];
const entity = (type: string, id: string) => ({
  id,
  type,
  names: [{ text: id, language: 'en', kind: 'OFFICIAL' as const }],
  summary: null,
  sameAs: [],
  sources,
  claims: {},
});
const facts = {
  entities: [entity('Document', 'document:d'), entity('Event', 'event:e'), entity('Area', 'area:a')],
  relations: [
    {
      id: 'event:e/DISCUSSED/area:a',
      type: 'DISCUSSED',
      from: 'event:e',
      to: 'area:a',
      values: {},
      rank: 'NORMAL' as const,
      sources,
    },
  ],
};

const run = (unit: UnitOfWork, text: string, parameters = {}) => unit.run({ text, parameters });
const ENDLESS = 'UNWIND range(1, 1000000000) AS i RETURN count(i % 7) AS endless';

function faults(server: ProvidedNeo4j) {
  /** A graph on an empty database behind a proxy, and a second one with a direct connection. */
  async function behind(options: Partial<Neo4jOptions> = {}) {
    const beside = await emptied(server);
    await prepareLayout(beside, ontology);
    const proxy = new FaultyProxy(server.uri);
    const graph = opened({ ...server, uri: await proxy.listen() }, options);
    await graph.ready();
    const close = async () => {
      await graph.close();
      await proxy.close();
      await beside.close();
    };
    return { beside, proxy, graph, close };
  }
  const counted = async (graph: Graph) => {
    const text = `MATCH (n) WHERE n:Entity OR n:EntentePast OPTIONAL MATCH (n)-[r]->(m) RETURN count(DISTINCT n) AS nodes, count(r) AS relations`;
    return (await graph.read((unit) => run(unit, text)))[0];
  };
  const runs = async (graph: Graph, marker: string) => {
    const text = 'SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS $marker RETURN count(*) AS running';
    // The statement that asks holds the marker only as a parameter.
    return Number((await graph.read((unit) => run(unit, text, { marker })))[0]?.running);
  };

  test.each(['cut before COMMIT', 'cut after COMMIT'] as const)('%s: one logical write', async (kind) => {
    const { beside, proxy, graph, close } = await behind();
    proxy.once({ kind });
    const before = proxy.commits;
    await fillEmpty(graph, ontology, facts, new Date(0));
    expect(proxy.faults).toBe(1);
    expect(proxy.commits - before).toBe(2);
    // Three entities; one stated relation, three derived mentions.
    expect(await counted(beside)).toEqual({ nodes: 3, relations: 3 });
    await close();
  });

  test('a connection that is reset in mid-result is retried, and the answer is right', async () => {
    const { proxy, graph, close } = await behind();
    const text = 'UNWIND range(1, 20000) AS i RETURN i, $padding AS padding';
    const fault: Fault = { kind: 'reset', after: 200_000 };
    proxy.once(fault);
    const rows = await graph.read((unit) => run(unit, text, { padding: 'x'.repeat(50) }));
    expect(proxy.faults).toBe(1);
    expect(rows.map((row) => row.i)).toEqual(Array.from({ length: 20_000 }, (_, i) => i + 1));
    await close();
  });

  test.each(['everything', 'answers'] as const)(
    'a stall of %s is a TIMEOUT at our deadline, and its connection is not used again before it is clean',
    async (what) => {
      const { proxy, graph, close } = await behind({ poolSize: 2 });
      const stalled = graph.read(
        async (unit) => {
          await run(unit, 'RETURN 1 AS one');
          proxy.stall(what);
          return run(unit, "RETURN 'late' AS answer");
        },
        { deadline: 500 },
      );
      await expect(stalled).rejects.toMatchObject({ code: 'TIMEOUT' });
      const answers = async () => (await graph.read((unit) => run(unit, "RETURN 'mine' AS answer")))[0]?.answer;
      expect(await answers()).toBe('mine');
      proxy.resume();
      const after = await Promise.all(Array.from({ length: 8 }, answers));
      expect(new Set(after)).toEqual(new Set(['mine']));
      // The stalled connection and one other: no third was needed, so the stalled one is used again.
      expect(proxy.connections).toBe(2);
      await close();
    },
  );

  test('a connection that never responds again does not delay closing', async () => {
    const { beside, proxy, graph } = await behind();
    const stalled = graph.read(
      async (unit) => {
        await run(unit, 'RETURN 1 AS one');
        proxy.stall();
        await run(unit, 'RETURN 2 AS two');
      },
      { deadline: 300 },
    );
    await expect(stalled).rejects.toMatchObject({ code: 'TIMEOUT' });
    await graph.close();
    await proxy.close();
    await beside.close();
  });

  test('a call that is aborted between two retries does not delay closing', async () => {
    const { graph, close } = await behind();
    const gone = new AbortController();
    let tries = 0;
    const failing = graph.read(
      async () => {
        tries += 1;
        throw new Neo4jError('busy', 'Neo.TransientError.General.DatabaseUnavailable', '50N00', 'busy');
      },
      { signal: gone.signal },
    );
    await Promise.all([
      expect(failing).rejects.toThrow('gone'),
      until('it is tried', () => tries > 0).then(() => gone.abort(new Error('gone'))),
    ]);
    await close();
  });

  test('an exhausted pool is UNAVAILABLE at the acquisition timeout, and works once a connection is free', async () => {
    const { graph, close } = await behind({ poolSize: 1, acquisitionTimeout: 300 });
    let release = () => {};
    const held = graph.read(async (unit) => {
      await run(unit, 'RETURN 1 AS one');
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await expect(graph.read((unit) => run(unit, 'RETURN 1 AS one'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('NEO4J_POOL_SIZE'),
    });
    release();
    await held;
    expect(await graph.read((unit) => run(unit, 'RETURN 1 AS one'))).toEqual([{ one: 1 }]);
    await close();
  });

  test('no statement continues after its caller aborts or its deadline passes', async () => {
    const { beside, graph, close } = await behind();
    const gone = new AbortController();
    const left = graph.read((unit) => run(unit, ENDLESS), { signal: gone.signal });
    await until('the statement runs', async () => (await runs(beside, 'endless')) === 1);
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await until('nothing runs any more', async () => (await runs(beside, 'endless')) === 0);
    await expect(graph.read((unit) => run(unit, ENDLESS), { deadline: 300 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    await until('nothing runs any more', async () => (await runs(beside, 'endless')) === 0);
    await close();
  });

  test('no statement continues after the HTTP connection of its request is closed', async () => {
    const { beside, graph, close } = await behind();
    const endless = delegateGraph(graph, {
      read: (_work, options) => graph.read((unit) => run(unit, ENDLESS) as Promise<any>, options),
    });
    const logger = createLogger('silent');
    const makeContext = ({ signal }: { signal: AbortSignal }) => createContext(endless, ontology, signal);
    const yoga = createServerYoga({ schema: createSchema(ontology), makeContext, logger });
    const http = await startServer({ yoga, graph: endless, logger, host: '127.0.0.1', port: 0 });
    const gone = new AbortController();
    const query = encodeURIComponent('{ areas { totalCount } }');
    const asked = fetch(`${http.url}/graphql?query=${query}`, { signal: gone.signal });
    await Promise.all([
      expect(asked).rejects.toThrow('aborted'),
      until('the statement runs', async () => (await runs(beside, 'endless')) === 1).then(() => gone.abort()),
    ]);
    await until('nothing runs any more', async () => (await runs(beside, 'endless')) === 0);
    await http.close();
    await close();
  });

  test('the server stops a statement at the deadline even if the reset gets lost', async () => {
    const { beside, proxy, graph, close } = await behind();
    const left = graph.read((unit) => run(unit, ENDLESS), { deadline: 1500 });
    await until('the statement runs', async () => (await runs(beside, 'endless')) === 1);
    proxy.stall();
    await expect(left).rejects.toMatchObject({ code: 'TIMEOUT' });
    await until('nothing runs any more', async () => (await runs(beside, 'endless')) === 0);
    proxy.resume();
    await close();
  });

  test('a server that accepts connections and never responds counts as unreachable, not as an exhausted pool', async () => {
    const taken = new Set<Socket>();
    const silent = createServer((socket) => taken.add(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const uri = `bolt://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const graph = opened({ ...server, uri }, { acquisitionTimeout: 300 });
    await expect(graph.read((unit) => run(unit, 'RETURN 1 AS one'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^Neo4j does not answer at the address in NEO4J_URI\. /),
    });
    expect(taken.size).toBe(1);
    await graph.close();
    for (const socket of taken) socket.destroy();
    silent.close();
  });

  test('over GraphQL, an unreachable server is UNAVAILABLE with a sentence that omits its address', async () => {
    const { proxy, graph, close } = await behind({ deadline: 2000 });
    await proxy.close();
    const { data, errors } = await serverOver(graph, ontology)('{ areas { totalCount } }');
    expect(data).toEqual({ areas: null });
    expect(errors?.map((e) => e.extensions.code)).toEqual(['UNAVAILABLE']);
    expect(errors?.[0]?.message).toMatch(
      /^Neo4j does not answer at the address in NEO4J_URI \((ECONNREFUSED|ECONNRESET)\)\. /,
    );
    await expect(graph.ready()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await close().catch(() => {});
  });
}

const servers = inject('neo4j');
describe.each(servers)('faults: $name', (server) => {
  faults(server);
  afterAll(async () => {
    await (await emptied(server)).close();
  });
});
test.skipIf(servers.length > 0)(`faults are not tested: ${inject('neo4jNotTested').join('; ')}`, () => {});
