import type { NodeStyle } from './shapes.ts';

/** The input of the canvas, and its events. Nothing here knows the ontology or the API. */

/** An entity as it is drawn. */
export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  /** The number of visible relations. Sets the size. */
  readonly weight: number;
  readonly pinned: boolean;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly onPath: boolean;
  /** The number of relations that aren't visible. If any, the node has a plus. */
  readonly hiddenMore: number;
}

/** A relation as it is drawn. */
export interface DrawnEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The reading, such as "was funded by". */
  readonly label: string;
  readonly selected: boolean;
  readonly onPath: boolean;
  readonly dimmed: boolean;
  readonly uncertain: boolean;
}

/** A graph to draw. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Coordinates; which ones depends on the context. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The events of the canvas. */
export interface Handlers {
  onSelectNode(id: string): void;
  onSelectEdge(id: string): void;
  onSelectNothing(): void;
  /** Double click. */
  onExpand(id: string): void;
  /** A drag ended, at these coordinates of the drawing. */
  onMove(id: string, at: Point): void;
  /** A right click, or a long press where the browser reports it, at these coordinates of the window. */
  onMenu(id: string, at: Point): void;
}

/** How a drawing looks. */
export interface Theme {
  readonly dark: boolean;
  readonly reducedMotion: boolean;
  styleOf(type: string): NodeStyle;
}
