import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const EXPLORER = [
  'node_modules/react/umd/react.production.min.js',
  'node_modules/react-dom/umd/react-dom.production.min.js',
  'node_modules/graphiql/graphiql.min.js',
  'node_modules/graphiql/graphiql.min.css',
  'src/server/explorer/start.js',
  'src/server/explorer/index.html',
];

rmSync('dist', { recursive: true, force: true });
try {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
} catch {
  console.error('The build failed: the errors above say why.');
  process.exit(1);
}
mkdirSync('dist/explorer', { recursive: true });
for (const file of EXPLORER) cpSync(file, `dist/explorer/${basename(file)}`);
cpSync('src/server/pages/entity.css', 'dist/server/pages/entity.css');
if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
console.log('Built dist.');
