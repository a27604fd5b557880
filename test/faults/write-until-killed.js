/** Writes into a folder until it is killed: prints the writes found there, then a line for each acknowledged write. */
import {
  createContext,
  createLogger,
  createOntology,
  createSchema,
  createServerYoga,
  openEmbedded,
  prepareLayout,
  startServer,
} from '../../dist/bench-api.js';

const [folder, from] = process.argv.slice(2);
/** Entities in one write, each with a relation to the next. */
const SIZE = 40;
const ontology = createOntology();
const graph = openEmbedded(folder);
await prepareLayout(graph, ontology);
const logger = createLogger('fatal');
const makeContext = ({ signal }) => createContext(graph, ontology, signal);
const yoga = createServerYoga({ schema: createSchema(ontology), makeContext, logger });
await startServer({ yoga, graph, logger, host: '127.0.0.1', port: 0 });

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const rows = await graph.read((unit) =>
  unit.run({
    text: `MATCH (n:Entity) OPTIONAL MATCH (n)-[r:ENTENTE_NARROWER_THAN]->(:Entity)
           RETURN n.write AS write, count(DISTINCT n) AS entities, count(r) AS relations`,
    parameters: {},
  }),
);
const isWhole = ({ entities, relations }) => entities === SIZE && relations === SIZE - 1;
const writes = (some) => some.map(({ write }) => write);
say({ found: { whole: writes(rows.filter(isWhole)), half: writes(rows.filter((row) => !isWhole(row))) } });

for (let write = Number(from); ; write += 1) {
  const ids = Array.from({ length: SIZE }, (_, i) => `area:w${write}-${i}`);
  await graph.write(async (unit) => {
    await unit.run({
      text: "UNWIND $ids AS id MERGE (n:Entity {id: id}) SET n.write = $write, n.recordedAt = 't'",
      parameters: { ids, write },
    });
    const pairs = ids.slice(1).map((id, i) => ({ from: ids[i], to: id }));
    await unit.run({
      text: `UNWIND $pairs AS pair MATCH (a:Entity {id: pair.from}) MATCH (b:Entity {id: pair.to})
             MERGE (a)-[:ENTENTE_NARROWER_THAN {ententeId: pair.from}]->(b)`,
      parameters: { pairs },
    });
  });
  say({ written: write });
}
