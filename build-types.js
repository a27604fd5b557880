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
try {
  const command = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', all];
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  rmSync('dist/types', { recursive: true, force: true });
  keep(join(all, 'index.d.ts'), new Set());
} finally {
  rmSync(all, { recursive: true, force: true });
}
console.log('Wrote dist/types.');

/** Copies a declaration file and every file that it imports. */
function keep(file, seen) {
  if (seen.has(file)) return;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const target = join('dist/types', relative(all, file));
  mkdirSync(dirname(target), { recursive: true });
  // The compiler leaves the .ts of imports in declarations; there are only .js and .d.ts files in the package.
  writeFileSync(target, text.replace(RELATIVE_IMPORT, '$1$2.js$3'));
  for (const [, , path] of text.matchAll(RELATIVE_IMPORT)) keep(join(dirname(file), `${path}.d.ts`), seen);
}
