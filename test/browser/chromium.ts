import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium of the machine's: none is downloaded. */
export function findChromium(env: NodeJS.ProcessEnv): { path: string } | { reason: string } {
  const named = env.CHROMIUM_PATH;
  if (named)
    return existsSync(named) ? { path: named } : { reason: `CHROMIUM_PATH names ${named}, which is not there` };
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file));
  return path ? { path } : { reason: `none of ${NAMES.join(', ')} is on the PATH, and CHROMIUM_PATH is not set` };
}
