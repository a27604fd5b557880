import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

rmSync('dist', { recursive: true, force: true });
try {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  await build({ configFile: 'src/explorer/vite.config.ts', logLevel: 'warn' });
} catch {
  console.error('The build failed: the errors above say why.');
  process.exit(1);
}
cpSync('src/server/pages/entity.css', 'dist/server/pages/entity.css');
if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
console.log('Built dist.');
