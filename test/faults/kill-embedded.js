/**
 * Kills a process that writes to the embedded engine with SIGKILL, again and again, and checks each time that every
 * acknowledged write is there and none is incomplete: node test/faults/kill-embedded.js [KILLS] [SEED], after
 * `npm run build`. Exits with 1 and a line about the missing writes if not.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomNumbers } from '../../bench/generate.js';

const [kills = 50, seed = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'entente-kill-'));
const random = randomNumbers(seed);
const writer = fileURLToPath(new URL('write-until-killed.js', import.meta.url));
let child;
process.on('exit', () => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Kills the writer `delay` milliseconds after a number of acknowledgements; resolves to all acknowledged writes. */
async function runAndKill(from, acknowledgements, delay) {
  child = spawn(process.execPath, [writer, folder, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const { found, written } = JSON.parse(line);
    if (found) check(found);
    if (written === undefined) continue;
    acknowledged.push(written);
    if (acknowledged.length === acknowledgements) setTimeout(() => child.kill('SIGKILL'), delay);
  }
  const [, signal] = await exited;
  if (signal !== 'SIGKILL') fail(`the server ended by itself, with ${signal ?? child.exitCode}`);
  return acknowledged;
}

const all = new Set();
function check({ whole, half }) {
  const there = new Set(whole);
  const lost = [...all].filter((one) => !there.has(one));
  if (lost.length > 0) fail(`acknowledged, and not there: ${lost.slice(0, 10).join(', ')}`);
  if (half.length > 0) fail(`half there: ${half.slice(0, 10).join(', ')}`);
}
function fail(sentence) {
  console.log(sentence);
  process.exit(1);
}

let next = 0;
for (let kill = 0; kill < kills; kill += 1) {
  const acknowledged = await runAndKill(next, 1 + Math.floor(random() * 30), Math.floor(random() * 12));
  for (const one of acknowledged) all.add(one);
  // Writes that were not acknowledged may be there or not.
  next = Math.max(next, ...acknowledged) + 1000;
}
// Once more, to check what the last kill left.
await runAndKill(next, 1, 0);
console.log(`${kills} kills (seed ${seed}): all of ${all.size} acknowledged writes are there, none is half.`);
