/**
 * Builds dist: `node build.js`. With --if-changed only if something that it is made of is newer, and not at all where the
 * tools are missing (`npm ci --omit=dev`), so that `npm start` starts at once.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const SOURCES = ['src', 'build.js', 'tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'];
/** Written last, so that a build that was cut off counts for none. */
const DONE = 'dist/.built';

/** When anything there was last changed; a folder is when something in it comes or goes. */
function changedAt(path) {
  const stat = statSync(path);
  const inside = stat.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : [];
  return Math.max(stat.mtimeMs, ...inside);
}

if (process.argv.includes('--if-changed')) {
  const isThere = existsSync(DONE);
  if (isThere && statSync(DONE).mtimeMs >= Math.max(...SOURCES.map(changedAt))) process.exit(0);
  if (!existsSync('node_modules/typescript')) {
    const dist = isThere ? 'dist is as it was built before' : 'there is no dist';
    console.error(`Not built, as the development packages are not installed: ${dist}. To build, run npm ci first.`);
    process.exit(0);
  }
}

rmSync('dist', { recursive: true, force: true });
try {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  const { build } = await import('vite');
  await build({ configFile: 'src/explorer/vite.config.ts', logLevel: 'warn' });
} catch {
  console.error('The build failed: the errors above say why.');
  process.exit(1);
}
for (const name of readdirSync('dist/explorer/assets')) {
  const file = join('dist/explorer/assets', name);
  if (/\.(?:js|css)$/.test(name)) writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
}
cpSync('src/server/pages/entity.css', 'dist/server/pages/entity.css');
chmodSync('dist/cli.js', 0o755);
writeFileSync(DONE, '');
console.log('Built dist.');
