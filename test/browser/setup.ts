import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../../bench/chromium.js';
import { listening, spawnServer } from '../support/server-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of Chromium; null if it is not installed. */
    chromium: string | null;
    /** The address of a server with the bundled data, which no test changes. */
    explorer: string;
  }
}

const PAGE = fileURLToPath(new URL('../../dist/explorer/index.html', import.meta.url));

/** Starts one server for the run. Vitest calls it only if a test file of the project browser is to run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium(process.env);
  if ('reason' in chromium) {
    if (process.env.ENTENTE_REQUIRE_CHROMIUM) {
      throw new Error(`ENTENTE_REQUIRE_CHROMIUM requires what is missing: ${chromium.reason}.`);
    }
    project.provide('chromium', null);
    project.provide('explorer', '');
    // Printed last, so that it appears below the summary of the run.
    return async () => console.error(`\nNOT TESTED: the explorer in a browser (${chromium.reason})\n`);
  }
  if (!existsSync(PAGE)) throw new Error(`The page is not built: ${PAGE} is missing. Run npm run build first.`);
  const folder = await mkdtemp(join(tmpdir(), 'entente-browser-'));
  const server = await listening(spawnServer({ ENTENTE_DATA: folder }, []));
  project.provide('chromium', chromium.path);
  project.provide('explorer', server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
}
