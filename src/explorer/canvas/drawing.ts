import type { Look } from './shapes.ts';

/** What the canvas is given, and what it tells. Nothing here knows the ontology or the API. */

export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  /** Relations shown: the more, the larger. */
  readonly weight: number;
  readonly pinned: boolean;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly onPath: boolean;
  /** Relations that are not shown yet; with any, the node bears a plus. */
  readonly hiddenMore: number;
}

export interface DrawnEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The reading: "was funded by". */
  readonly label: string;
  readonly selected: boolean;
  readonly onPath: boolean;
  readonly dimmed: boolean;
  readonly uncertain: boolean;
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Handlers {
  onSelectNode(id: string): void;
  onSelectEdge(id: string): void;
  onSelectNothing(): void;
  /** Double click. */
  onExpand(id: string): void;
  /** A drag ended; the place is in the drawing's coordinates. */
  onMove(id: string, at: Point): void;
  /** Right click, or a long touch where the browser tells of it; the place is in the window. */
  onMenu(id: string, at: Point): void;
}

export interface Theme {
  readonly dark: boolean;
  readonly reducedMotion: boolean;
  styleOf(type: string): Look;
}
