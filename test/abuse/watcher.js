// A process of its own, so that the load of the attacker doesn't slow the measure: asks /health and a cheap query
// in turns until it is told to stop, then sends how long each answer took.
import { Agent, request } from 'node:http';

const { url, cheap, headers, pause } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const target = new URL(url);
let stopped = false;
let turn = 0;

/** Resolves to the status, or to the code of a broken connection. */
function ask(path, body) {
  return new Promise((resolve) => {
    const sent = request(
      target,
      {
        agent,
        path,
        method: body ? 'POST' : 'GET',
        headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.once('end', () => resolve(text.includes('"errors"') ? text.slice(0, 300) : response.statusCode));
        response.once('error', (error) => resolve(error.code));
      },
    );
    sent.once('error', (error) => resolve(error.code));
    sent.end(body);
  });
}

async function measure(taken, work) {
  while (!stopped) {
    const start = performance.now();
    const outcome = await work();
    taken.times.push(performance.now() - start);
    if (outcome !== 200) taken.failures.push(outcome);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

process.once('message', () => {
  stopped = true;
});
process.once('disconnect', () => process.exit());
const health = { times: [], failures: [] };
const query = { times: [], failures: [] };
// The number makes each address new, so that no kept answer replies.
const asked = () => ask(`/graphql?n=${++turn}`, JSON.stringify(cheap));
// Connected before it is measured.
await ask('/health');
await asked();
process.send('ready');
await Promise.all([measure(health, () => ask('/health')), measure(query, asked)]);
process.send({ health, query }, () => process.disconnect());
