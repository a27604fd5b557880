import type { Arrangement, PlacedEdge, PlacedNode } from './arrange.ts';
import type { Curve } from './geometry.ts';
import { NAME_LINE, NAME_SIZE, READING_SIZE } from './labels.ts';
import { FONT, type Palette } from './palette.ts';
import { type NodeStyle, trace } from './shapes.ts';

/** Draws an arrangement on the 2D context of a canvas. */

type Pen = CanvasRenderingContext2D;

/** How an arrangement is drawn. */
export interface PaintOptions {
  readonly palette: Palette;
  readonly styleOf: (type: string) => NodeStyle;
  /** The id of the node or edge under the pointer. */
  readonly hovered: string | null;
  readonly font: string;
}

/** A text style as a CSS font. */
export const fontOf = (letters: 'name' | 'strong' | 'reading', font = FONT): string =>
  `${letters === 'strong' ? '600 ' : ''}${letters === 'reading' ? READING_SIZE : NAME_SIZE}px ${font}`;

interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash: readonly number[];
  readonly arrow: number;
}

const DIMMED_ALPHA = 0.2;
/** With more edges, lines are thin, and arrows that are too small to see are left out. */
const MANY_EDGES = 1_200;
const TOO_MANY_EDGES = 4_000;
const HUB_EDGES = 40;
/** A canvas path of very many lines is slow to draw, and so are very many paths. */
const PATHS_PER_STROKE = 100;

/** The stroke of an edge. Edges are drawn by level, from the faintest to the selected one. */
export function strokeOf(
  { edge: { edge, from, to } }: PlacedEdge,
  palette: Palette,
  count: number,
  above: string | null,
) {
  const dash = edge.uncertain ? [5, 4] : [];
  const thin = count > MANY_EDGES;
  if (edge.selected || edge.id === above) {
    return { level: 4, color: palette.accent, width: 2.6, alpha: 1, dash, arrow: 10 };
  }
  if (edge.onPath) return { level: 3, color: palette.path, width: 3.2, alpha: 1, dash, arrow: 11 };
  if (edge.dimmed) {
    return {
      level: 0,
      color: palette.edge,
      width: 1,
      alpha: thin ? DIMMED_ALPHA / 2 : DIMMED_ALPHA,
      dash,
      arrow: thin ? 0 : 6,
    };
  }
  const near = from.node.selected || to.node.selected || from.node.id === above || to.node.id === above;
  if (near) {
    // The many edges of a hub would merge into a blot.
    const many =
      Math.max(from.node.selected ? from.edges.length : 0, to.node.selected ? to.edges.length : 0) > HUB_EDGES;
    return { level: 2, color: palette.mutedText, width: many ? 1.1 : 1.7, alpha: 1, dash, arrow: many ? 6 : 8 };
  }
  const alpha = count > TOO_MANY_EDGES ? 0.3 : thin ? 0.55 : 1;
  return {
    level: 1,
    color: palette.edge,
    width: thin ? 0.8 : 1.2,
    alpha,
    dash,
    arrow: count > TOO_MANY_EDGES ? 0 : thin ? 5 : 7,
  };
}

/** Draws an arrangement. */
export function paint(pen: Pen, arranged: Arrangement, painting: PaintOptions): void {
  const { palette } = painting;
  paintEdges(pen, arranged.edges, painting);
  for (const { reading, edge } of arranged.edges) {
    if (reading === null) continue;
    const strong = edge.edge.selected || edge.edge.onPath || edge.edge.id === painting.hovered;
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
    pen.fillStyle = strong ? palette.text : palette.mutedText;
    pen.fillText(reading.text, 0, 0.5);
    pen.restore();
  }
  paintNodes(pen, arranged.nodes, painting);
  paintNames(pen, arranged.nodes, painting);
}

function paintEdges(pen: Pen, edges: readonly PlacedEdge[], { palette, hovered }: PaintOptions): void {
  const groups = new Map<string, { level: number; stroke: Stroke; curves: Curve[] }>();
  for (const placed of edges) {
    const stroke = strokeOf(placed, palette, edges.length, hovered);
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
    for (let begin = 0; begin < curves.length; begin += PATHS_PER_STROKE) {
      const some = curves.slice(begin, begin + PATHS_PER_STROKE);
      pen.beginPath();
      for (const curve of some) traceCurve(pen, curve, stroke.arrow);
      pen.stroke();
      if (stroke.arrow === 0) continue;
      pen.beginPath();
      for (const curve of some) traceArrow(pen, curve, stroke.arrow);
      pen.fill();
    }
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** Traces a curve up to its arrow. */
function traceCurve(pen: Pen, { kind, x0, y0, c1x, c1y, c2x, c2y, x1, y1, dx, dy }: Curve, arrow: number): void {
  const x = x1 - dx * arrow * 0.8;
  const y = y1 - dy * arrow * 0.8;
  pen.moveTo(x0, y0);
  if (kind === 'line') pen.lineTo(x, y);
  else if (kind === 'quadratic') pen.quadraticCurveTo(c1x, c1y, x, y);
  else pen.bezierCurveTo(c1x, c1y, c2x, c2y, x, y);
}

function traceArrow(pen: Pen, { x1, y1, dx, dy }: Curve, arrow: number): void {
  const bx = x1 - dx * arrow;
  const by = y1 - dy * arrow;
  const half = arrow * 0.42;
  pen.moveTo(x1, y1);
  pen.lineTo(bx - dy * half, by + dx * half);
  pen.lineTo(bx + dy * half, by - dx * half);
  pen.closePath();
}

const WITH_MARKS = 4;

function paintNodes(pen: Pen, nodes: readonly PlacedNode[], { palette, styleOf, hovered }: PaintOptions): void {
  const styles = new Map<string, NodeStyle>();
  const groups = new Map<string, { style: NodeStyle; dimmed: boolean; nodes: PlacedNode[] }>();
  for (const placed of nodes) {
    const { type, dimmed } = placed.node.node;
    let style = styles.get(type);
    if (style === undefined) {
      style = styleOf(type);
      styles.set(type, style);
    }
    const key = `${dimmed} ${type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { style, dimmed, nodes: [placed] });
    else group.nodes.push(placed);
  }
  pen.lineJoin = 'round';
  for (const { style, dimmed, nodes: alike } of [...groups.values()].sort(
    (a, b) => Number(b.dimmed) - Number(a.dimmed),
  )) {
    pen.fillStyle = style.color;
    pen.strokeStyle = palette.background;
    for (let begin = 0; begin < alike.length; begin += PATHS_PER_STROKE) {
      pen.beginPath();
      for (const { x, y, r } of alike.slice(begin, begin + PATHS_PER_STROKE)) trace(pen, style.shape, x, y, r);
      // A rim in the background colour separates nodes from edges and from each other.
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
    if (node.id === hovered) ring(pen, placed, 1.2, 3.5, palette.text, 1.6);
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

/** A plus at the lower right: the node has hidden relations. */
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

/** A pin at the upper right of the node. */
function paintPin(pen: Pen, { x, y, r }: PlacedNode, palette: Palette): void {
  const size = markSize(r) * 0.8;
  const footX = x + r * 0.45;
  const footY = y - r * 0.45;
  const headX = footX + size * 1.5;
  const headY = footY - size * 1.9;
  for (const [color, extra] of [
    [palette.background, 1.3],
    [palette.text, 0],
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

function paintNames(pen: Pen, nodes: readonly PlacedNode[], { palette, font }: PaintOptions): void {
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.strokeStyle = palette.background;
  pen.lineWidth = 3;
  for (const { name, strong, node } of nodes) {
    if (name === null) continue;
    pen.font = fontOf(strong ? 'strong' : 'name', font);
    pen.textAlign = name.align;
    pen.globalAlpha = node.node.dimmed ? 0.5 : 1;
    pen.fillStyle = palette.text;
    name.lines.forEach((line, i) => {
      pen.strokeText(line, name.x, name.y + i * NAME_LINE);
    });
    name.lines.forEach((line, i) => {
      pen.fillText(line, name.x, name.y + i * NAME_LINE);
    });
  }
  pen.globalAlpha = 1;
}
