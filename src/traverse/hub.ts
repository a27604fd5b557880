/**
 * An entity with more relations than this is a hub: what lies behind it is near everything, so it ties nothing
 * together, and going through it costs more than all the rest (6 µs a relation on the embedded engine).
 */
export const HUB = 1000;

/** By code points; ids hold no character for which that is another order than JavaScript's. */
export const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
