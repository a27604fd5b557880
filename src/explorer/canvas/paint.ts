import type { Arranged, PlacedEdge, PlacedNode } from './arrange.ts';
import type { Curve } from './geometry.ts';
import { NAME_LINE, NAME_SIZE, READING_SIZE } from './labels.ts';
import { FONT, type Palette } from './palette.ts';
import { type Look, trace } from './shapes.ts';

/** Draws what was arranged with the 2D context of a canvas. */

type Pen = CanvasRenderingContext2D;

export interface Painting {
  readonly palette: Palette;
  readonly styleOf: (type: string) => Look;
  /** What is pointed at. */
  readonly above: string | null;
  readonly font: string;
}

export const fontOf = (letters: 'name' | 'strong' | 'reading', font = FONT): string =>
  `${letters === 'strong' ? '600 ' : ''}${letters === 'reading' ? READING_SIZE : NAME_SIZE}px ${font}`;

interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash: readonly number[];
  readonly arrow: number;
}

const FAINT = 0.2;
/** Beyond so many, lines are thin, and arrows too small to be seen are left out. */
const MANY = 1_200;
const TOO_MANY = 4_000;
const HUB = 40;
/** A path of very many lines is slow to fill in; so are very many paths. */
const AT_ONCE = 100;

/** What a line looks like, from the quietest to what is chosen, in the order in which they are drawn. */
export function strokeOf(
  { edge: { edge, from, to } }: PlacedEdge,
  palette: Palette,
  count: number,
  above: string | null,
) {
  const dash = edge.uncertain ? [5, 4] : [];
  const thin = count > MANY;
  if (edge.selected || edge.id === above) {
    return { level: 4, color: palette.accent, width: 2.6, alpha: 1, dash, arrow: 10 };
  }
  if (edge.onPath) return { level: 3, color: palette.path, width: 3.2, alpha: 1, dash, arrow: 11 };
  if (edge.dimmed) {
    return { level: 0, color: palette.edge, width: 1, alpha: thin ? FAINT / 2 : FAINT, dash, arrow: thin ? 0 : 6 };
  }
  const near = from.node.selected || to.node.selected || from.node.id === above || to.node.id === above;
  if (near) {
    // The many lines of a hub would be a blot.
    const many = Math.max(from.node.selected ? from.edges.length : 0, to.node.selected ? to.edges.length : 0) > HUB;
    return { level: 2, color: palette.quietWords, width: many ? 1.1 : 1.7, alpha: 1, dash, arrow: many ? 6 : 8 };
  }
  const alpha = count > TOO_MANY ? 0.3 : thin ? 0.55 : 1;
  return {
    level: 1,
    color: palette.edge,
    width: thin ? 0.8 : 1.2,
    alpha,
    dash,
    arrow: count > TOO_MANY ? 0 : thin ? 5 : 7,
  };
}

export function paint(pen: Pen, arranged: Arranged, painting: Painting): void {
  const { palette } = painting;
  paintEdges(pen, arranged.edges, painting);
  for (const { reading, edge } of arranged.edges) {
    if (reading === null) continue;
    const strong = edge.edge.selected || edge.edge.onPath || edge.edge.id === painting.above;
    pen.save();
    pen.translate(reading.x, reading.y);
    pen.rotate(reading.angle);
    pen.globalAlpha = 0.92;
    pen.fillStyle = palette.background;
    pen.fillRect(-reading.width / 2 - 3, -READING_SIZE / 2 - 1.5, reading.width + 6, READING_SIZE + 3);
    pen.globalAlpha = 1;
    pen.font = fontOf('reading', painting.font);
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = strong ? palette.words : palette.quietWords;
    pen.fillText(reading.text, 0, 0.5);
    pen.restore();
  }
  paintNodes(pen, arranged.nodes, painting);
  paintNames(pen, arranged.nodes, painting);
}

function paintEdges(pen: Pen, edges: readonly PlacedEdge[], { palette, above }: Painting): void {
  const groups = new Map<string, { level: number; stroke: Stroke; curves: Curve[] }>();
  for (const placed of edges) {
    const stroke = strokeOf(placed, palette, edges.length, above);
    const key = `${stroke.level}${stroke.dash.length > 0}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { level: stroke.level, stroke, curves: [placed.curve] });
    else group.curves.push(placed.curve);
  }
  for (const { stroke, curves } of [...groups.values()].sort((a, b) => a.level - b.level)) {
    pen.globalAlpha = stroke.alpha;
    pen.strokeStyle = stroke.color;
    pen.fillStyle = stroke.color;
    pen.lineWidth = stroke.width;
    pen.setLineDash([...stroke.dash]);
    for (let begin = 0; begin < curves.length; begin += AT_ONCE) {
      const some = curves.slice(begin, begin + AT_ONCE);
      pen.beginPath();
      for (const curve of some) follow(pen, curve, stroke.arrow);
      pen.stroke();
      if (stroke.arrow === 0) continue;
      pen.beginPath();
      for (const curve of some) head(pen, curve, stroke.arrow);
      pen.fill();
    }
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** The line as far as its arrow. */
function follow(pen: Pen, { kind, x0, y0, c1x, c1y, c2x, c2y, x1, y1, dx, dy }: Curve, arrow: number): void {
  const x = x1 - dx * arrow * 0.8;
  const y = y1 - dy * arrow * 0.8;
  pen.moveTo(x0, y0);
  if (kind === 'line') pen.lineTo(x, y);
  else if (kind === 'quadratic') pen.quadraticCurveTo(c1x, c1y, x, y);
  else pen.bezierCurveTo(c1x, c1y, c2x, c2y, x, y);
}

function head(pen: Pen, { x1, y1, dx, dy }: Curve, arrow: number): void {
  const bx = x1 - dx * arrow;
  const by = y1 - dy * arrow;
  const half = arrow * 0.42;
  pen.moveTo(x1, y1);
  pen.lineTo(bx - dy * half, by + dx * half);
  pen.lineTo(bx + dy * half, by - dx * half);
  pen.closePath();
}

const WITH_MARKS = 4;

function paintNodes(pen: Pen, nodes: readonly PlacedNode[], { palette, styleOf, above }: Painting): void {
  const looks = new Map<string, Look>();
  const groups = new Map<string, { look: Look; dimmed: boolean; nodes: PlacedNode[] }>();
  for (const placed of nodes) {
    const { type, dimmed } = placed.node.node;
    let look = looks.get(type);
    if (look === undefined) {
      look = styleOf(type);
      looks.set(type, look);
    }
    const key = `${dimmed} ${type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { look, dimmed, nodes: [placed] });
    else group.nodes.push(placed);
  }
  pen.lineJoin = 'round';
  for (const { look, dimmed, nodes: alike } of [...groups.values()].sort(
    (a, b) => Number(b.dimmed) - Number(a.dimmed),
  )) {
    pen.fillStyle = look.color;
    pen.strokeStyle = palette.background;
    for (let begin = 0; begin < alike.length; begin += AT_ONCE) {
      pen.beginPath();
      for (const { x, y, r } of alike.slice(begin, begin + AT_ONCE)) trace(pen, look.shape, x, y, r);
      // A rim of the background keeps nodes apart from lines and from each other.
      pen.globalAlpha = 1;
      pen.lineWidth = 3;
      if ((alike[begin]?.r ?? 0) > WITH_MARKS) pen.stroke();
      pen.globalAlpha = dimmed ? 0.3 : 1;
      pen.fill();
    }
  }
  pen.globalAlpha = 1;
  for (const placed of nodes) {
    const { node } = placed.node;
    if (node.onPath) ring(pen, placed, 1.2, 4, palette.path, 2, [3, 2.5]);
    if (node.selected) ring(pen, placed, 1.2, node.onPath ? 8 : 4.5, palette.accent, 2.6);
    if (node.id === above) ring(pen, placed, 1.2, 3.5, palette.words, 1.6);
    if (placed.r < WITH_MARKS) continue;
    pen.globalAlpha = node.dimmed ? 0.4 : 1;
    if (node.pinned) paintPin(pen, placed, palette);
    if (node.hiddenMore > 0) paintPlus(pen, placed, palette);
    pen.globalAlpha = 1;
  }
}

function ring(
  pen: Pen,
  { x, y, r }: PlacedNode,
  wider: number,
  off: number,
  color: string,
  width: number,
  dash: readonly number[] = [],
) {
  pen.beginPath();
  pen.arc(x, y, r * wider + off, 0, 2 * Math.PI);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash([...dash]);
  pen.stroke();
  pen.setLineDash([]);
}

const markSize = (r: number) => Math.max(3.2, Math.min(5.5, r * 0.46));

/** A plus at the lower right: there is more to be shown. */
function paintPlus(pen: Pen, { x, y, r }: PlacedNode, palette: Palette): void {
  const size = markSize(r);
  const px = x + r * 0.85 + size * 0.4;
  const py = y + r * 0.85;
  pen.beginPath();
  pen.arc(px, py, size + 1.2, 0, 2 * Math.PI);
  pen.fillStyle = palette.background;
  pen.fill();
  pen.beginPath();
  pen.arc(px, py, size, 0, 2 * Math.PI);
  pen.fillStyle = palette.badge;
  pen.fill();
  const arm = size * 0.55;
  pen.beginPath();
  pen.moveTo(px - arm, py);
  pen.lineTo(px + arm, py);
  pen.moveTo(px, py - arm);
  pen.lineTo(px, py + arm);
  pen.strokeStyle = palette.background;
  pen.lineWidth = Math.max(1, size * 0.32);
  pen.stroke();
}

/** A pin at the upper right, stuck into the node. */
function paintPin(pen: Pen, { x, y, r }: PlacedNode, palette: Palette): void {
  const size = markSize(r) * 0.8;
  const footX = x + r * 0.45;
  const footY = y - r * 0.45;
  const headX = footX + size * 1.5;
  const headY = footY - size * 1.9;
  for (const [color, extra] of [
    [palette.background, 1.3],
    [palette.words, 0],
  ] as const) {
    pen.beginPath();
    pen.moveTo(footX, footY);
    pen.lineTo(headX, headY);
    pen.strokeStyle = color;
    pen.lineWidth = 1.4 + extra * 2;
    pen.lineCap = 'round';
    pen.stroke();
    pen.lineCap = 'butt';
    pen.beginPath();
    pen.arc(headX, headY, size + extra, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
  }
}

function paintNames(pen: Pen, nodes: readonly PlacedNode[], { palette, font }: Painting): void {
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.strokeStyle = palette.background;
  pen.lineWidth = 3;
  for (const { name, strong, node } of nodes) {
    if (name === null) continue;
    pen.font = fontOf(strong ? 'strong' : 'name', font);
    pen.textAlign = name.align;
    pen.globalAlpha = node.node.dimmed ? 0.5 : 1;
    pen.fillStyle = palette.words;
    name.lines.forEach((line, i) => {
      pen.strokeText(line, name.x, name.y + i * NAME_LINE);
    });
    name.lines.forEach((line, i) => {
      pen.fillText(line, name.x, name.y + i * NAME_LINE);
    });
  }
  pen.globalAlpha = 1;
}
