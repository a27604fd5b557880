import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { loadFiles, SILENT } from '../../src/ingest/run/load-files.ts';
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

/** A file of facts, some of which only become whole by later ones. */
const FILE = `entente: 1
entities:
  - id: document:f
    names: [{ text: Report, language: en }]
    sources: [{ document: document:f }]
  - { id: event:g, names: [{ text: Forum, language: en }], sources: [{ document: document:f, paragraphs: [1] }] }
  - { id: area:c, names: [{ text: Light, language: en }], sources: [{ document: document:f, paragraphs: [1] }] }
  - { id: area:d, names: [{ text: Sound, language: en }], sources: [{ document: document:f, paragraphs: [2] }] }
relations:
  - { type: DISCUSSED, from: event:g, to: area:c, sources: [{ document: document:f, paragraphs: [1] }] }
  - { type: DISCUSSED, from: event:g, to: area:d, sources: [{ document: document:f, paragraphs: [2] }] }
`;
const folder = mkdtempSync(join(tmpdir(), 'entente-'));
const path = join(folder, 'facts.yaml');
writeFileSync(path, FILE);
afterAll(() => rmSync(folder, { recursive: true }));

const importing = {
  format: null,
  files: [{ name: 'facts.yaml', path }],
  about: {},
  dryRun: false,
  strict: false,
  replace: false,
  batch: 2,
};

/** What a cluster holds after everything was recorded, with a fault at each write. */
async function recorded(fault: (leader: Member, other: Member) => void) {
  const store = openEmbedded(null, PATIENCE);
  closed(() => store.close());
  await prepareLayout(store, ontology);
  const { cluster, graph } = await clusterOf(['one', 'two'], { data: sharedGraph(store), readers: ['one', 'two'] });
  const faulty = delegateGraph(graph, {
    write(work, options) {
      const [leader, other] = [...cluster.members].sort((a) => (a === cluster.leader ? -1 : 1)) as [Member, Member];
      fault(leader, other);
      return graph.write(work, options);
    },
  });
  await fillEmpty(faulty, ontology, facts, new Date(0));
  const once = await record(faulty, ontology, more, { recordedAt: new Date(1000), restate: true });
  const again = await record(faulty, ontology, more, { recordedAt: new Date(2000), restate: true });
  const { outcome } = await loadFiles(faulty, ontology, importing, SILENT);
  return { contents: await all(store), counts: [once, again, outcome], commits: cluster.commits };
}

describe('a write is kept once, and counted as such', () => {
  test.each([
    ['the leader hangs up before it commits', (leader: Member) => leader.failOnce('COMMIT', null), 1],
    ['the answer to the commit gets lost', (leader: Member) => leader.loseNextCommit(), 2],
    [
      'the leader moves with its commit',
      (leader: Member, other: Member) => leader.loseNextCommit(async () => other.lead()),
      2,
    ],
  ] as const)('if %s', async (_, fault, attempts) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 5000 });
    closed(async () => void vi.useRealTimers());
    const quiet = await recorded(() => {});
    const faulty = await recorded(fault);
    expect(quiet.counts).toMatchObject([
      { entities: { made: 1, changed: 1 }, relations: { made: 1 } },
      { entities: { unchanged: 2 }, relations: { unchanged: 1 } },
      { entities: { made: 4 }, relations: { made: 2 } },
    ]);
    expect(faulty.counts).toEqual(quiet.counts);
    expect(faulty.contents).toEqual(quiet.contents);
    expect(faulty.commits).toBe(attempts * quiet.commits);
  });
});
