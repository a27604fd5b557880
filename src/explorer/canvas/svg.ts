import { arrange, type PlacedEdge, type TextStyle } from './arrange.ts';
import type { Drawing, Theme } from './drawing.ts';
import type { Curve } from './geometry.ts';
import { NAME_LINE, NAME_SIZE, READING_SIZE } from './labels.ts';
import { legible, shortName } from './names.ts';
import { strokeOf } from './paint.ts';
import { FONT, type Palette, paletteOf } from './palette.ts';
import { sceneOf } from './scene.ts';
import { shapeAt } from './shapes.ts';

/** Writes the picture as a self-contained SVG file. Names are escaped, whatever they contain. */

/** How a file looks and what it is called. */
export interface SvgOptions {
  readonly theme: Theme;
  readonly title: string;
  readonly labels?: {
    /** Describes the picture for screen readers. */
    readonly description?: string;
    /** The name of an entity type in the user's language. */
    readonly typeOf?: (type: string) => string;
  };
}

const PADDING = 70;
const LEGEND_LINE = 22;
const LEGEND_COLUMN = 170;
const HEAD = 44;

/** Writes a drawing as an SVG file with a title and a legend. */
export function toSvg(drawing: Drawing, { theme, title, labels = {} }: SvgOptions): string {
  const palette = paletteOf(theme.dark);
  const scene = sceneOf(drawing);
  const xs = drawing.nodes.map(({ x }) => x);
  const ys = drawing.nodes.map(({ y }) => y);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);
  const [left, top] = [least(xs) - PADDING * 1.8, least(ys) - PADDING];
  const width = Math.max(480, Math.ceil(most(xs) - left + PADDING * 1.8));
  const height = Math.max(160, Math.ceil(most(ys) - top + PADDING));
  const types = [...new Set(drawing.nodes.map(({ type }) => type))].sort();
  const columns = Math.max(1, Math.floor((width - 40) / LEGEND_COLUMN));
  const rows = Math.ceil(types.length / columns);
  const whole = HEAD + height + rows * LEGEND_LINE + 34;

  const { nodes, edges } = arrange({
    nodes: scene.nodes,
    edges: scene.edges,
    viewport: { k: 1, x: -left, y: HEAD - top },
    frame: { left: 0, top: HEAD, right: width, bottom: HEAD + height },
    measure: estimateWidth,
  });

  const out: string[] = [];
  const name = legible(title);
  const description = labels.description === undefined ? '' : legible(labels.description);
  out.push(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img" aria-labelledby="title${description === '' ? '' : ' description'}" font-family="${escaped(FONT)}">`,
    `<title id="title">${escaped(name)}</title>`,
  );
  if (description !== '') out.push(`<desc id="description">${escaped(description)}</desc>`);
  out.push(`<rect width="${width}" height="${whole}" fill="${palette.background}"/>`);
  out.push(
    `<text x="20" y="28" font-size="15" font-weight="600" fill="${palette.text}">${escaped(shortName(title, 90))}</text>`,
  );

  const strokes = edges
    .map((placed) => ({ placed, stroke: strokeOf(placed, palette, edges.length, null) }))
    .sort((a, b) => a.stroke.level - b.stroke.level);
  out.push('<g fill="none">');
  for (const { placed, stroke } of strokes) out.push(lineOf(placed, stroke));
  out.push('</g>');
  for (const { reading, edge } of edges) {
    if (reading === null) continue;
    const turn = reading.angle === 0 ? '' : ` rotate(${round((reading.angle * 180) / Math.PI)})`;
    out.push(
      `<g transform="translate(${round(reading.x)} ${round(reading.y)})${turn}"><rect x="${round(-reading.width / 2 - 3)}" y="-7" width="${round(reading.width + 6)}" height="14" fill="${palette.background}" opacity="0.92"/><text y="4" font-size="${READING_SIZE}" text-anchor="middle" fill="${edge.edge.selected || edge.edge.onPath ? palette.text : palette.mutedText}">${escaped(reading.text)}</text></g>`,
    );
  }
  for (const { node: sceneNode, x, y, r } of nodes) {
    const { node } = sceneNode;
    const { color, shape } = theme.styleOf(node.type);
    const whole = legible(node.label);
    out.push(
      `<g${node.dimmed ? ' opacity="0.3"' : ''}><title>${escaped(whole)}</title><path d="${shapeAt(shape, x, y, r)}" fill="${color}" stroke="${palette.background}" stroke-width="1.5"/>${ringsOf(node, x, y, r, palette)}</g>`,
    );
  }
  for (const { name: label, strong, node } of nodes) {
    if (label === null) continue;
    const anchor = { center: 'middle', left: 'start', right: 'end' }[label.align];
    const spans = label.lines.map(
      (line, i) => `<tspan x="${round(label.x)}" y="${round(label.y + i * NAME_LINE + 4)}">${escaped(line)}</tspan>`,
    );
    out.push(
      `<text font-size="${NAME_SIZE}"${strong ? ' font-weight="600"' : ''} text-anchor="${anchor}" fill="${palette.text}" stroke="${palette.background}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"${node.node.dimmed ? ' opacity="0.5"' : ''}>${spans.join('')}</text>`,
    );
  }
  types.forEach((type, i) => {
    const { color, shape } = theme.styleOf(type);
    const x = 28 + (i % columns) * LEGEND_COLUMN;
    const y = HEAD + height + 22 + Math.floor(i / columns) * LEGEND_LINE;
    const called = shortName(labels.typeOf?.(type) ?? type, 24);
    out.push(
      `<path d="${shapeAt(shape, x, y, 6)}" fill="${color}"/><text x="${x + 14}" y="${y + 4}" font-size="12" fill="${palette.text}">${escaped(called)}</text>`,
    );
  });
  out.push('</svg>');
  return `${out.join('\n')}\n`;
}

function lineOf({ curve }: PlacedEdge, stroke: ReturnType<typeof strokeOf>): string {
  const { color, width, alpha, dash, arrow } = stroke;
  const faint = alpha === 1 ? '' : ` opacity="${alpha}"`;
  const dashed = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  const line = `<path d="${pathOf(curve, arrow)}" stroke="${color}" stroke-width="${width}"${dashed}${faint}/>`;
  if (arrow === 0) return line;
  const { x1, y1, dx, dy } = curve;
  const [bx, by, half] = [x1 - dx * arrow, y1 - dy * arrow, arrow * 0.42];
  const corners = [x1, y1, bx - dy * half, by + dx * half, bx + dy * half, by - dx * half].map(round);
  return `${line}<path d="M${corners.slice(0, 2).join(' ')}L${corners.slice(2, 4).join(' ')}L${corners.slice(4).join(' ')}Z" fill="${color}"${faint}/>`;
}

function pathOf({ kind, x0, y0, c1x, c1y, c2x, c2y, x1, y1, dx, dy }: Curve, arrow: number): string {
  const end = `${round(x1 - dx * arrow * 0.8)} ${round(y1 - dy * arrow * 0.8)}`;
  const start = `M${round(x0)} ${round(y0)}`;
  if (kind === 'line') return `${start}L${end}`;
  if (kind === 'quadratic') return `${start}Q${round(c1x)} ${round(c1y)} ${end}`;
  return `${start}C${round(c1x)} ${round(c1y)} ${round(c2x)} ${round(c2y)} ${end}`;
}

function ringsOf(
  node: { readonly selected: boolean; readonly onPath: boolean },
  x: number,
  y: number,
  r: number,
  palette: Palette,
): string {
  const ring = (radius: number, color: string, width: number, dash = '') =>
    `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="none" stroke="${color}" stroke-width="${width}"${dash}/>`;
  const path = node.onPath ? ring(r * 1.2 + 4, palette.path, 2, ' stroke-dasharray="3 2.5"') : '';
  return node.selected ? path + ring(r * 1.2 + (node.onPath ? 8 : 4.5), palette.accent, 2.6) : path;
}

const WIDE = /[\u1100-\u11FF\u2E80-\uA4CF\uAC00-\uD7FF\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFFEF\u{1F000}-\u{3FFFD}]/u;
const NARROW = /[ijl.,:;|!'()[\]ftrI\- ]/;
const BROAD = /[mwMW@%…—]/;

/** Estimates the width of a text without a browser. Errs on the wide side, so that labels fit in any usual font. */
function estimateWidth(text: string, letters: TextStyle): number {
  let ems = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    if (WIDE.test(character)) ems += 1.02;
    else if (NARROW.test(character)) ems += 0.38;
    else if (BROAD.test(character)) ems += 0.98;
    else if (/\p{Lu}/u.test(character)) ems += 0.72;
    else ems += 0.6;
  }
  return ems * (letters === 'reading' ? READING_SIZE : NAME_SIZE) * (letters === 'strong' ? 1.06 : 1);
}

const round = (value: number) => Math.round(value * 10) / 10;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/**
 * Renders an SVG as PNG. Throws an Error if the browser can't make an image of that size.
 * The page's Content-Security-Policy must allow images from `blob:`.
 */
export async function toPng(svg: string, scale = 2): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    // Browsers return nothing for a canvas beyond some size.
    const fitting = Math.min(scale, 16_000 / image.width, 16_000 / image.height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * fitting);
    canvas.height = Math.round(image.height * fitting);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null)
      throw new Error(
        'Expected an image, but the browser made none: the picture may be too large. Save it as SVG instead.',
      );
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
