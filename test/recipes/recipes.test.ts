import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyBlocks, blocks } from './blocks.ts';

/**
 * Follows the recipes of CONTRIBUTING.md on a copy of the project: applies the code blocks, runs the commands, and asks
 * the server each `graphql` block, whose answer is the `json` block after it.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'entente-recipes-'));
/** The folders that git ignores, and .git. */
const NOT_COPIED = ['node_modules', 'dist', '.git', '.entente', 'coverage'];

/** The tests that depend most on the model: the additions of the recipes must break none of them. */
const MODEL_TESTS = [
  'test/docs',
  'test/schema.test.ts',
  'test/ontology.test.ts',
  'test/input.test.ts',
  'test/examples.test.ts',
  'test/library.test.ts',
  'test/ingest/formats.test.ts',
  'test/ingest/mapping.test.ts',
];

// The copy is a project of its own: nothing of this run may reach its commands.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:VITEST|ENTENTE|NEO4J|PORT$|HOST$)/.test(name)),
);
const runFile = promisify(execFile);
async function run(command: string, ...args: string[]): Promise<void> {
  await runFile(command, args, { cwd: copy, env, maxBuffer: 1e8 }).catch(({ message, stdout, stderr }) => {
    throw new Error([message, stdout, stderr].join('\n'));
  });
}

const entente = (...args: string[]) => run(process.execPath, 'dist/cli.js', ...args);
let server: ChildProcess | undefined;
let url = '';

beforeAll(async () => {
  for (const name of readdirSync(root).filter((each) => !NOT_COPIED.includes(each)))
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const read = (path: string) => (existsSync(join(copy, path)) ? readFileSync(join(copy, path), 'utf8') : undefined);
  for (const [path, text] of applyBlocks(read)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  await run('npx', 'biome', 'format', '--write', 'src', 'test');
  await run('npm', 'run', 'schema');
  await run('npm', 'run', 'build');
  for (const { text } of blocks.filter(({ language }) => language === 'sh')) {
    for (const line of text.trim().split('\n')) {
      const [, command] = /^npx entente (.*)$/.exec(line) ?? [];
      if (command) await entente(...command.split(' '));
    }
  }
  server = spawn(process.execPath, ['dist/cli.js', 'serve', '--port', '0'], {
    cwd: copy,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise((resolve, reject) => {
    let log = '';
    server?.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${log}`)));
    server?.stdout?.on('data', (chunk) => {
      log += chunk;
      const [, address] = /open (http:\S+) in a browser/.exec(log) ?? [];
      if (address) resolve(address);
    });
  });
});

afterAll(async () => {
  if (server && server.exitCode === null) {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill();
    await ended;
  }
  rmSync(copy, { recursive: true, force: true });
});

async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('answers', () => {
  const questions = blocks.flatMap((block, i) =>
    block.language === 'graphql' ? [{ block, next: blocks[i + 1] }] : [],
  );
  test.each(questions)('$block.recipe: the server answers as the page shows', async ({ block, next }) => {
    expect(await ask(block.text)).toEqual({ data: JSON.parse(next?.text ?? '') });
  });
});

test('the types are right, in the explorer as well', async () => {
  await run('npx', 'tsc', '--noEmit');
  await run('npx', 'tsc', '--noEmit', '-p', 'src/explorer');
});

test('the linter finds nothing, and no wall is broken', async () => {
  await run('npx', 'biome', 'check', '--error-on-warnings', 'src', 'test');
});

test('the tests of the recipes pass', async () => {
  const written = blocks.flatMap(({ info }) =>
    info.filter(([name, value]) => name === 'file' && value.endsWith('.test.ts')),
  );
  const files = written.map(([, file]) => file);
  expect(files.length).toBeGreaterThan(0);
  const vitest = (...args: string[]) => run('npx', 'vitest', 'run', '--project', 'embedded', ...args);
  await vitest('test/statements.test.ts', '-u');
  await vitest(...files, ...MODEL_TESTS);
});

test('the UI string is shown in both languages', async () => {
  const page = async (language: string) => (await fetch(`${url}/entity/area:photonics?lang=${language}`)).text();
  expect(await page('en')).toContain('<footer>Cite Photonics by the address of this page.</footer>');
  expect(await page('ko')).toContain('인용할 때 이 페이지의 주소를 사용하세요.</footer>');
});
