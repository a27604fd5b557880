import { existsSync } from 'node:fs';

/** The folder of this package, with a slash at its end. Found by searching upwards, because this code may be in src or in any file of dist. */
export const packageRoot: URL = (() => {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    if (existsSync(new URL('package.json', folder)) || folder.pathname === '/') return folder;
  }
})();
