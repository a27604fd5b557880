import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Turns off everything that would use the network or the processor beside what is tested. */
export const CHROMIUM_FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium that is installed; none is downloaded. */
export function findChromium(env) {
  const named = env.CHROMIUM_PATH;
  if (named)
    return existsSync(named) ? { path: named } : { reason: `CHROMIUM_PATH names ${named}, which is not there` };
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file));
  return path ? { path } : { reason: `none of ${NAMES.join(', ')} is on the PATH, and CHROMIUM_PATH is not set` };
}

/** The launch options for playwright-core. */
export function chromiumOptions(flags = []) {
  const chromium = findChromium(process.env);
  if ('reason' in chromium) throw new Error(`This measurement needs Chromium, and ${chromium.reason}. Install it.`);
  return { executablePath: chromium.path, args: [...CHROMIUM_FLAGS, ...flags] };
}
