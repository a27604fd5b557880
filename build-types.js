/**
 * Writes the type declarations of the package to dist/types: `node build-types.js`. `npm pack` and `npm publish` run it.
 * Only what src/index.ts shows is kept, so that a consumer's compiler reads a few small files.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const RELATIVE_IMPORT = /((?:from|import)\s*\(?\s*['"])(\.{1,2}\/[^'"]+)\.ts(['"])/g;

const all = mkdtempSync(join(tmpdir(), 'entente-types-'));
const kept = new Set();
try {
  const command = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', all];
  const { stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  rmSync('dist/types', { recursive: true, force: true });
  keep(join(all, 'index.d.ts'));
  // The compiler writes declarations of all files; those that are not kept may have types without a name.
  const sources = [...kept].map((file) => join('src', relative(all, file)).replace(/\.d\.ts$/, '.ts('));
  const errors = stdout.split('\n').filter((line) => sources.some((source) => line.startsWith(source)));
  if (errors.length > 0) {
    console.error(errors.join('\n'));
    process.exitCode = 1;
  } else console.log('Wrote dist/types.');
} finally {
  rmSync(all, { recursive: true, force: true });
}

/** Copies a declaration file and every file that it imports. */
function keep(file) {
  if (kept.has(file)) return;
  kept.add(file);
  const text = readFileSync(file, 'utf8');
  const target = join('dist/types', relative(all, file));
  mkdirSync(dirname(target), { recursive: true });
  // The compiler leaves the .ts of imports in declarations; there are only .js and .d.ts files in the package.
  writeFileSync(target, text.replace(RELATIVE_IMPORT, '$1$2.js$3'));
  for (const [, , path] of text.matchAll(RELATIVE_IMPORT)) keep(join(dirname(file), `${path}.d.ts`));
}
