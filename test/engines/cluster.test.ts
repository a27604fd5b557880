import { describe, expect, test } from 'vitest';
import { PROTOCOLS } from '../support/bolt/connection.ts';
import { clusterOf, givingUpSoon, graphOn, READ, read, readState, WRITE, write } from './cluster-graph.ts';

describe.each(PROTOCOLS)('Bolt %s', (protocol) => {
  test('reads go to readers, and writes to the leader', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'reader'], { protocol });
    expect([await read(graph), (await readState(graph)).rows]).toEqual([0, [{ value: 0 }]]);
    await write(graph);
    expect(await read(graph)).toBe(1);
    const reads = [`reader READ ${READ}`, `reader READ ${READ}`];
    expect(cluster.take()).toEqual([...reads, `leader WRITE ${WRITE}`, `reader READ ${READ}`]);
  });

  test('with bolt://, everything goes to the one server', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'reader'], { protocol, scheme: 'bolt' });
    await read(graph);
    await write(graph);
    expect(cluster.take()).toEqual([`leader READ ${READ}`, `leader WRITE ${WRITE}`]);
  });

  test('each call passes on what the ones before read and wrote', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'reader'], { protocol });
    await write(graph);
    await read(graph);
    await write(graph);
    expect((await readState(graph)).state).toBe('FB:2');
    await read(graph);
    expect(cluster.seen.map(({ bookmarks }) => bookmarks)).toEqual([['FB:0'], ['FB:1'], ['FB:1'], ['FB:2'], ['FB:2']]);
  });

  test('if the leader moves, a write goes to the new one, once', async () => {
    const { cluster, graph } = await clusterOf(['one', 'two', 'three'], { protocol });
    await write(graph);
    cluster.leader = cluster.member('two');
    await write(graph);
    expect(cluster.commits).toBe(2);
    expect(cluster.take().filter((one) => one.includes('WRITE'))).toEqual([`one WRITE ${WRITE}`, `two WRITE ${WRITE}`]);
  });

  test('a member that failed is asked no more, and another answers', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one', 'two'], { protocol });
    expect([await read(graph), await read(graph)]).toEqual([0, 0]);
    await cluster.member('one').stop();
    cluster.take();
    expect([await read(graph), await read(graph), await read(graph)]).toEqual([0, 0, 0]);
    expect(cluster.take()).toEqual([`two READ ${READ}`, `two READ ${READ}`, `two READ ${READ}`]);
  });
});

test('a Neo4j that is too old is refused with its version', async () => {
  const { graph } = await clusterOf(['one'], { protocol: '4.4', scheme: 'bolt', agent: 'Neo4j/4.4.30' });
  await expect(graph.ready()).rejects.toThrow(
    'Entente needs Neo4j 5.23 or newer; got 4.4. Upgrade Neo4j: the tests run on 5.26 and 2026.08.',
  );
});

test.each(['Neo4j/2026.08.1', 'Neo4j/5.23.0', 'elsewhere'])('%s is new enough', async (agent) => {
  const { graph } = await clusterOf(['one'], { scheme: 'bolt', agent });
  expect(await graph.ready()).toBeUndefined();
});

test('a server that stops a statement at its time limit is a TIMEOUT with that limit', async () => {
  const { cluster, graph } = await clusterOf(['one'], { scheme: 'bolt', deadline: 7000 });
  cluster.member('one').failOnce('RUN', 'Neo.ClientError.Transaction.TransactionTimedOut');
  await expect(read(graph)).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringMatching(/^The graph did not answer within 7000 ms/),
  });
});

describe('a leader that fails', () => {
  test.each([
    ['refuses to begin', 'BEGIN', 'Neo.TransientError.General.DatabaseUnavailable'],
    ['refuses a statement', 'RUN', 'Neo.TransientError.Transaction.DeadlockDetected'],
    ['is no leader any more at the commit', 'COMMIT', 'Neo.ClientError.Cluster.NotALeader'],
    ['refuses the commit', 'COMMIT', 'Neo.TransientError.Transaction.LeaseExpired'],
    ['hangs up at the beginning', 'BEGIN', null],
    ['hangs up at a statement', 'RUN', null],
    ['hangs up before it commits', 'COMMIT', null],
  ] as const)('%s: the write is kept once', async (_, event, code) => {
    const { cluster, graph } = await clusterOf(['one', 'two']);
    cluster.member('one').failOnce(event, code);
    await write(graph);
    expect(cluster.commits).toBe(1);
    expect(await read(graph)).toBe(1);
  });

  test('hands over while a write runs: the write runs on the new leader', async () => {
    const { cluster, graph } = await clusterOf(['one', 'two', 'three']);
    cluster.member('one').onceAt('COMMIT', () => {
      cluster.leader = cluster.member('two');
    });
    await write(graph);
    expect(cluster.commits).toBe(1);
    expect(cluster.take()).toEqual([`one WRITE ${WRITE}`, `two WRITE ${WRITE}`]);
  });

  test('a write that only its commit can refuse is not repeated', async () => {
    const { cluster, graph } = await clusterOf(['one', 'two']);
    cluster.member('one').failOnce('COMMIT', 'Neo.ClientError.Schema.ConstraintValidationFailed');
    await expect(write(graph)).rejects.toThrow();
    expect(cluster.take()).toEqual([`one WRITE ${WRITE}`]);
  });

  test('with none, writes say so and reads go on', async () => {
    const { cluster, graph } = await clusterOf(['one', 'two'], givingUpSoon());
    cluster.leader = null;
    await expect(write(graph)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^The Neo4j cluster has no leader at the moment.*elected within seconds\.$/),
    });
    expect(await read(graph)).toBe(0);
    expect(await graph.ready()).toBeUndefined();
    cluster.leader = cluster.member('two');
    await write(graph);
    expect(cluster.take().at(-1)).toBe(`two WRITE ${WRITE}`);
  });

  test('at a follower, bolt:// says that the address must be one with neo4j://', async () => {
    const { cluster, graph } = await clusterOf(['one', 'two'], { scheme: 'bolt' });
    cluster.leader = cluster.member('two');
    await expect(write(graph)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('neo4j://'),
    });
    expect(await read(graph)).toBe(0);
  });

  test('if nobody says whether a write was kept, the error says so', async () => {
    const { cluster, graph } = await clusterOf(['one'], { scheme: 'bolt', ...givingUpSoon() });
    const one = cluster.member('one');
    one.loseNextCommit(() => one.stop());
    await expect(write(graph)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /^Neo4j does not answer.* It may have kept what was written or not: writing the same again changes nothing\.$/,
      ),
    });
    expect(cluster.commits).toBe(1);
  });
});

describe('a reader that lags', () => {
  test('answers once it has what this process wrote', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'slow']);
    const slow = cluster.member('slow');
    await read(graph);
    slow.lag();
    await write(graph);
    const reading = read(graph);
    await slow.whenWaiting();
    slow.catchUp();
    expect(await reading).toBe(1);
  });

  test('answers once it has what this process read elsewhere', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'slow', 'fast'], { readers: ['fast'] });
    const [slow, fast] = [cluster.member('slow'), cluster.member('fast')];
    slow.lag();
    await write(graphOn(cluster));
    expect(await read(graph)).toBe(1);
    await fast.stop();
    cluster.readers = [slow];
    const reading = read(graph);
    await slow.whenWaiting();
    slow.catchUp();
    expect(await reading).toBe(1);
  });

  test.each(['read', 'readWithState'] as const)('and refuses to wait is passed over by %s', async (kind) => {
    const { cluster, graph } = await clusterOf(['leader', 'slow', 'fast']);
    cluster.member('slow').refusesWaiting = true;
    cluster.member('slow').lag();
    await write(graph);
    const ask = async () => (kind === 'read' ? read(graph) : (await readState(graph)).rows[0]?.value);
    expect([await ask(), await ask(), await ask()]).toEqual([1, 1, 1]);
    expect(new Set(cluster.take())).toEqual(new Set([`leader WRITE ${WRITE}`, `fast READ ${READ}`]));
  });

  test('is named if no other is there', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'slow'], givingUpSoon());
    cluster.member('slow').refusesWaiting = true;
    cluster.member('slow').lag();
    await write(graph);
    await expect(read(graph)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^The servers of the Neo4j cluster that answered are behind/),
    });
  });

  test('gets the bookmark of every read before: a read ends with its commit', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'reader']);
    const order: string[] = [];
    const held = cluster.member('reader').holdCommit();
    const reading = read(graph).then(() => order.push('read'));
    await held.reached;
    order.push('committed');
    held.release();
    await reading;
    expect(order).toEqual(['committed', 'read']);
  });
});

describe('servers that leave', () => {
  test('the routing table is asked for once while nothing changes', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one']);
    cluster.routed.length = 0;
    await read(graph);
    await write(graph);
    await readState(graph);
    expect(cluster.routed).toEqual([]);
  });

  test('a new one is found from a table that has become old', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one', 'two'], { readers: ['one'] });
    await read(graph);
    await cluster.member('one').stop();
    cluster.readers = [cluster.member('two')];
    expect(await read(graph)).toBe(0);
    expect(cluster.take()).toEqual([`one READ ${READ}`, `two READ ${READ}`]);
  });

  test('the router that the address names may leave once others are known', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one', 'two']);
    cluster.ttl = 0;
    await read(graph);
    await cluster.member('leader').stop();
    cluster.leader = cluster.member('one');
    cluster.routed.length = 0;
    await write(graph);
    expect(cluster.routed[0]).toMatch(/one|two/);
    await read(graph);
    expect(cluster.take().slice(1)).toEqual([`one WRITE ${WRITE}`, expect.stringMatching(/^(one|two) READ /)]);
  });

  test('a router that fails is passed over', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one', 'two']);
    cluster.ttl = 0;
    await read(graph);
    cluster.member('one').failOnce('ROUTE', 'Neo.TransientError.General.DatabaseUnavailable');
    cluster.member('two').failOnce('ROUTE', null);
    expect([await read(graph), await read(graph)]).toEqual([0, 0]);
  });

  test('without readers, calls say so until there are some', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one'], givingUpSoon());
    cluster.readers = [];
    await cluster.member('one').stop();
    await expect(read(graph)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(read(graph)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^The Neo4j cluster has no server to read from at the moment\./),
    });
    cluster.readers = [cluster.member('leader')];
    expect(await read(graph)).toBe(0);
  });

  test('with the whole cluster away, ready says so until it is back', async () => {
    const { cluster, graph } = await clusterOf(['leader', 'one'], givingUpSoon());
    await read(graph);
    for (const member of cluster.members) await member.stop();
    for (const ask of [() => graph.ready(), () => read(graph), () => write(graph)]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/^Neo4j does not answer at the address in NEO4J_URI/),
      });
    }
    for (const member of cluster.members) await member.start();
    expect(await graph.ready()).toBeUndefined();
    await write(graph);
    expect(await read(graph)).toBe(1);
  });
});
