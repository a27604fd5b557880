import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { lookup } from 'mrmime';
import { Content, type Encoding } from './content.ts';

/** The pages and files by their paths: what is not in this map is not served. */
export type Explorer = ReadonlyMap<string, Content>;

/** Scripts, styles and requests of this server alone; a data: or blob: image is what a picture is saved from. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

const START = 'index.html';
/** Beside a file, what the build packed of it, as well as it can be. */
const PACKED = '.br';
/** Vite names what it builds by its content, so that nothing else is ever found under that name. */
const NAMED_BY_CONTENT = /^assets\/.*-[\w-]{8,}\.\w+$/;
const FOREVER = 'public, max-age=31536000, immutable';

/** Takes all files of a folder, as they are now: index.html is the page at /, the others are below /explorer/. */
export async function loadExplorer(folders: { explorerFolder: string; examplesFolder: string }): Promise<Explorer> {
  const { explorerFolder } = folders;
  const found = await readdir(explorerFolder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  const loaded = files
    .filter((file) => !file.endsWith(PACKED))
    .map(async (file) => {
      const name = file.slice(join(explorerFolder, sep).length).replaceAll(sep, '/');
      const packed = files.includes(file + PACKED) ? await readFile(file + PACKED) : undefined;
      return [name === START ? '/' : `/explorer/${name}`, contentOf(name, await readFile(file), packed)] as const;
    });
  const examples = Buffer.from(JSON.stringify(await readExamples(folders.examplesFolder)));
  return new Map([...(await Promise.all(loaded)), ['/explorer/examples.json', contentOf('examples.json', examples)]]);
}

function contentOf(name: string, body: Buffer, packed?: Buffer): Content {
  const type = lookup(name) ?? 'application/octet-stream';
  const isText = /^text\/|json$/.test(type);
  const headers = {
    'content-security-policy': POLICY,
    'cache-control': NAMED_BY_CONTENT.test(name) ? FOREVER : 'no-cache',
  };
  const known = new Map<Encoding, Buffer>(packed ? [['br', packed]] : []);
  return new Content(body, isText ? `${type}; charset=utf-8` : type, headers, 'file', known);
}

interface Example {
  /** What it asks, in a sentence: its first line. */
  readonly title: string;
  readonly query: string;
}

async function readExamples(folder: string): Promise<readonly Example[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const query = await readFile(join(folder, name), 'utf8');
      return { title: /^# *(.+)/.exec(query)?.[1] ?? name, query };
    }),
  );
}
