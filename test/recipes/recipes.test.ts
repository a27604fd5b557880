import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import MarkdownIt from 'markdown-it';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * Follows the recipes of CONTRIBUTING.md on a copy of the project, by its code blocks. The first word after the language
 * says what a block is: `file=` a new file, `add=` lines for a file that exists, at the place after or before a text.
 * Blocks of `sh` are commands; a `graphql` block is asked of the server, and the `json` block behind it is the answer.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'entente-recipes-'));
/** What git ignores, and git itself. */
const NOT_COPIED = ['node_modules', 'dist', '.git', '.entente', 'coverage'];

interface Block {
  readonly recipe: string;
  readonly language: string;
  /** What stands behind the language, as `name=value`; a name may come several times. */
  readonly info: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

function readBlocks(page: string): Block[] {
  let recipe = '';
  return new MarkdownIt().parse(page, {}).flatMap((token, i, tokens) => {
    if (token.type === 'heading_open') recipe = tokens[i + 1]?.content ?? '';
    if (token.type !== 'fence') return [];
    const [language = ''] = token.info.split(' ');
    const pairs = [...token.info.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)];
    const info = pairs.map(
      ([, name = '', quoted, plain]) => [name, (quoted ?? plain ?? '').replaceAll('\\"', '"')] as const,
    );
    return [{ recipe, language, info, text: token.content }];
  });
}

const blocks = readBlocks(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')).filter(({ recipe }) =>
  /^Add an? /.test(recipe),
);
const recipes = [...new Set(blocks.map(({ recipe }) => recipe))];

/** Applies a block that changes a file. */
function apply({ recipe, info, text }: Block): void {
  const [kind, path] = info[0] ?? [];
  if (!path || (kind !== 'file' && kind !== 'add')) return;
  const file = join(copy, path);
  if (kind === 'file') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return;
  }
  const whole = readFileSync(file, 'utf8');
  let at = 0;
  for (const [where, mark] of info.slice(1)) {
    const found = whole.indexOf(mark, at);
    if (found < 0) throw new Error(`${recipe}: ${path} has no "${mark}"`);
    at = where === 'after' ? found + mark.length : found;
  }
  writeFileSync(file, `${whole.slice(0, at)}\n${text}${whole.slice(at)}`);
}

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
  for (const block of blocks) apply(block);
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

test('the page has a recipe for each common change', () => {
  expect(recipes).toEqual([
    'Add a relation type',
    'Add a field',
    'Add an entity type',
    'Add an import format',
    'Add a root field',
    'Add a UI string',
    'Add an engine',
  ]);
});

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
  await run('npx', 'vitest', 'run', '--project', 'embedded', 'test/docs', 'test/schema.test.ts', ...files);
});

test('the UI string is shown in both languages', async () => {
  const page = async (language: string) => (await fetch(`${url}/entity/area:photonics?lang=${language}`)).text();
  expect(await page('en')).toContain('<footer>Cite Photonics by the address of this page.</footer>');
  expect(await page('ko')).toContain('인용할 때 이 페이지의 주소를 사용하세요.</footer>');
});
