import { isDate } from './dates.ts';
import { type Chosen, emptyView, looks, type PathQuestion, type Placed, panels, type View } from './view.ts';

/**
 * A view as a piece of an address: a list in JSON, deflated, in base64url. It stands behind the #, so that servers and
 * their logs never see what somebody looks at. Its first number says how it is to be read.
 */
const VERSION = 1;

/** A link may have been typed, cut or made by hand. */
export class BadLink extends Error {}

const PINNED = 1;
const HIDDEN = 2;

type Written = readonly [
  version: number,
  nodes: readonly (readonly [id: string, x: number, y: number, marks?: number])[],
  hiddenTypes: readonly string[],
  hiddenRelations: readonly string[],
  asOf: string | null,
  chosen: readonly string[] | null,
  path:
    | readonly [from: readonly string[], to: readonly string[], through: readonly string[], avoid: readonly string[]]
    | null,
  look: number,
  panel: number,
];

/** What is unpacked of one piece is there at once, so that pieces are small: they give a thousand times as much. */
const SLICE = 1024;

function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) {
  let at = 0;
  const slices = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + SLICE));
      at += SLICE;
    },
  });
  return slices.pipeThrough(stream);
}

/** Stops where it becomes too large: a short link may unpack to gigabytes. */
async function* upTo(most: number, stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let length = 0;
  for (let { value } = await reader.read(); value; { value } = await reader.read()) {
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new BadLink();
    }
    yield value;
  }
}

function base64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

const marksOf = ({ pinned, hidden }: Placed) => (pinned ? PINNED : 0) | (hidden ? HIDDEN : 0);

function written(view: View): Written {
  const { chosen, path } = view;
  return [
    VERSION,
    view.nodes.map((node) => {
      const marks = marksOf(node);
      return marks ? [node.id, node.x, node.y, marks] : [node.id, node.x, node.y];
    }),
    view.hiddenTypes,
    view.hiddenRelations,
    view.asOf,
    chosen && (chosen.kind === 'entity' ? [chosen.id] : [chosen.id, chosen.type, chosen.from, chosen.to]),
    path && [path.from, path.to, path.through, path.avoid],
    looks.indexOf(view.look),
    panels.indexOf(view.panel),
  ];
}

/** Larger than any id, and than any link that a browser takes. */
const LONGEST_TEXT = 1000;
const LARGEST = 5_000_000;

/** More than anybody can look at; the server is asked for each of them. */
const MOST_NODES = 5000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_TEXT;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isPlace = (value: unknown): value is number => Number.isFinite(value) && Math.abs(value as number) < 1e7;

function readNodes(value: unknown): Placed[] {
  if (!Array.isArray(value) || value.length > MOST_NODES) throw new BadLink();
  const known = new Set<string>();
  return value.map((row): Placed => {
    if (!Array.isArray(row)) throw new BadLink();
    const [id, x, y, marks = 0] = row as unknown[];
    if (!isText(id) || !isPlace(x) || !isPlace(y) || known.has(id)) throw new BadLink();
    known.add(id);
    const flags = Number(marks);
    return { id, x, y, ...(flags & PINNED ? { pinned: true } : {}), ...(flags & HIDDEN ? { hidden: true } : {}) };
  });
}

function readChosen(value: unknown): Chosen | null {
  if (!isTexts(value) || value.length === 0) return null;
  const [id = '', type, from, to] = value;
  if (type !== undefined && from !== undefined && to !== undefined) return { kind: 'relation', id, type, from, to };
  return { kind: 'entity', id };
}

function readPath(value: unknown): PathQuestion | null {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(isTexts)) return null;
  const [from, to, through, avoid] = value as [string[], string[], string[], string[]];
  return { from, to, through, avoid };
}

const empty = JSON.stringify(written(emptyView));

/** Empty for the empty view. */
export async function toLink(view: View): Promise<string> {
  const text = JSON.stringify(written(view));
  if (text === empty) return '';
  const packed = through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  return base64url(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/** Throws BadLink for what is no view. */
export async function fromLink(link: string): Promise<View> {
  if (link === '') return emptyView;
  let value: unknown;
  try {
    const unpacked = through(fromBase64url(link), new DecompressionStream('deflate-raw'));
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of upTo(LARGEST, unpacked)) text += decoder.decode(bytes, { stream: true });
    value = JSON.parse(text + decoder.decode());
  } catch {
    throw new BadLink();
  }
  if (!Array.isArray(value) || value[0] !== VERSION) throw new BadLink();
  const [, nodes, hiddenTypes, hiddenRelations, asOf, chosen, path, look, panel] = value as unknown[];
  if (!isTexts(hiddenTypes) || !isTexts(hiddenRelations)) throw new BadLink();
  if (asOf !== null && !(isText(asOf) && isDate(asOf))) throw new BadLink();
  return {
    nodes: readNodes(nodes),
    hiddenTypes,
    hiddenRelations,
    asOf,
    chosen: readChosen(chosen),
    path: readPath(path),
    look: looks[Number(look)] ?? emptyView.look,
    panel: panels[Number(panel)] ?? emptyView.panel,
  };
}
