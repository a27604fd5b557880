import { expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { closed } from '../engines/cluster-graph.ts';
import { Cluster } from '../support/bolt/cluster.ts';
import { BoltFailure } from '../support/bolt/connection.ts';
import { sharedGraph } from '../support/bolt/data.ts';
import type { Data } from '../support/bolt/member.ts';
import { PATIENCE } from '../support/patience.ts';
import { served } from './served-process.ts';
import { until } from './until.ts';

/** The bundled data in a cluster, for a user who may only read; nothing is indexed. */
async function readOnly(): Promise<Cluster> {
  const store = openEmbedded(null, PATIENCE);
  closed(() => store.close());
  await prepareLayout(store, createOntology());
  await loadWhenEmpty(store, createOntology());
  const shared = sharedGraph(store);
  const data: Data = (mode, version) => {
    const transaction = shared('READ', version);
    return {
      ...transaction,
      async run(statement) {
        if (/^(SHOW|CALL db\.)/.test(statement.text)) return [];
        if (mode === 'WRITE') throw new BoltFailure('Neo.ClientError.Security.Forbidden');
        return transaction.run(statement);
      },
    };
  };
  const cluster = await Cluster.start(['leader', 'one', 'two'], { protocol: '6.1', data });
  closed(() => cluster.close());
  return cluster;
}

test('a server answers with a user who may only read, and says so until the cluster leaves and comes back', async () => {
  const cluster = await readOnly();
  const server = await served({ NEO4J_URI: cluster.uri(), NEO4J_PASSWORD: 'secret' }, ['--sample']);
  const get = async (path: string) => {
    const response = await fetch(`${server.url}${path}`);
    return [response.status, await response.json()];
  };
  const isReadOnly = [
    200,
    {
      status: 'read-only',
      reason: expect.stringMatching(/^Neo4j refuses to create constraints and indexes\. .*GRANT ROLE architect/),
    },
  ];
  const query = `/graphql?query=${encodeURIComponent('{ areas { totalCount } }')}`;
  const areas = [200, { data: { areas: { totalCount: 36 } } }];
  expect(await get('/ready')).toEqual(isReadOnly);
  expect(await get(query)).toEqual(areas);
  expect(new Set(cluster.seen.flatMap(({ member, mode }) => (mode === 'READ' ? member : [])))).toEqual(
    new Set(['one', 'two']),
  );

  for (const member of cluster.members) await member.stop();
  expect(await get('/ready')).toEqual([
    503,
    { status: 'unavailable', reason: expect.stringMatching(/^Neo4j does not answer at the address in NEO4J_URI/) },
  ]);
  expect(await get('/health')).toEqual([200, expect.anything()]);
  for (const member of cluster.members) await member.start();
  await until('ready', async () => (await get('/ready'))[0] === 200);
  expect(await get('/ready')).toEqual(isReadOnly);
  expect(await get(query)).toEqual(areas);
  expect(await server.stop()).toBe(0);
});
