import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { served } from '../faults/served-process.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = 'rcn,role,pic,type,contribution,country,start_date,end_date,total_cost';
/** Each row has a new project, a new institution and a relation. */
const table = (name: string, from: number, rows: number) => {
  const lines = Array.from({ length: rows }, (_, i) => `${from + i},coordinator,${from + i},HES,1,KR,2019,2020,1`);
  writeFileSync(join(folder, name), `${[HEADER, ...lines].join('\n')}\n`);
  return join(folder, name);
};

function importing(args: readonly string[], onEvent: (event: any, interrupt: () => void) => void = () => {}) {
  const child = spawn(process.execPath, [CLI, 'import', 'h2020-participations', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: any[] = [];
  let [rest, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      events.push(JSON.parse(line));
      onEvent(events.at(-1), () => child.kill('SIGINT'));
    }
  });
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise<{ code: number | null; events: any[]; stderr: string; end: any }>((resolve) =>
    child.on('close', (code) => resolve({ code, events, stderr, end: events.find(({ event }) => event === 'end') })),
  );
}

async function asked(url: string, query: string): Promise<any> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as any;
}

const COUNTS = '{ projects { totalCount } institutions { totalCount } }';

test('an import into a folder that a server has open runs in the server, and no reader sees half a batch', async () => {
  const data = join(folder, 'data');
  const server = await served({ ENTENTE_DATA: data });
  const search = '{ search(text: "PIC 7") { totalCount } }';
  expect((await asked(server.url, search)).data.search.totalCount).toBe(0);
  const base = (await asked(server.url, COUNTS)).data;
  let done = false;
  const running = importing([table('one.csv', 0, 400), '--data', data]).finally(() => {
    done = true;
  });
  const seen = new Set<number>();
  while (!done) {
    const { data: counts } = await asked(server.url, COUNTS);
    const [projects, institutions] = [counts.projects, counts.institutions].map(({ totalCount }) => totalCount);
    expect(projects - base.projects.totalCount).toBe(institutions - base.institutions.totalCount);
    seen.add(projects - base.projects.totalCount);
  }
  const { code, end, events } = await running;
  expect(code).toBe(0);
  expect(end).toMatchObject({ rows: { read: 400, made: 400 }, entities: { made: 800 }, relations: { made: 400 } });
  expect(events.filter(({ event }) => event === 'progress').length).toBeGreaterThan(3);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics.match(/^entente_import\w* .*|^entente_imports_total.*/gm)).toEqual([
    expect.stringMatching(/^entente_import_statements_total \d+$/),
    'entente_imports_total{outcome="done"} 1',
    ...['checked', 'stopped', 'refused', 'broken', 'failed'].map((one) => `entente_imports_total{outcome="${one}"} 0`),
    expect.stringMatching(/^entente_import_duration_seconds_sum \d/),
    'entente_import_duration_seconds_count 1',
    'entente_import_rows_total 400',
    'entente_import_problems_total 0',
    'entente_imports_running 0',
    'entente_import_progress_ratio 0',
  ]);
  // Some answers came during the import.
  expect([...seen].some((count) => count > 0 && count < 400)).toBe(true);
  expect((await asked(server.url, COUNTS)).data.projects.totalCount).toBe(base.projects.totalCount + 400);
  expect((await asked(server.url, search)).data.search.totalCount).toBeGreaterThan(0);

  // An interrupted import ends after a batch of the server, and the same command continues.
  const more = table('two.csv', 10_000, 400);
  let steps = 0;
  const stopped = await importing([more, '--data', data], ({ event }, interrupt) => {
    if (event === 'progress') steps += 1;
    if (steps === 3) interrupt();
  });
  expect([stopped.code, stopped.end.stoppedAfter.file]).toEqual([130, more]);
  const rest = await importing([more, '--data', data]);
  expect(rest.events[0]).toEqual({ event: 'resumed', rows: stopped.end.stoppedAfter.rows });
  expect(rest.end.rows).toEqual({ read: 400, made: 400, changed: 0, unchanged: 0, skipped: 0 });

  // Errors read the same as without a server.
  const wrong = await importing([join(folder, 'nowhere.csv'), '--data', data]);
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    `entente: ${join(folder, 'nowhere.csv')}: expected an existing file; got none. Check the path.\n`,
  ]);

  // Only the owner of the folder can read the token that the socket requires.
  expect(statSync(join(data, 'server.json')).mode & 0o077).toBe(0);
  const { socket } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  const status = await new Promise((resolve) => {
    const call = request({ socketPath: socket, path: '/import', method: 'POST' }, ({ statusCode }) =>
      resolve(statusCode),
    );
    call.end('{}');
  });
  expect(status).toBe(401);
  expect(await server.stop()).toBe(0);
  expect(existsSync(join(data, 'server.json'))).toBe(false);
});
