import { describe, expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { EntityFact, Facts, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { sharedGraph } from '../support/bolt/data.ts';
import type { Member } from '../support/bolt/member.ts';
import { PATIENCE } from '../support/patience.ts';
import { closed, clusterOf } from './cluster-graph.ts';

const ontology = createOntology();
const sources = [{ document: 'document:d', locator: null, stated: null }];
const entity = (type: string, id: string, summary: string | null = null): EntityFact => ({
  id,
  type,
  names: [{ text: id, language: 'en', kind: 'OFFICIAL' }],
  summary,
  sameAs: [],
  sources,
  claims: {},
});
const discussed: RelationFact = {
  id: 'event:e/DISCUSSED/area:a',
  type: 'DISCUSSED',
  from: 'event:e',
  to: 'area:a',
  values: {},
  rank: 'NORMAL',
  sources,
};
const facts: Facts = {
  entities: [entity('Document', 'document:d'), entity('Event', 'event:e'), entity('Area', 'area:a', 'old')],
  relations: [discussed],
};
/** Changes the area, so that its earlier state is kept, and adds to it. */
const more: Facts = {
  entities: [entity('Area', 'area:a', 'new'), entity('Area', 'area:b')],
  relations: [{ ...discussed, id: 'event:e/DISCUSSED/area:b', to: 'area:b' }],
};

/** Everything in a graph, history included. */
async function all(graph: Graph): Promise<string[]> {
  const rows = async (text: string) => graph.read((unit) => unit.run({ text, parameters: {} }));
  const found = [
    ...(await rows('MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties')),
    ...(await rows('MATCH (n)-[r]->(m) RETURN n.id AS from, type(r) AS type, properties(r) AS properties, m.id AS to')),
  ];
  const ordered = (value: unknown): unknown =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, ordered(v)]),
        )
      : value;
  return found.map((row) => JSON.stringify(ordered(row))).sort();
}

/** What a cluster holds after everything was recorded, with a fault at each write. */
async function recorded(fault: (leader: Member, other: Member) => void) {
  const store = openEmbedded(null, PATIENCE);
  closed(() => store.close());
  await prepareLayout(store, ontology);
  const { cluster, graph } = await clusterOf(['one', 'two'], { data: sharedGraph(store), readers: ['one', 'two'] });
  const faulty = () => {
    const [one, two] = [cluster.member('one'), cluster.member('two')];
    fault(...((cluster.leader === one ? [one, two] : [two, one]) as [Member, Member]));
  };
  faulty();
  await fillEmpty(graph, ontology, facts, new Date(0));
  faulty();
  await record(graph, ontology, more, { recordedAt: new Date(1000), restate: true });
  faulty();
  await record(graph, ontology, more, { recordedAt: new Date(2000), restate: true });
  return { contents: await all(store), commits: cluster.commits };
}

describe('a write is kept once', () => {
  test.each([
    ['the leader hangs up before it commits', (leader: Member) => leader.failOnce('COMMIT', null), 3],
    ['the answer to the commit gets lost', (leader: Member) => leader.loseNextCommit(), 6],
    [
      'the leader moves with its commit',
      (leader: Member, other: Member) => leader.loseNextCommit(async () => other.lead()),
      6,
    ],
  ] as const)('if %s', async (_, fault, commits) => {
    const quiet = await recorded(() => {});
    const faulty = await recorded(fault);
    expect(quiet.commits).toBe(3);
    expect(faulty.commits).toBe(commits);
    expect(faulty.contents).toEqual(quiet.contents);
  });
});
