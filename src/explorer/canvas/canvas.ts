import { type D3DragEvent, drag } from 'd3-drag';
import { type Selection, select } from 'd3-selection';
import 'd3-transition';
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import { type Arranged, arrange, type Letters, type PlacedEdge, type PlacedNode } from './arrange.ts';
import type { Drawing, Handlers, Point, Theme } from './drawing.ts';
import { distanceTo } from './geometry.ts';
import type { Side } from './labels.ts';
import { fontOf, type Painting, paint } from './paint.ts';
import { FONT, paletteOf } from './palette.ts';
import { discOf, type Scene, type SceneNode, sceneOf } from './scene.ts';

/**
 * The picture of a graph on two canvases: one with all of it, and one above it with what is pointed at.
 *
 * While a picture is quick to draw, each frame of a movement draws it anew. A large one is moved as it is, by the
 * browser's compositor, and drawn anew when the movement rests or has gone too far.
 */

const CLOSEST = 6;
const FURTHEST = 0.02;
const MOVED = 4;
const PADDING = 48;
/** Where there is little room, the padding is one part in so many of it. */
const PADDED = 8;
/** A fit of a few nodes does not blow them up. */
const FIT_CLOSEST = 1.25;
const EASE_MS = 220;
const REST_MS = 130;
/** Once a large picture shows an empty margin it is drawn anew, but not more often than this. */
const REDRAW_MS = 450;
/** Nor does drawing take more than one part in so many of the time. */
const SHARE = 6;
/** Of the width and height, drawn on each side beyond what is seen of a large picture. */
const MARGIN = 0.25;
/** A frame that takes longer makes the picture a large one. */
const SLOW_MS = 30;
const LARGE = 4_000;
const POINT_MS = 70;
const NEAR_EDGE = 6;

interface Drawn {
  readonly view: ZoomTransform;
  readonly margin: Point;
  readonly arranged: Arranged;
}

export function isSupported(): boolean {
  return typeof document !== 'undefined' && document.createElement('canvas').getContext('2d') !== null;
}

type Frame = HTMLDivElement;

export class Canvas {
  readonly #frame: Frame;
  readonly #below: HTMLCanvasElement;
  readonly #above: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #abovePen: CanvasRenderingContext2D;
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
  #drawn: Drawn | null = null;
  #drawnAt = 0;
  /** Milliseconds until the last drawing was to be seen, and of late. */
  #took = 0;
  #cost = 0;
  #asked = 0;
  #resting = 0;
  #pointing = 0;
  /** What the pointer rests on. */
  #pointed: string | null = null;
  #shownAbove: string | null = null;
  #dragged: string | null = null;
  /** Asked to fit before there was any room, or still on the way there. */
  #toFit = false;

  constructor(container: HTMLElement, handlers: Handlers, theme: Theme) {
    this.#handlers = handlers;
    this.#theme = theme;
    this.#frame = document.createElement('div');
    // Styles are set one by one: a policy without inline styles allows that.
    Object.assign(this.#frame.style, {
      position: 'absolute',
      inset: '0',
      overflow: 'hidden',
      touchAction: 'none',
      userSelect: 'none',
    });
    this.#below = document.createElement('canvas');
    this.#above = document.createElement('canvas');
    for (const canvas of [this.#below, this.#above]) {
      Object.assign(canvas.style, { position: 'absolute', left: '0', top: '0', transformOrigin: '0 0' });
      this.#frame.append(canvas);
    }
    // Its container speaks for it.
    this.#below.setAttribute('aria-hidden', 'true');
    this.#above.setAttribute('aria-hidden', 'true');
    this.#above.style.pointerEvents = 'none';
    if (getComputedStyle(container).position === 'static') container.style.position = 'relative';
    container.append(this.#frame);
    this.#pen = penOf(this.#below);
    this.#abovePen = penOf(this.#above);
    this.#selection = select(this.#frame);
    this.#zoom = this.#zooming();
    this.#selection.call(this.#dragging()).call(this.#zoom).on('dblclick.zoom', null);
    this.#listen();
    this.#resizing = new ResizeObserver(() => this.#resize());
    this.#resizing.observe(this.#frame);
    this.#resize();
    this.setTheme(theme);
  }

  /** Draws this, where one looks stays the same. */
  show(drawing: Drawing): void {
    const held = this.#dragged === null ? undefined : this.#scene.byId.get(this.#dragged);
    this.#scene = sceneOf(drawing);
    // What is being dragged stays under the pointer.
    const again = held === undefined ? undefined : this.#scene.byId.get(held.node.id);
    if (held !== undefined && again !== undefined) Object.assign(again, { x: held.x, y: held.y });
    this.#cost = 0;
    if (this.#pointed !== null && !this.#has(this.#pointed)) this.#point(null);
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

  /** Moves and zooms so that all is seen. */
  fit(): void {
    const { nodes } = this.#scene;
    this.#toFit = true;
    if (this.#width === 0 || this.#height === 0 || nodes.length === 0) return;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of nodes) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    const within = (room: number) => room - 2 * Math.min(PADDING, room / PADDED);
    const roomX = Math.max(40, within(this.#width) - Math.min(160, this.#width / 5));
    const roomY = Math.max(40, within(this.#height) - 20);
    const k = Math.max(
      FURTHEST,
      Math.min(FIT_CLOSEST, roomX / Math.max(1, right - left), roomY / Math.max(1, bottom - top)),
    );
    this.#go(
      zoomIdentity
        .translate(this.#width / 2, this.#height / 2)
        .scale(k)
        .translate(-(left + right) / 2, -(top + bottom) / 2),
    );
  }

  zoom(factor: number): void {
    this.#zoom.scaleBy(this.#moving(), factor);
  }

  /** By pixels of the screen. */
  pan(dx: number, dy: number): void {
    this.#zoom.translateBy(this.#moving(), dx / this.#view.k, dy / this.#view.k);
  }

  /** What place of the drawing is there in the window. */
  placeAt(clientX: number, clientY: number): Point {
    const [x, y] = this.#view.invert(this.#at({ clientX, clientY }));
    return { x, y };
  }

  dispose(): void {
    this.#stop.abort();
    this.#resizing.disconnect();
    cancelAnimationFrame(this.#asked);
    clearTimeout(this.#resting);
    clearTimeout(this.#pointing);
    this.#selection.interrupt().on('.zoom', null).on('.drag', null);
    this.#frame.remove();
  }

  #has(id: string): boolean {
    return this.#scene.byId.has(id) || this.#scene.edges.some(({ edge }) => edge.id === id);
  }

  #moving() {
    return this.#theme.reducedMotion ? this.#selection : this.#selection.transition().duration(EASE_MS);
  }

  #go(to: ZoomTransform): void {
    // Before anything was drawn there is nothing to move away from.
    const moving = this.#theme.reducedMotion || this.#drawn === null ? this.#selection : this.#moving();
    this.#zoom.transform(moving as Selection<Frame, unknown, null, undefined>, to);
  }

  #zooming(): ZoomBehavior<Frame, unknown> {
    return zoom<Frame, unknown>()
      .scaleExtent([FURTHEST, CLOSEST])
      .clickDistance(MOVED)
      .extent(() => [
        [0, 0],
        [this.#width, this.#height],
      ])
      .filter((event: MouseEvent) => (!event.ctrlKey || event.type === 'wheel') && !event.button)
      .on('start', () => this.#leave())
      .on('end', () => {
        // There, or moved elsewhere meanwhile.
        this.#toFit = false;
      })
      .on('zoom', ({ transform }: D3ZoomEvent<Frame, unknown>) => {
        this.#view = transform;
        this.#moved();
      });
  }

  #dragging() {
    return drag<Frame, unknown, SceneNode | undefined>()
      .container(() => this.#frame)
      .clickDistance(MOVED)
      .filter((event: MouseEvent) => !event.ctrlKey && !event.button)
      .subject(({ x, y }: { x: number; y: number }) => {
        const node = this.#nodeAt(x, y);
        if (node === null) return undefined;
        const disc = discOf(node, this.#view);
        // The node keeps its distance to the pointer.
        return Object.assign(Object.create(node), { x: disc.x, y: disc.y }) as SceneNode;
      })
      .on('drag', (event: D3DragEvent<Frame, unknown, SceneNode>) => {
        const node = this.#scene.byId.get(event.subject.node.id);
        if (node === undefined) return;
        const [x, y] = this.#view.invert([event.x, event.y]);
        node.x = x;
        node.y = y;
        this.#dragged = node.node.id;
        clearTimeout(this.#pointing);
        if (this.#isLarge()) this.#point(node.node.id, true);
        else {
          this.#point(null);
          this.#refresh();
        }
      })
      .on('end', (event: D3DragEvent<Frame, unknown, SceneNode>) => {
        const node = this.#scene.byId.get(event.subject.node.id);
        if (this.#dragged === null || node === undefined) return;
        this.#dragged = null;
        this.#point(null);
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
      // The second click of two is not a choice of its own.
      if (event.detail > 1) return;
      const [x, y] = this.#at(event);
      const node = this.#nodeAt(x, y);
      if (node !== null) {
        this.#handlers.onSelectNode(node.node.id);
        return;
      }
      const edge = this.#edgeAt(x, y);
      if (edge !== null) this.#handlers.onSelectEdge(edge.edge.edge.id);
      else this.#handlers.onSelectNothing();
    });
    on('dblclick', (event) => {
      const node = this.#nodeAt(...this.#at(event));
      if (node !== null) this.#handlers.onExpand(node.node.id);
    });
    on('contextmenu', (event) => {
      const node = this.#nodeAt(...this.#at(event));
      if (node === null) return;
      event.preventDefault();
      this.#handlers.onMenu(node.node.id, { x: event.clientX, y: event.clientY });
    });
    on('pointermove', (event) => {
      if (event.pointerType === 'touch' || event.buttons !== 0) return;
      const [x, y] = this.#at(event);
      const node = this.#nodeAt(x, y);
      const id = node?.node.id ?? this.#edgeAt(x, y)?.edge.edge.id ?? null;
      this.#frame.style.cursor = id === null ? '' : 'pointer';
      clearTimeout(this.#pointing);
      if (id === this.#pointed) return;
      // A pointer on its way across the picture does not make it flicker.
      this.#pointing = window.setTimeout(() => this.#point(id), id === null ? 0 : POINT_MS);
    });
    on('pointerleave', () => this.#leave());
    this.#watchRatio();
  }

  #leave(): void {
    clearTimeout(this.#pointing);
    if (this.#dragged === null) this.#point(null);
  }

  /** A window moved to another screen may have other pixels. */
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

  #nodeAt(x: number, y: number): SceneNode | null {
    let found: SceneNode | null = null;
    let nearest = Infinity;
    for (const node of this.#scene.nodes) {
      const disc = discOf(node, this.#view);
      const distance = Math.hypot(disc.x - x, disc.y - y) - disc.r * 1.15;
      // Small nodes can be met without aiming: 24 pixels, as far as no other is nearer.
      if (distance <= Math.max(2, 12 - disc.r) && distance < nearest) {
        nearest = distance;
        found = node;
      }
    }
    return found;
  }

  #edgeAt(x: number, y: number): PlacedEdge | null {
    const drawn = this.#drawn;
    if (drawn === null || drawn.arranged.edges.length > LARGE) return null;
    // Lines were placed for the view of the last drawing.
    const scale = drawn.view.k / this.#view.k;
    const atX = (x - this.#view.x) * scale + drawn.view.x;
    const atY = (y - this.#view.y) * scale + drawn.view.y;
    let found: PlacedEdge | null = null;
    let nearest = NEAR_EDGE;
    for (const placed of drawn.arranged.edges) {
      const distance = distanceTo(placed.curve, atX, atY, nearest);
      if (distance < nearest) {
        nearest = distance;
        found = placed;
      }
    }
    return found;
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
    const toFit = this.#toFit;
    // What was in the middle stays there.
    const place = first ? zoomIdentity.translate(x, y) : zoomIdentity.translate(x + dx, y + dy);
    this.#selection.interrupt();
    this.#zoom.transform(this.#selection, place.scale(k));
    if (toFit) this.fit();
    this.#draw();
  }

  /** Whether a picture is too large to be drawn in each frame. One that was stays so until it is clearly smaller. */
  #isLarge(): boolean {
    const { nodes, edges } = this.#drawn?.arranged ?? this.#scene;
    const was = this.#drawn !== null && this.#drawn.margin.x > 0;
    return edges.length + 2 * nodes.length > LARGE * (was ? 0.5 : 1) || this.#cost > SLOW_MS * (was ? 0.75 : 1);
  }

  #refresh(): void {
    if (this.#asked !== 0) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      this.#draw();
    });
  }

  #moved(): void {
    const drawn = this.#drawn;
    if (drawn === null || !this.#isLarge()) {
      this.#refresh();
      return;
    }
    const scale = this.#view.k / drawn.view.k;
    const x = this.#view.x - drawn.view.x * scale - drawn.margin.x * scale;
    const y = this.#view.y - drawn.view.y * scale - drawn.margin.y * scale;
    this.#below.style.transform = `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`;
    clearTimeout(this.#resting);
    const right = x + (this.#width + 2 * drawn.margin.x) * scale;
    const bottom = y + (this.#height + 2 * drawn.margin.y) * scale;
    const bare = x > 0 || y > 0 || right < this.#width || bottom < this.#height || scale > 2.5;
    if (bare && performance.now() - this.#drawnAt > Math.max(REDRAW_MS, this.#took * SHARE)) this.#refresh();
    else this.#resting = window.setTimeout(() => this.#refresh(), REST_MS);
  }

  #measure = (text: string, letters: Letters): number => {
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

  #painting(above: string | null): Painting {
    return {
      palette: paletteOf(this.#theme.dark),
      styleOf: (type) => this.#theme.styleOf(type),
      above,
      font: this.#font,
    };
  }

  #draw(): void {
    if (this.#width === 0 || this.#height === 0) return;
    const begun = performance.now();
    clearTimeout(this.#resting);
    const large = this.#isLarge();
    const margin = large
      ? { x: Math.round(this.#width * MARGIN), y: Math.round(this.#height * MARGIN) }
      : { x: 0, y: 0 };
    const view = this.#view;
    const arranged = arrange({
      nodes: this.#scene.nodes,
      edges: this.#scene.edges,
      view,
      frame: { left: -margin.x, top: -margin.y, right: this.#width + margin.x, bottom: this.#height + margin.y },
      measure: this.#measure,
    });
    this.#prepare(this.#below, this.#pen, margin);
    paint(this.#pen, arranged, this.#painting(null));
    this.#below.style.transform = `translate(${-margin.x}px, ${-margin.y}px)`;
    this.#drawn = { view, margin, arranged };
    this.#shownAbove = null;
    this.#drawAbove();
    this.#drawnAt = begun;
    // What was drawn is filled in before the next frame: its time tells whether each frame can be drawn.
    requestAnimationFrame(() => {
      const now = performance.now();
      this.#took = now - begun;
      this.#cost = this.#cost === 0 ? Math.min(this.#took, SLOW_MS / 2) : 0.7 * this.#cost + 0.3 * this.#took;
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

  #point(id: string | null, again = false): void {
    if (id === this.#pointed && !again) return;
    this.#pointed = id;
    this.#drawAbove(again);
  }

  /** What is pointed at, with its neighbours, over a veil on all else: the picture below need not be drawn anew. */
  #drawAbove(again = false): void {
    const id = this.#pointed;
    if (id === this.#shownAbove && !again) return;
    this.#shownAbove = id;
    if (id === null) {
      this.#above.style.display = 'none';
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
      view: this.#view,
      frame: { left: 0, top: 0, right: this.#width, bottom: this.#height },
      measure: this.#measure,
      above: id,
      sides,
    });
    const painting = this.#painting(id);
    this.#prepare(this.#above, this.#abovePen, { x: 0, y: 0 });
    this.#above.style.display = '';
    this.#abovePen.globalAlpha = 0.8;
    this.#abovePen.fillStyle = painting.palette.background;
    this.#abovePen.fillRect(0, 0, this.#width, this.#height);
    this.#abovePen.globalAlpha = 1;
    paint(this.#abovePen, arranged, painting);
  }
}

function penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // This asks for a canvas in memory. Thousands of thin lines are no faster on a graphics card, and where one is only
  // played by the processor, as in virtual machines, a drawing of 100 ms takes seconds.
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('A 2D canvas was expected, and this browser gives none. Ask isSupported() first.');
  return pen;
}
