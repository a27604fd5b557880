/**
 * Builds dist: `node build.js`.
 *
 * --if-changed  only if a source is newer than dist, so that `npm start` starts at once; without the development packages
 *               (`npm ci --omit=dev`) not at all
 * --server      the server only, which prints the schema: the queries of the explorer may need the new one. The explorer
 *               stays as built before, until the next whole build
 */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { generateDocuments } from './src/explorer/codegen.js';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const SOURCES = [
  'src',
  'data',
  'schema/schema.graphql',
  'build.js',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
/** Written last, so that an interrupted build runs again. */
const DONE = 'dist/.built';

const serverOnly = process.argv.includes('--server');

/** When a file or anything in a folder changed last. The time of a folder changes when an entry is added or removed. */
function changedAt(path) {
  const stat = statSync(path);
  const entries = stat.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : [];
  return Math.max(stat.mtimeMs, ...entries);
}

if (process.argv.includes('--if-changed')) {
  const isBuilt = existsSync(DONE);
  if (isBuilt && statSync(DONE).mtimeMs >= Math.max(...SOURCES.map(changedAt))) process.exit(0);
  if (!existsSync('node_modules/vite')) {
    const dist = isBuilt ? 'dist may be older than the sources' : 'there is no dist';
    console.error(`Not built, because the development packages are missing: ${dist}. Run npm ci to build.`);
    process.exit(0);
  }
}

const kept = serverOnly ? ['explorer'] : [];
for (const name of existsSync('dist') ? readdirSync('dist') : [])
  if (!kept.includes(name)) rmSync(join('dist', name), { recursive: true, force: true });
try {
  const { build } = await import('vite');
  // The server knows the explorer's operations too. Without --server they follow the schema; with it, those from before stay.
  if (!serverOnly || !existsSync('src/explorer/documents.ts')) {
    await generateDocuments({ ifChanged: true }).catch((error) => {
      throw new Error(`src/explorer/queries: ${error.message}`);
    });
  }
  await Promise.all([
    serverOnly ? undefined : build({ configFile: 'src/explorer/vite.config.ts', logLevel: 'warn' }),
    // Libraries are bundled: Node takes longer to find a thousand files than to run them.
    build({
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true, external: ['@grafeo-db/js', 'graphql', 'neo4j-driver'] },
      build: {
        ssr: true,
        license: { fileName: 'licenses.md' },
        outDir: 'dist',
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        rolldownOptions: {
          input: ['src/cli.ts', 'src/index.ts', 'src/bench-api.ts'],
          output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        },
      },
    }),
  ]);
} catch (error) {
  console.error(`The build failed: ${error.message}`);
  process.exit(1);
}
for (const name of serverOnly ? [] : readdirSync('dist/explorer/assets')) {
  const file = join('dist/explorer/assets', name);
  if (/\.(?:js|css)$/.test(name)) writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
}
const { createOntology, packedFacts, readBundled } = await import('./dist/bench-api.js');
writeFileSync('dist/bundled.json', packedFacts(await readBundled(createOntology())));
cpSync('src/server/pages/entity.css', 'dist/entity.css');
chmodSync('dist/cli.js', 0o755);
if (!serverOnly) writeFileSync(DONE, '');
console.log('Built dist.');
