import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { opened } from '../neo4j/opened.ts';
import { startNeo4j } from '../neo4j/server.js';
import { served } from './served-process.ts';
import { until } from './until.ts';

const READERS = 16;
const WRITERS = 4;
/** The time limit of a request in milliseconds: the first queries to a new Neo4j take seconds on a busy machine. */
const DEADLINE = 60_000;

const version = inject('neo4j').find((server) => server.version !== 'unknown')?.version;

test.skipIf(!version)(
  'Entente reports and survives a Neo4j that is killed under load, and no acknowledged write is lost or partial',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entente-neo4j-'));
    const first = await startNeo4j({ version: version ?? '', folder });
    const graph = opened(
      { name: 'killed', version: version ?? '', uri: first.uri, username: first.username, password: first.password },
      { deadline: DEADLINE },
    );
    await prepareLayout(graph, createOntology());
    const env = {
      NEO4J_URI: first.uri,
      NEO4J_PASSWORD: first.password,
      ENTENTE_TIMEOUT: String(DEADLINE),
    };
    const server = await served(env, ['--sample']);
    const ready = async () => (await fetch(`${server.url}/ready`)).status === 200;
    await until('ready', ready);

    let running = true;
    const codes = new Map<string, number>();
    const slow: number[] = [];
    const reader = async () => {
      while (running) {
        const begin = performance.now();
        const query = encodeURIComponent('{ events(first: 5) { nodes { ministers { nodes { name } } } } }');
        const answer = (await (await fetch(`${server.url}/graphql?query=${query}`)).json()) as any;
        const took = performance.now() - begin;
        // The server must keep its deadline; a pause of this process is not its fault.
        if (took > DEADLINE + 30_000) slow.push(took);
        const code = answer.errors?.[0]?.extensions.code ?? (answer.data.events.nodes.length === 5 ? 'right' : 'wrong');
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    };
    const acknowledged: string[] = [];
    const writer = async (name: number) => {
      for (let i = 0; running; i += 1) {
        const id = `area:killed-${name}-${i}`;
        const parameters = { id, other: `${id}-other` };
        await graph
          .write(async (unit) => {
            await unit.run({ text: "MERGE (n:Entity {id: $id}) SET n.recordedAt = 't'", parameters });
            await unit.run({ text: "MERGE (n:Entity {id: $other}) SET n.recordedAt = 't'", parameters });
            await unit.run({
              text: 'MATCH (a:Entity {id: $id}) MATCH (b:Entity {id: $other}) MERGE (a)-[:ENTENTE_NARROWER_THAN {ententeId: $id}]->(b)',
              parameters,
            });
          })
          .then(
            () => acknowledged.push(id),
            () => {},
          );
      }
    };
    const load = Promise.all([
      ...Array.from({ length: READERS }, reader),
      ...Array.from({ length: WRITERS }, (_, i) => writer(i)),
    ]);
    await until('writes', () => acknowledged.length > 20);

    await first.kill();
    const healthy = async () => (await fetch(`${server.url}/health`)).status === 200;
    const noticed = await until('not ready', async () => (await healthy()) && !(await ready()));
    await until('requests fail', () => (codes.get('UNAVAILABLE') ?? 0) >= READERS);
    const second = await startNeo4j({ version: version ?? '', folder, port: first.port });
    const recovered = await until('ready again', async () => (await healthy()) && (await ready()));
    const [rights, writes] = [codes.get('right') ?? 0, acknowledged.length];
    await until(
      'answers and writes again',
      () => (codes.get('right') ?? 0) > rights + READERS && acknowledged.length > writes + 20,
    );
    running = false;
    await load;
    console.log(
      `Neo4j ${version} killed: not ready after ${noticed} ms, ready ${recovered} ms after it was back; ${JSON.stringify(Object.fromEntries(codes))}, ${acknowledged.length} acknowledged writes`,
    );

    expect([...codes.keys()].filter((code) => code !== 'right' && code !== 'UNAVAILABLE')).toEqual([]);
    expect(slow).toEqual([]);
    const rows = await graph.read((unit) =>
      unit.run({
        text: `MATCH (n:Entity) WHERE n.id STARTS WITH 'area:killed-' AND NOT n.id ENDS WITH '-other'
               OPTIONAL MATCH (n)-[r:ENTENTE_NARROWER_THAN {ententeId: n.id}]->(m:Entity) RETURN n.id AS id, count(r) AS relations, count(m) AS others`,
        parameters: {},
      }),
    );
    const there = new Map(rows.map((row) => [row.id, row]));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(rows.filter((row) => row.relations !== 1 || row.others !== 1)).toEqual([]);
    const [others] = await graph.read((unit) =>
      unit.run({ text: "MATCH (n:Entity) WHERE n.id ENDS WITH '-other' RETURN count(*) AS total", parameters: {} }),
    );
    expect(others?.total).toBe(rows.length);
    await graph.close();
    expect(await server.stop()).toBe(0);
    await second.stop();
    rmSync(folder, { recursive: true, force: true });
  },
);
