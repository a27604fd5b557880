import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listening } from '../support/server-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-pack-'));
const app = join(folder, 'app');
let tarball: Buffer;

const run = promisify(execFile);
const npm = (args: readonly string[], cwd: string) => run('npm', args, { cwd, maxBuffer: 64 * 1024 * 1024 });
const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: app });

/** The first block of a language in docs/library.md. */
function fromDocs(language: string): string {
  const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';
}

beforeAll(async () => {
  await npm(['pack', '--pack-destination', folder], root);
  const [name = ''] = readdirSync(folder);
  tarball = readFileSync(join(folder, name));
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  await npm(['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, name)], app);
  mkdirSync(join(app, 'node_modules/@types'), { recursive: true });
  symlinkSync(join(root, 'node_modules/@types/node'), join(app, 'node_modules/@types/node'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('publint and arethetypeswrong find nothing wrong with the package', async () => {
  const data = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) as ArrayBuffer;
  expect((await publint({ pack: { tarball: data } })).messages).toEqual([]);
  const { problems } = (await checkPackage(createPackageFromTarballData(tarball))) as { problems: object[] };
  // An ES module: CommonJS loads it by import(), or by require() from Node 20.19 on.
  expect(problems.filter((problem) => !('kind' in problem && problem.kind === 'CJSResolvesToESM'))).toEqual([]);
});

test('it installs three dependencies, and includes the licences of the bundled ones', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies)).toEqual(['@grafeo-db/js', 'graphql', 'neo4j-driver']);
  expect(readFileSync(join(app, 'node_modules/entente/dist/licenses.md'), 'utf8')).toMatch(/graphql-yoga/);
});

test.each([
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
])(
  'the program of docs/library.md compiles with module %s and resolution %s, and prints the documented output',
  async (module, moduleResolution) => {
    writeFileSync(join(app, 'program.ts'), fromDocs('ts'));
    const compilerOptions = {
      target: 'ES2023',
      lib: ['ES2023'],
      module,
      moduleResolution,
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    await node(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.').catch((error) => expect.fail(error.stdout));
    expect((await node('program.js')).stdout).toBe(fromDocs('json'));
  },
);

test('the installed command serves the explorer, the API and pages', async () => {
  const args = [join(app, 'node_modules/.bin/entente'), 'serve', '--port', '0', '--data', join(folder, 'data')];
  const server = await listening(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  try {
    for (const path of ['/', '/graphql?query={__typename}', '/entity/area:semiconductors'])
      expect([path, (await fetch(server.url + path)).status]).toEqual([path, 200]);
  } finally {
    await server.stop();
  }
});
