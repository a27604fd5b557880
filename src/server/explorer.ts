import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Page {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The pages by their paths: what is not in this map is not served. */
export type Explorer = ReadonlyMap<string, Page>;

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const SCRIPT = 'text/javascript; charset=utf-8';
const FILES: Readonly<Record<string, string>> = {
  'react.production.min.js': SCRIPT,
  'react-dom.production.min.js': SCRIPT,
  'graphiql.min.js': SCRIPT,
  'graphiql.min.css': 'text/css; charset=utf-8',
  'start.js': SCRIPT,
};

/** Loads GraphiQL from the package, so that it works without the internet. */
export async function loadExplorer(folders: { explorerFolder: string; examplesFolder: string }): Promise<Explorer> {
  const load = (name: string) => readFile(join(folders.explorerFolder, name));
  const files = Object.entries(FILES).map(
    async ([name, type]) => [`/explorer/${name}`, page(await load(name), type)] as const,
  );
  const examples = Buffer.from(JSON.stringify(await readExamples(folders.examplesFolder)));
  return new Map([
    ['/', page(await load('index.html'), 'text/html; charset=utf-8')],
    ['/explorer/examples.json', page(examples, 'application/json; charset=utf-8')],
    ...(await Promise.all(files)),
  ]);
}

function page(body: Buffer, type: string): Page {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 24)}"`;
  return {
    body,
    headers: { 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-cache', etag },
  };
}

/** The first examples alone open as tabs: more of them no page has room for. */
const TABS = 12;

async function readExamples(folder: string): Promise<readonly { query: string }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  names.splice(TABS);
  return Promise.all(names.map(async (name) => ({ query: await readFile(join(folder, name), 'utf8') })));
}
