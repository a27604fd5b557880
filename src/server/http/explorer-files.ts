import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import { lookup } from 'mrmime';
import { Misconfigured } from '../../errors.ts';
import { Content, type Encoding } from './content.ts';

/** The explorer's files. Nothing else is served. */
export interface Explorer {
  readonly examples: readonly Example[];
  /** The file at a path of the server, whose root is in front of it for clients; undefined if there is none. */
  get(path: string, root: string): Content | undefined;
}

/** Allows scripts, styles and requests of this server only. Pictures are saved from data: and blob: images. */
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

const START_PAGE = 'index.html';
/** The build puts a file's best compression beside it. */
const COMPRESSED = '.br';
/** Where the start page names its files, and where the server has them. */
const NAMED = /(?<=(?:href|src)=")\.\/(?=assets\/)/g;
const FILES = '/explorer/';
/** Proxies have one root or a few; what is beyond that is somebody's attempt. */
const MAX_ROOTS = 20;
/** Vite puts a hash of the content into these names, so they never change. */
const HASHED_NAME = /^assets\/.*-[\w-]{8,}\.\w+$/;
const FOREVER = 'public, max-age=31536000, immutable';

/** Reads all files of a folder into memory. index.html is the page at /, the others are below /explorer/. */
export async function loadExplorer(folders: { explorerFolder: string; examplesFolder: string }): Promise<Explorer> {
  const { explorerFolder } = folders;
  const entries = await readdir(explorerFolder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new Misconfigured(
      `The explorer's files are missing: expected them in ${explorerFolder}, got ${(error as NodeJS.ErrnoException).code}. Run "npm run build" once.`,
    );
  });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  const startFile = join(explorerFolder, START_PAGE);
  const loaded = files
    .filter((file) => !file.endsWith(COMPRESSED) && file !== startFile)
    .map(async (file) => {
      const name = file.slice(join(explorerFolder, sep).length).replaceAll(sep, '/');
      const packed = files.includes(file + COMPRESSED) ? await readFile(file + COMPRESSED) : undefined;
      return [FILES + name, contentOf(name, await readFile(file), packed)] as const;
    });
  const list = await readExamples(folders.examplesFolder);
  const examples = Buffer.from(JSON.stringify(list));
  const found = new Map([
    ...(await Promise.all(loaded)),
    [`${FILES}examples.json`, contentOf('examples.json', examples)],
  ]);
  const html = await readFile(startFile, 'utf8');
  const startPages = new LRUCache<string, Content>({ max: MAX_ROOTS });
  const startPage = (root: string) => {
    const known = startPages.get(root);
    if (known) return known;
    const made = contentOf(START_PAGE, Buffer.from(startPageAt(html, root)));
    startPages.set(root, made);
    return made;
  };
  return { examples: list, get: (path, root) => (path === '/' ? startPage(root) : found.get(path)) };
}

/**
 * The start page below a root. Without one, it names its files beside itself, so that it also works behind a proxy at a
 * path that the server doesn't know.
 */
function startPageAt(html: string, root: string): string {
  const files = root === '' ? `.${FILES}` : root + FILES;
  return html.replace(NAMED, files).replace('<code>/entity/', `<code>${root}/entity/`);
}

function contentOf(name: string, body: Buffer, packed?: Buffer): Content {
  const type = lookup(name) ?? 'application/octet-stream';
  const isText = /^text\/|json$/.test(type);
  const headers = {
    'content-security-policy': POLICY,
    'cache-control': HASHED_NAME.test(name) ? FOREVER : 'no-cache',
  };
  const encodings = new Map<Encoding, Buffer>(packed ? [['br', packed]] : []);
  return new Content(body, isText ? `${type}; charset=utf-8` : type, headers, 'file', encodings);
}

interface Example {
  /** The query's first line, a comment that says what it asks. */
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
