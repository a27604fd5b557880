import { parseArgs } from 'node:util';
import { startNeo4j } from './server.js';

// npm run neo4j [-- VERSION] [--data FOLDER] [--port PORT]: runs a Neo4j to develop with until Ctrl+C.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, port: { type: 'string' } },
});
try {
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port expects a number from 1 to 65535, got "${values.port}".`);
  }
  const server = await startNeo4j({ version: positionals[0] ?? '5.26', folder: values.data, port });
  console.log(`NEO4J_URI=${server.uri} NEO4J_USERNAME=${server.username} NEO4J_PASSWORD=${server.password}`);
  console.error(`Neo4j ${server.version} runs with its data in ${server.folder}. Ctrl+C ends it.`);
  let ending = false;
  const end = () => {
    ending = true;
    void server.stop();
  };
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end);
  await server.ended;
  if (!ending) {
    // Ctrl+C reaches the server too, which may end first.
    await server.stop();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
