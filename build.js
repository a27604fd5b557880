/**
 * Builds dist: `node build.js`. With --if-changed only if something that it is made of is newer, and not at all where the
 * tools are missing (`npm ci --omit=dev`), so that `npm start` starts at once. With --server only the server: the schema
 * is printed by it, and the explorer's queries may need the new schema.
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
/** Written last, so that a build that was cut off counts for none. */
const DONE = 'dist/.built';

const serverOnly = process.argv.includes('--server');

/** When anything there was last changed; a folder is when something in it comes or goes. */
function changedAt(path) {
  const stat = statSync(path);
  const inside = stat.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : [];
  return Math.max(stat.mtimeMs, ...inside);
}

if (process.argv.includes('--if-changed')) {
  const isThere = existsSync(DONE);
  if (isThere && statSync(DONE).mtimeMs >= Math.max(...SOURCES.map(changedAt))) process.exit(0);
  if (!existsSync('node_modules/vite')) {
    const dist = isThere ? 'dist is as it was built before' : 'there is no dist';
    console.error(`Not built, as the development packages are not installed: ${dist}. To build, run npm ci first.`);
    process.exit(0);
  }
}

rmSync('dist', { recursive: true, force: true });
try {
  const { build } = await import('vite');
  const buildExplorer = async () => {
    await generateDocuments({ ifChanged: true }).catch((error) => {
      // Vite prints its own errors, and this isn't one of them.
      console.error(`src/explorer/queries: ${error.message}`);
      throw error;
    });
    await build({ configFile: 'src/explorer/vite.config.ts', logLevel: 'warn' });
  };
  await Promise.all([
    serverOnly ? undefined : buildExplorer(),
    // Node takes longer to find a thousand files of libraries than to run what is in them.
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
} catch {
  console.error('The build failed: the errors above say why.');
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
