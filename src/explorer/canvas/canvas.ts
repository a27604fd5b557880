import { type D3DragEvent, drag } from 'd3-drag';
import { type Selection, select } from 'd3-selection';
import 'd3-transition';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import { type Arrangement, arrange, type PlacedEdge, type PlacedNode, type TextStyle } from './arrange.ts';
import type { Drawing, Handlers, Point, Theme } from './drawing.ts';
import { distanceTo } from './geometry.ts';
import type { Side } from './labels.ts';
import { fontOf, type PaintOptions, paint } from './paint.ts';
import { FONT, paletteOf } from './palette.ts';
import { discOf, type Scene, type SceneNode, sceneOf } from './scene.ts';

/**
 * Draws a graph on two canvases: one for the whole graph, and one above it for the node under the pointer.
 *
 * A small graph is drawn again in each frame of a pan or zoom. A large one is moved as an image by the browser's
 * compositor, and drawn again when the movement stops or has gone too far.
 */

const MAX_ZOOM = 6;
const MIN_ZOOM = 0.02;
const CLICK_DISTANCE = 4;
const PADDING = 48;
/** In a small frame the padding is this fraction of its width: one in PADDING_SHARE. */
const PADDING_SHARE = 8;
/** Fitting a few nodes doesn't enlarge them beyond this. */
const MAX_FIT_ZOOM = 1.25;
const EASE_MS = 220;
const REST_MS = 130;
/** A large graph is drawn again when its margin becomes visible, but not more often than this. */
const REDRAW_MS = 450;
/** Drawing takes at most one in DRAWING_SHARE of the time. */
const DRAWING_SHARE = 6;
/** How much of a large graph is drawn beyond each side of the frame, as a fraction of its size. */
const MARGIN = 0.25;
/** A graph whose frames take longer counts as large. */
const SLOW_MS = 30;
const LARGE_SIZE = 4_000;
const HOVER_DELAY_MS = 70;
const EDGE_HIT_DISTANCE = 6;

interface Rendered {
  readonly viewport: ZoomTransform;
  readonly margin: Point;
  readonly arranged: Arrangement;
}

/** Whether the browser can draw on a canvas. */
export function isSupported(): boolean {
  return typeof document !== 'undefined' && document.createElement('canvas').getContext('2d') !== null;
}

type Frame = HTMLDivElement;

/** An interactive picture in an element of the page. Call `dispose` when the element goes away. */
export class Canvas {
  readonly #frame: Frame;
  readonly #canvas: HTMLCanvasElement;
  readonly #hoverCanvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #hoverPen: CanvasRenderingContext2D;
  readonly #handlers: Handlers;
  readonly #selection: Selection<Frame, unknown, null, undefined>;
  readonly #zoom: ZoomBehavior<Frame, unknown>;
  readonly #stop = new AbortController();
  readonly #resizing: ResizeObserver;
  readonly #widths = new Map<string, number>();
  #theme: Theme;
  #font = FONT;
  #scene: Scene = sceneOf({ nodes: [], edges: [] });
  #width = 0;
  #height = 0;
  #ratio = 1;
  #view: ZoomTransform = zoomIdentity;
  #drawn: Rendered | null = null;
  #drawnAt = 0;
  /** Milliseconds until the last drawing was visible, and the moving average. */
  #lastCost = 0;
  #averageCost = 0;
  #frameRequest = 0;
  #restTimer = 0;
  #hoverTimer = 0;
  /** The id of the node or edge under the pointer. */
  #hovered: string | null = null;
  #drawnHover: string | null = null;
  #dragged: string | null = null;
  /** A fit was requested before the frame had a size, or is still being animated. */
  #fitPending = false;

  constructor(container: HTMLElement, handlers: Handlers, theme: Theme) {
    this.#handlers = handlers;
    this.#theme = theme;
    this.#frame = document.createElement('div');
    // Styles are set one by one, which a Content-Security-Policy without inline styles allows.
    Object.assign(this.#frame.style, {
      position: 'absolute',
      inset: '0',
      overflow: 'hidden',
      touchAction: 'none',
      userSelect: 'none',
    });
    this.#canvas = document.createElement('canvas');
    this.#hoverCanvas = document.createElement('canvas');
    for (const canvas of [this.#canvas, this.#hoverCanvas]) {
      Object.assign(canvas.style, { position: 'absolute', left: '0', top: '0', transformOrigin: '0 0' });
      this.#frame.append(canvas);
    }
    // The container has the label for screen readers.
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#hoverCanvas.setAttribute('aria-hidden', 'true');
    this.#hoverCanvas.style.pointerEvents = 'none';
    if (getComputedStyle(container).position === 'static') container.style.position = 'relative';
    container.append(this.#frame);
    this.#pen = penOf(this.#canvas);
    this.#hoverPen = penOf(this.#hoverCanvas);
    this.#selection = select(this.#frame);
    this.#zoom = this.#zooming();
    this.#selection.call(this.#dragging()).call(this.#zoom).on('dblclick.zoom', null);
    this.#listen();
    this.#resizing = new ResizeObserver(() => this.#resize());
    this.#resizing.observe(this.#frame);
    this.#resize();
    this.setTheme(theme);
  }

  /** Shows a drawing, without moving the viewport. */
  show(drawing: Drawing): void {
    const dragged = this.#dragged === null ? undefined : this.#scene.byId.get(this.#dragged);
    this.#scene = sceneOf(drawing);
    // A dragged node stays under the pointer.
    const replaced = dragged === undefined ? undefined : this.#scene.byId.get(dragged.node.id);
    if (dragged !== undefined && replaced !== undefined) Object.assign(replaced, { x: dragged.x, y: dragged.y });
    this.#averageCost = 0;
    if (this.#hovered !== null && !this.#contains(this.#hovered)) this.#hover(null);
    this.#refresh();
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    const font = getComputedStyle(this.#frame).fontFamily;
    this.#font = font === '' ? FONT : font;
    this.#widths.clear();
    this.#frame.style.background = paletteOf(theme.dark).background;
    this.#refresh();
  }

  /** Pans and zooms so that all nodes are visible. */
  fit(): void {
    const { nodes } = this.#scene;
    this.#fitPending = true;
    if (this.#width === 0 || this.#height === 0 || nodes.length === 0) return;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of nodes) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    const within = (room: number) => room - 2 * Math.min(PADDING, room / PADDING_SHARE);
    const roomX = Math.max(40, within(this.#width) - Math.min(160, this.#width / 5));
    const roomY = Math.max(40, within(this.#height) - 20);
    const k = Math.max(
      MIN_ZOOM,
      Math.min(MAX_FIT_ZOOM, roomX / Math.max(1, right - left), roomY / Math.max(1, bottom - top)),
    );
    this.#moveTo(
      zoomIdentity
        .translate(this.#width / 2, this.#height / 2)
        .scale(k)
        .translate(-(left + right) / 2, -(top + bottom) / 2),
    );
  }

  zoom(factor: number): void {
    this.#zoom.scaleBy(this.#moving(), factor);
  }

  /** Pans by pixels of the screen. */
  pan(dx: number, dy: number): void {
    this.#zoom.translateBy(this.#moving(), dx / this.#view.k, dy / this.#view.k);
  }

  /** Converts window coordinates to coordinates of the drawing. */
  pointAt(clientX: number, clientY: number): Point {
    const [x, y] = this.#view.invert(this.#at({ clientX, clientY }));
    return { x, y };
  }

  dispose(): void {
    this.#stop.abort();
    this.#resizing.disconnect();
    cancelAnimationFrame(this.#frameRequest);
    clearTimeout(this.#restTimer);
    clearTimeout(this.#hoverTimer);
    this.#selection.interrupt().on('.zoom', null).on('.drag', null);
    this.#frame.remove();
  }

  #contains(id: string): boolean {
    return this.#scene.byId.has(id) || this.#scene.edges.some(({ edge }) => edge.id === id);
  }

  #moving() {
    return this.#theme.reducedMotion ? this.#selection : this.#selection.transition().duration(EASE_MS);
  }

  #moveTo(to: ZoomTransform): void {
    // Nothing to animate before the first drawing.
    const moving = this.#theme.reducedMotion || this.#drawn === null ? this.#selection : this.#moving();
    this.#zoom.transform(moving as Selection<Frame, unknown, null, undefined>, to);
  }

  #zooming(): ZoomBehavior<Frame, unknown> {
    return zoom<Frame, unknown>()
      .scaleExtent([MIN_ZOOM, MAX_ZOOM])
      .clickDistance(CLICK_DISTANCE)
      .extent(() => [
        [0, 0],
        [this.#width, this.#height],
      ])
      .filter((event: MouseEvent) => (!event.ctrlKey || event.type === 'wheel') && !event.button)
      .on('start', () => this.#endHover())
      .on('end', () => {
        // The fit is done, or the user moved elsewhere.
        this.#fitPending = false;
      })
      .on('zoom', ({ transform }: D3ZoomEvent<Frame, unknown>) => {
        this.#view = transform;
        this.#moved();
      });
  }

  #dragging() {
    return drag<Frame, unknown, SceneNode | undefined>()
      .container(() => this.#frame)
      .clickDistance(CLICK_DISTANCE)
      .filter((event: MouseEvent) => !event.ctrlKey && !event.button)
      .subject(({ x, y }: { x: number; y: number }) => {
        const node = this.#hitNode(x, y);
        if (node === null) return undefined;
        const disc = discOf(node, this.#view);
        // The node keeps its distance from the pointer.
        return Object.assign(Object.create(node), { x: disc.x, y: disc.y }) as SceneNode;
      })
      .on('drag', (event: D3DragEvent<Frame, unknown, SceneNode>) => {
        const node = this.#scene.byId.get(event.subject.node.id);
        if (node === undefined) return;
        const [x, y] = this.#view.invert([event.x, event.y]);
        node.x = x;
        node.y = y;
        this.#dragged = node.node.id;
        clearTimeout(this.#hoverTimer);
        if (this.#isLarge()) this.#hover(node.node.id, true);
        else {
          this.#hover(null);
          this.#refresh();
        }
      })
      .on('end', (event: D3DragEvent<Frame, unknown, SceneNode>) => {
        const node = this.#scene.byId.get(event.subject.node.id);
        if (this.#dragged === null || node === undefined) return;
        this.#dragged = null;
        this.#hover(null);
        node.x = Math.round(node.x);
        node.y = Math.round(node.y);
        this.#refresh();
        this.#handlers.onMove(node.node.id, { x: node.x, y: node.y });
      });
  }

  #listen(): void {
    const { signal } = this.#stop;
    const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
      this.#frame.addEventListener(name, act, { signal });
    on('click', (event) => {
      // The second click of a double click doesn't select.
      if (event.detail > 1) return;
      const [x, y] = this.#at(event);
      const node = this.#hitNode(x, y);
      if (node !== null) {
        this.#handlers.onSelectNode(node.node.id);
        return;
      }
      const edge = this.#hitEdge(x, y);
      if (edge !== null) this.#handlers.onSelectEdge(edge.edge.edge.id);
      else this.#handlers.onSelectNothing();
    });
    on('dblclick', (event) => {
      const node = this.#hitNode(...this.#at(event));
      if (node !== null) this.#handlers.onExpand(node.node.id);
    });
    on('contextmenu', (event) => {
      const node = this.#hitNode(...this.#at(event));
      if (node === null) return;
      event.preventDefault();
      this.#handlers.onMenu(node.node.id, { x: event.clientX, y: event.clientY });
    });
    on('pointermove', (event) => {
      if (event.pointerType === 'touch' || event.buttons !== 0) return;
      const [x, y] = this.#at(event);
      const node = this.#hitNode(x, y);
      const id = node?.node.id ?? this.#hitEdge(x, y)?.edge.edge.id ?? null;
      this.#frame.style.cursor = id === null ? '' : 'pointer';
      clearTimeout(this.#hoverTimer);
      if (id === this.#hovered) return;
      // A pointer that only crosses the graph doesn't make it flicker.
      this.#hoverTimer = window.setTimeout(() => this.#hover(id), id === null ? 0 : HOVER_DELAY_MS);
    });
    on('pointerleave', () => this.#endHover());
    this.#watchRatio();
  }

  #endHover(): void {
    clearTimeout(this.#hoverTimer);
    if (this.#dragged === null) this.#hover(null);
  }

  /** The pixel ratio changes when the window moves to another screen. */
  #watchRatio(): void {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener(
      'change',
      () => {
        this.#resize();
        this.#watchRatio();
      },
      { once: true, signal: this.#stop.signal },
    );
  }

  #at({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): [number, number] {
    const { left, top } = this.#frame.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  #hitNode(x: number, y: number): SceneNode | null {
    let hit: SceneNode | null = null;
    let nearest = Infinity;
    for (const node of this.#scene.nodes) {
      const disc = discOf(node, this.#view);
      const distance = Math.hypot(disc.x - x, disc.y - y) - disc.r * 1.15;
      // Small nodes have a target of 24 pixels (WCAG 2.5.8), as long as no other node is nearer.
      if (distance <= Math.max(2, 12 - disc.r) && distance < nearest) {
        nearest = distance;
        hit = node;
      }
    }
    return hit;
  }

  #hitEdge(x: number, y: number): PlacedEdge | null {
    const drawn = this.#drawn;
    if (drawn === null || drawn.arranged.edges.length > LARGE_SIZE) return null;
    // Edges were placed for the viewport of the last drawing.
    const scale = drawn.viewport.k / this.#view.k;
    const atX = (x - this.#view.x) * scale + drawn.viewport.x;
    const atY = (y - this.#view.y) * scale + drawn.viewport.y;
    let hit: PlacedEdge | null = null;
    let nearest = EDGE_HIT_DISTANCE;
    for (const placed of drawn.arranged.edges) {
      const distance = distanceTo(placed.curve, atX, atY, nearest);
      if (distance < nearest) {
        nearest = distance;
        hit = placed;
      }
    }
    return hit;
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#frame;
    const ratio = devicePixelRatio;
    if (clientWidth === this.#width && clientHeight === this.#height && ratio === this.#ratio) return;
    const [dx, dy] = [(clientWidth - this.#width) / 2, (clientHeight - this.#height) / 2];
    const first = this.#width === 0 || this.#height === 0;
    this.#width = clientWidth;
    this.#height = clientHeight;
    this.#ratio = ratio;
    if (clientWidth === 0 || clientHeight === 0) return;
    const { k, x, y } = this.#view;
    const toFit = this.#fitPending;
    // The centre stays in the centre.
    const place = first ? zoomIdentity.translate(x, y) : zoomIdentity.translate(x + dx, y + dy);
    this.#selection.interrupt();
    this.#zoom.transform(this.#selection, place.scale(k));
    if (toFit) this.fit();
    this.#draw();
  }

  /** Whether the graph is too large to be drawn in each frame. The thresholds for going back are lower (hysteresis). */
  #isLarge(): boolean {
    const { nodes, edges } = this.#drawn?.arranged ?? this.#scene;
    const was = this.#drawn !== null && this.#drawn.margin.x > 0;
    return (
      edges.length + 2 * nodes.length > LARGE_SIZE * (was ? 0.5 : 1) || this.#averageCost > SLOW_MS * (was ? 0.75 : 1)
    );
  }

  #refresh(): void {
    if (this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#draw();
    });
  }

  #moved(): void {
    const drawn = this.#drawn;
    if (drawn === null || !this.#isLarge()) {
      this.#refresh();
      return;
    }
    const scale = this.#view.k / drawn.viewport.k;
    const x = this.#view.x - drawn.viewport.x * scale - drawn.margin.x * scale;
    const y = this.#view.y - drawn.viewport.y * scale - drawn.margin.y * scale;
    this.#canvas.style.transform = `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`;
    clearTimeout(this.#restTimer);
    const right = x + (this.#width + 2 * drawn.margin.x) * scale;
    const bottom = y + (this.#height + 2 * drawn.margin.y) * scale;
    const bare = x > 0 || y > 0 || right < this.#width || bottom < this.#height || scale > 2.5;
    if (bare && performance.now() - this.#drawnAt > Math.max(REDRAW_MS, this.#lastCost * DRAWING_SHARE))
      this.#refresh();
    else this.#restTimer = window.setTimeout(() => this.#refresh(), REST_MS);
  }

  #measure = (text: string, letters: TextStyle): number => {
    const key = `${letters} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      if (this.#widths.size > 20_000) this.#widths.clear();
      this.#pen.font = fontOf(letters, this.#font);
      width = this.#pen.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  };

  #painting(above: string | null): PaintOptions {
    return {
      palette: paletteOf(this.#theme.dark),
      styleOf: (type) => this.#theme.styleOf(type),
      hovered: above,
      font: this.#font,
    };
  }

  #draw(): void {
    if (this.#width === 0 || this.#height === 0) return;
    const begun = performance.now();
    clearTimeout(this.#restTimer);
    const large = this.#isLarge();
    const margin = large
      ? { x: Math.round(this.#width * MARGIN), y: Math.round(this.#height * MARGIN) }
      : { x: 0, y: 0 };
    const view = this.#view;
    const arranged = arrange({
      nodes: this.#scene.nodes,
      edges: this.#scene.edges,
      viewport: view,
      frame: { left: -margin.x, top: -margin.y, right: this.#width + margin.x, bottom: this.#height + margin.y },
      measure: this.#measure,
    });
    this.#prepare(this.#canvas, this.#pen, margin);
    paint(this.#pen, arranged, this.#painting(null));
    this.#canvas.style.transform = `translate(${-margin.x}px, ${-margin.y}px)`;
    this.#drawn = { viewport: view, margin, arranged };
    this.#drawnHover = null;
    this.#drawHover();
    this.#drawnAt = begun;
    // The canvas is rasterised before the next frame, so the time until then is the cost of a drawing.
    requestAnimationFrame(() => {
      const now = performance.now();
      this.#lastCost = now - begun;
      this.#averageCost =
        this.#averageCost === 0
          ? Math.min(this.#lastCost, SLOW_MS / 2)
          : 0.7 * this.#averageCost + 0.3 * this.#lastCost;
      this.#drawnAt = now;
    });
  }

  #prepare(canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D, margin: Point): void {
    const width = this.#width + 2 * margin.x;
    const height = this.#height + 2 * margin.y;
    const [across, down] = [Math.round(width * this.#ratio), Math.round(height * this.#ratio)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    } else {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, across, down);
    }
    pen.setTransform(this.#ratio, 0, 0, this.#ratio, margin.x * this.#ratio, margin.y * this.#ratio);
  }

  #hover(id: string | null, force = false): void {
    if (id === this.#hovered && !force) return;
    this.#hovered = id;
    this.#drawHover(force);
  }

  /** Draws the hovered node with its neighbours over a veil, so that the canvas below needn't be drawn again. */
  #drawHover(force = false): void {
    const id = this.#hovered;
    if (id === this.#drawnHover && !force) return;
    this.#drawnHover = id;
    if (id === null) {
      this.#hoverCanvas.style.display = 'none';
      return;
    }
    const node = this.#scene.byId.get(id);
    const edges = node?.edges ?? this.#scene.edges.filter(({ edge }) => edge.id === id);
    const nodes = new Set(edges.flatMap(({ from, to }) => [from, to]));
    if (node !== undefined) nodes.add(node);
    if (nodes.size === 0) return;
    const sides = new Map<string, Side>();
    for (const { name, node: shown } of this.#drawn?.arranged.nodes ?? ([] as readonly PlacedNode[])) {
      if (name !== null) sides.set(shown.node.id, name.side);
    }
    const arranged = arrange({
      nodes: [...nodes],
      edges,
      viewport: this.#view,
      frame: { left: 0, top: 0, right: this.#width, bottom: this.#height },
      measure: this.#measure,
      hovered: id,
      sides,
    });
    const painting = this.#painting(id);
    this.#prepare(this.#hoverCanvas, this.#hoverPen, { x: 0, y: 0 });
    this.#hoverCanvas.style.display = '';
    this.#hoverPen.globalAlpha = 0.8;
    this.#hoverPen.fillStyle = painting.palette.background;
    this.#hoverPen.fillRect(0, 0, this.#width, this.#height);
    this.#hoverPen.globalAlpha = 1;
    paint(this.#hoverPen, arranged, painting);
  }
}

function penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // `willReadFrequently` keeps the canvas in main memory. A GPU is no faster at thousands of thin lines, and where the
  // processor emulates one, as in virtual machines, a drawing of 100 ms takes seconds.
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('Expected a 2D canvas, but this browser has none. Check isSupported() first.');
  return pen;
}
