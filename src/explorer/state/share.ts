import { isDate } from './dates.ts';
import { emptyView, modes, type PathQuestion, panels, type Selection, type View, type ViewNode } from './view.ts';

/**
 * Encodes a view as the fragment of an address: a JSON array, deflated (RFC 1951), in base64url (RFC 4648). Browsers
 * don't send fragments, so servers and their logs never see the view. The first number is the version of the format.
 */
const VERSION = 1;

/** Thrown for a link that isn't valid: it may have been cut off, or made by hand. */
export class BadLink extends Error {}

const PINNED = 1;
const HIDDEN = 2;

type Encoded = readonly [
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

/** Bytes. A chunk inflates all at once, up to a thousand times its size, so chunks are small. */
const SLICE = 1024;

function pipeInSlices(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) {
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

/** Stops a stream that becomes too large: a short link may inflate to gigabytes. Throws BadLink. */
async function* limited(most: number, stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
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

const flagsOf = ({ pinned, hidden }: ViewNode) => (pinned ? PINNED : 0) | (hidden ? HIDDEN : 0);

function encode(view: View): Encoded {
  const { selection, path } = view;
  return [
    VERSION,
    view.nodes.map((node) => {
      const marks = flagsOf(node);
      return marks ? [node.id, node.x, node.y, marks] : [node.id, node.x, node.y];
    }),
    view.hiddenTypes,
    view.hiddenRelations,
    view.asOf,
    selection &&
      (selection.kind === 'entity' ? [selection.id] : [selection.id, selection.type, selection.from, selection.to]),
    path && [path.from, path.to, path.through, path.avoid],
    modes.indexOf(view.mode),
    panels.indexOf(view.panel),
  ];
}

/** Longer than any id. */
const LONGEST_TEXT = 1000;
const LARGEST = 5_000_000;

/** More than anybody can look at. Each is requested from the server. */
const MOST_NODES = 5000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_TEXT;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isCoordinate = (value: unknown): value is number => Number.isFinite(value) && Math.abs(value as number) < 1e7;

function readNodes(value: unknown): ViewNode[] {
  if (!Array.isArray(value) || value.length > MOST_NODES) throw new BadLink();
  const known = new Set<string>();
  return value.map((row): ViewNode => {
    if (!Array.isArray(row)) throw new BadLink();
    const [id, x, y, marks = 0] = row as unknown[];
    if (!isText(id) || !isCoordinate(x) || !isCoordinate(y) || known.has(id)) throw new BadLink();
    known.add(id);
    const flags = Number(marks);
    return { id, x, y, ...(flags & PINNED ? { pinned: true } : {}), ...(flags & HIDDEN ? { hidden: true } : {}) };
  });
}

function readSelection(value: unknown): Selection | null {
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

const emptyText = JSON.stringify(encode(emptyView));

/** The link of a view; an empty string for the empty view. */
export async function toLink(view: View): Promise<string> {
  const text = JSON.stringify(encode(view));
  if (text === emptyText) return '';
  const packed = pipeInSlices(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  return base64url(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/** The view of a link. Throws BadLink if it isn't valid. */
export async function fromLink(link: string): Promise<View> {
  if (link === '') return emptyView;
  let value: unknown;
  try {
    const unpacked = pipeInSlices(fromBase64url(link), new DecompressionStream('deflate-raw'));
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of limited(LARGEST, unpacked)) text += decoder.decode(bytes, { stream: true });
    value = JSON.parse(text + decoder.decode());
  } catch {
    // Not base64url, not deflated or not JSON: whichever it is, the link is damaged.
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
    selection: readSelection(chosen),
    path: readPath(path),
    mode: modes[Number(look)] ?? emptyView.mode,
    panel: panels[Number(panel)] ?? emptyView.panel,
  };
}
