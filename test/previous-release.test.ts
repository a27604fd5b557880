import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { backup, restore } from '../src/commands/backup.ts';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import type { Graph } from '../src/graph/port/graph.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { PATIENCE } from './support/patience.ts';
import { serverOver } from './support/served.ts';

const ontology = createOntology();
const root = mkdtempSync(join(tmpdir(), 'entente-previous-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A data folder as 0.1.0 wrote it on its first start: the bundled data of then, in layout 1. */
function folderOf010(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const fixture = new URL('fixtures/graph-0.1.0.grafeo.gz', import.meta.url);
  writeFileSync(join(folder, 'graph.grafeo'), gunzipSync(readFileSync(fixture)), { mode: 0o644 });
  return folder;
}

/** What 0.1.0 recorded, in the terms of its own layout, or of this one. */
async function recorded(graph: Graph, prefix: string) {
  const ask = (text: string) => graph.read((unit) => unit.run({ text, parameters: {} }));
  const entities = await ask('MATCH (n:Entity) RETURN n.id AS id, n.name AS name, n.recordedAt AS at');
  const relations = await ask(
    'MATCH (a:Entity)-[r]->(b:Entity) RETURN type(r) AS type, a.id AS start, b.id AS end, r.recordedAt AS at',
  );
  const types = relations.map((row) => ({ ...row, type: String(row.type).replace(new RegExp(`^${prefix}`), '') }));
  const lines = [...entities, ...types].map((row) => JSON.stringify(row)).sort();
  return [entities.length, relations.length, createHash('sha256').update(lines.join('\n')).digest('hex')];
}

const KERC = `{
  institution(id: "institution:kerc") {
    name names { text kind } kind summary
    sources { locator document { id } }
  }
  all: institutions { totalCount } projects { totalCount } events { totalCount }
  contested { totalCount }
}`;

async function answersOf(folder: string) {
  const graph = openEmbedded(folder, PATIENCE);
  await prepareLayout(graph, ontology);
  const [after, answers] = [await recorded(graph, 'ENTENTE_'), await serverOver(graph, ontology)(KERC)];
  await graph.close();
  return { after, answers };
}

test('a folder of 0.1.0 is upgraded and answers with what 0.1.0 recorded', async () => {
  const folder = folderOf010('data');
  const old = openEmbedded(folder, PATIENCE);
  const before = await recorded(old, '');
  await old.close();
  expect(before).toEqual([89, 336, '06a6c10fc5b54d8a8b5fb9dfc8b0d9b216151d1e23b25e434b5ddda44780a87e']);
  const { after, answers } = await answersOf(folder);
  expect(after).toEqual(before);
  expect(answers.data).toEqual({
    institution: {
      name: 'Korea-EU Research Centre',
      names: [
        { text: 'Korea-EU Research Centre', kind: 'OFFICIAL' },
        { text: 'KERC', kind: 'ACRONYM' },
      ],
      kind: 'RESEARCH',
      summary:
        'The centre that published the article on the second council between Korea and the EU. The article gives only its initials.',
      sources: [{ locator: 'paragraph 14', document: { id: 'document:kerc-2024-03-27' } }],
    },
    all: { totalCount: 18 },
    projects: { totalCount: 3 },
    events: { totalCount: 15 },
    contested: { totalCount: 1 },
  });
  // From now on it is private, and a loss is noticed.
  expect([folder, join(folder, 'graph.grafeo')].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(
    process.platform === 'win32' ? expect.anything() : ['700', '600'],
  );
  expect(statSync(join(folder, 'graph.acknowledged')).size).toBe(1024);
  expect(await answersOf(folder)).toEqual({ after, answers });
});

test('a backup of a folder of 0.1.0 keeps its layout, and the restored folder is upgraded', async () => {
  const [folder, other, file] = [folderOf010('old'), join(root, 'restored'), join(root, 'backup')];
  await backup({ data: folder, acceptLoss: false, neo4j: null }, file);
  expect(readFileSync(file).subarray(0, 200).toString('latin1')).toContain('"layout":1,');
  expect((await restore(other, file)).entities).toBe(89);
  expect(await answersOf(other)).toEqual(await answersOf(folder));
});
