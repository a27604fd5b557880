import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createOntology, openEmbedded, prepareLayout } from '../dist/bench-api.js';

/**
 * Measures the embedded engine alone: writes rows from lines of JSON, { text, rows }, into the given folder, 5,000 per
 * transaction, and prints the peak memory in megabytes.
 */
const graph = openEmbedded(process.argv[2], 600_000);
await prepareLayout(graph, createOntology());
const waiting = new Map();
const write = async (text, rows) => {
  await graph.write((unit) => unit.run({ text, parameters: { rows }, changes: [] }), { deadline: 600_000 });
};
for await (const line of createInterface({ input: process.stdin })) {
  const { text, rows } = JSON.parse(line);
  const all = [...(waiting.get(text) ?? []), ...rows];
  const isNode = !text.includes('MATCH');
  if (all.length < 5000) waiting.set(text, all);
  else {
    // Nodes come before the relations between them.
    if (!isNode) for (const [other, rest] of waiting) if (!other.includes('MATCH')) await write(other, rest);
    if (!isNode) for (const other of waiting.keys()) if (!other.includes('MATCH')) waiting.delete(other);
    waiting.delete(text);
    await write(text, all);
  }
}
for (const [text, rows] of [...waiting].sort(([a]) => (a.includes('MATCH') ? 1 : -1))) await write(text, rows);
const kB = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
await graph.close();
console.log(Number(kB) / 1024);
