export { Canvas, isSupported } from './canvas.ts';
export type { Drawing, DrawnEdge, DrawnNode, Handlers, Look, Point, Theme } from './drawing.ts';
export { layOut } from './layout.ts';
export { legible, shortName } from './names.ts';
export { type ShapeName, shapePath, styleFor } from './shapes.ts';
export { toPng, toSvg } from './svg.ts';
