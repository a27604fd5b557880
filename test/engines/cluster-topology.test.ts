import { expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { TopologyCache } from '../../src/traverse/topology-cache.ts';
import { versionedGraphs } from '../support/bolt/data.ts';
import { PATIENCE } from '../support/patience.ts';
import { serverOver } from '../support/served.ts';
import { closed, clusterOf } from './cluster-graph.ts';

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
const discussed = (event: string, area: string): RelationFact => ({
  id: `${event}/DISCUSSED/${area}`,
  type: 'DISCUSSED',
  from: event,
  to: area,
  values: {},
  rank: 'NORMAL',
  sources,
});
const entities = [
  entity('Document', 'document:d'),
  entity('Event', 'event:e'),
  entity('Event', 'event:f'),
  entity('Area', 'area:a'),
  entity('Area', 'area:b'),
];
const before = [discussed('event:e', 'area:a')];
const after = [...before, discussed('event:f', 'area:a')];

async function graphOf(relations: readonly RelationFact[]): Promise<Graph> {
  const graph = openEmbedded(null, PATIENCE);
  closed(() => graph.close());
  await prepareLayout(graph, ontology);
  await record(graph, ontology, { entities, relations });
  return graph;
}

const QUERY = '{ paths(from: "event:e", to: "event:f") { outcome paths { sentence } } }';
const NONE = { outcome: 'EXHAUSTED', paths: [] };
const FOUND = { outcome: 'FOUND', paths: [{ sentence: 'event:e discussed area:a; area:a was discussed at event:f.' }] };

/** A cluster whose member `slow` lacks the relation that `fast` has, as another process has written it meanwhile. */
async function opened() {
  const graphs = [await graphOf(before), await graphOf(after)];
  // Each call asks for the routing table, so that a test says who answers.
  const options = { data: versionedGraphs(graphs), readers: ['slow'], ttl: 0 };
  const { cluster, graph } = await clusterOf(['leader', 'slow', 'fast'], options);
  const slow = cluster.member('slow');
  slow.lag();
  cluster.commits = 1;
  const answers = (name: string) => {
    cluster.readers = [cluster.member(name)];
  };
  const topology = new TopologyCache(graph, ontology, { pause: 0 });
  closed(async () => topology.close());
  const ask = serverOver(graph, ontology, PATIENCE, topology);
  const paths = async () => (await ask(QUERY)).data.paths;
  /** The members that answered since the last call. */
  const answered = () => [...new Set(cluster.seen.splice(0).map(({ member }) => member))];
  return { slow, topology, paths, answers, answered };
}

test('the topology of a member that is behind serves until a newer state was seen, and never again', async () => {
  const { slow, topology, paths, answers, answered } = await opened();
  await topology.read();
  const old = topology.current;
  expect(old?.state).toBe('FB:0');
  answered();
  expect(await paths()).toEqual(NONE);
  expect(answered()).toEqual(['slow']);
  expect(topology.current).toBe(old);

  answers('fast');
  expect(await paths()).toEqual(FOUND);
  expect(answered()).toEqual(['fast']);

  answers('slow');
  const reading = topology.read();
  await slow.whenWaiting();
  slow.catchUp();
  await reading;
  expect(topology.current?.state).toBe('FB:1');
  expect(await paths()).toEqual(FOUND);
});

test('what members with different states answer is not put together', async () => {
  const { slow, topology, answers, answered } = await opened();
  slow.onceAt('RUN', () => answers('fast'));
  await topology.read();
  expect(answered()).toEqual(['slow', 'fast']);
  expect(topology.current).toBeNull();
  await topology.read();
  expect(topology.current?.state).toBe('FB:1');
  expect(answered()).toEqual(['fast']);
});

test('a member that is behind the topology answers once it has caught up', async () => {
  const { slow, topology, paths, answers } = await opened();
  answers('fast');
  await topology.read();
  answers('slow');
  const asked = paths();
  await slow.whenWaiting();
  slow.catchUp();
  expect(await asked).toEqual(FOUND);
});
