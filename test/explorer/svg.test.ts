import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import type { DrawnEdge, DrawnNode } from '../../src/explorer/canvas/drawing.ts';
import { layOut } from '../../src/explorer/canvas/layout.ts';
import { styleFor } from '../../src/explorer/canvas/shapes.ts';
import { type SvgOptions, toSvg } from '../../src/explorer/canvas/svg.ts';

const node = (id: string, more: Partial<DrawnNode> = {}): DrawnNode => ({
  id,
  label: id,
  type: 'Project',
  x: 0,
  y: 0,
  weight: 1,
  pinned: false,
  selected: false,
  dimmed: false,
  onPath: false,
  hiddenMore: 0,
  ...more,
});
const edge = (id: string, from: string, to: string, more: Partial<DrawnEdge> = {}): DrawnEdge => ({
  id,
  from,
  to,
  label: 'was funded by',
  selected: false,
  onPath: false,
  dimmed: false,
  uncertain: false,
  ...more,
});
const options: SvgOptions = {
  theme: { dark: false, reducedMotion: true, styleOf: (type) => styleFor(type, 0) },
  title: 'Around a project',
};

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly inside: readonly string[];
  text: string;
}

/** All elements of a document, in order. Throws if it is not well-formed. */
function read(svg: string): Element[] {
  const all: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = {
      name,
      attributes: attributes as Record<string, string>,
      inside: open.map((o) => o.name),
      text: '',
    };
    all.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(svg).close();
  return all;
}

const named = (elements: readonly Element[], name: string) => elements.filter((element) => element.name === name);
const lines = (svg: string) =>
  named(read(svg), 'path')
    .filter(({ attributes }) => attributes.stroke !== undefined && attributes.fill === undefined)
    .map(({ attributes }) => attributes);

test('names and readings are escaped, whatever they contain', () => {
  const hostile = `</text><script>alert("1")</script>&'${String.fromCharCode(0, 7, 0xd800)}\u202Egnp\u202C\u2066x\u2069`;
  const svg = toSvg(
    {
      nodes: [node('a', { label: hostile, type: hostile }), node('b', { x: 400, label: 'B' })],
      edges: [edge('1', 'a', 'b', { label: hostile })],
    },
    { ...options, title: hostile, labels: { description: hostile } },
  );
  const elements = read(svg);
  expect(new Set(elements.map(({ name }) => name))).toEqual(
    new Set(['svg', 'title', 'desc', 'rect', 'text', 'tspan', 'g', 'path']),
  );
  expect(elements[1]?.text).toBe(`</text><script>alert("1")</script>&' \u{FFFD}gnpx`);
  expect(named(elements, 'desc')[0]?.text).toBe(elements[1]?.text);
  expect(svg).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  expect(svg).not.toMatch(/href|url\(|style=/);
});

test('a name of 10,000 characters is cut, and its title is limited', () => {
  const svg = toSvg({ nodes: [node('a', { label: `Long ${'name '.repeat(2_000)}` })], edges: [] }, options);
  const drawn = named(read(svg), 'tspan').map(({ text }) => text);
  expect(drawn).toEqual(['Long name name name name', 'name name name nam…']);
});

test('directions are arrows, parallel relations have separate curves, self-relations are loops', () => {
  const svg = toSvg(
    {
      nodes: [node('a'), node('b', { x: 400 })],
      edges: [
        edge('1', 'a', 'b'),
        edge('2', 'a', 'b'),
        edge('3', 'b', 'a', { uncertain: true }),
        edge('4', 'b', 'b', { label: 'follows' }),
        edge('5', 'a', 'nowhere'),
      ],
    },
    options,
  );
  const drawn = lines(svg);
  expect(drawn).toHaveLength(4);
  expect(new Set(drawn.map(({ d }) => d)).size).toBe(4);
  expect(drawn.filter(({ d }) => d?.includes('C'))).toHaveLength(1);
  expect(drawn.filter((line) => line['stroke-dasharray'] !== undefined)).toHaveLength(1);
  const readings = named(read(svg), 'text').map(({ text }) => text.trim());
  expect(readings.filter((text) => text === 'was funded by')).toHaveLength(3);
  expect(readings).toContain('follows');
});

test('names do not overlap', async () => {
  const nodes = Array.from({ length: 120 }, (_, i) =>
    node(`n${i}`, {
      label: i % 3 === 0 ? `과학기술정보통신부 ${i}` : `Institute of quantum technologies ${i}`,
      weight: i % 9,
    }),
  );
  const edges = nodes.slice(1).map(({ id }, i) => edge(`e${i}`, `n${Math.floor(i / 6)}`, id));
  const places = await layOut({ nodes: nodes.map(({ id }) => ({ id })), edges });
  const svg = toSvg({ nodes: nodes.map((each) => ({ ...each, ...places.get(each.id) })), edges }, options);
  const names: { left: number; right: number; top: number; bottom: number }[] = [];
  for (const block of svg.match(/<text font-size="12"[^>]*paint-order[^>]*>.*?<\/text>/g) ?? []) {
    const anchor = /text-anchor="(\w+)"/.exec(block)?.[1];
    for (const [, x, y, text] of block.matchAll(/<tspan x="([-\d.]+)" y="([-\d.]+)">([^<]*)<\/tspan>/g)) {
      // Narrower than any usual font, so labels that overlap with this width always overlap.
      const width = [...(text as string)].reduce((sum, letter) => sum + (letter > '\u1100' ? 12 : 5.5), 0);
      const left = Number(x) - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0);
      names.push({ left, right: left + width, top: Number(y) - 10, bottom: Number(y) + 2 });
    }
  }
  expect(names.length).toBeGreaterThan(100);
  const overlaps = names.flatMap((a, i) =>
    names.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
  );
  expect(overlaps).toEqual([]);
});

test('the legend names each type once, in the language of the user', () => {
  const nodes = [node('a'), node('b', { x: 200 }), node('c', { x: 400, type: 'Minister' })];
  const labels = { typeOf: (type: string) => (type === 'Minister' ? '장관' : type) };
  const texts = named(read(toSvg({ nodes, edges: [] }, { ...options, labels })), 'text').map(({ text }) => text);
  expect(texts.slice(-2)).toEqual(['장관', 'Project']);
});

test('an empty picture is a valid file', () => {
  expect(named(read(toSvg({ nodes: [], edges: [] }, options)), 'title').map(({ text }) => text)).toEqual([
    'Around a project',
  ]);
});
