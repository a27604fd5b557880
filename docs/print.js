/**
 * Fills in what the pages of this folder have from the program: `npm run docs`. A page marks the place with
 * <!-- entente print WHAT --> and <!-- end of print -->; a test fails where what stands between is stale.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./', import.meta.url);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

for (const name of readdirSync(folder).filter((each) => each.endsWith('.md'))) {
  const page = new URL(name, folder);
  const text = readFileSync(page, 'utf8');
  const fresh = text.replace(
    /(<!-- entente print ([\w -]+) -->\n\n)[\s\S]*?(<!-- end of print -->)/g,
    (_, start, what, end) => `${start}${execFileSync(process.execPath, [cli, 'print', ...what.split(' ')])}\n${end}`,
  );
  if (fresh !== text) writeFileSync(page, fresh);
}
