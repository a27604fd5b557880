import { shapePath, styleFor } from './canvas/shapes.ts';
import type { Model } from './model.ts';

export { shapePath };

/** The colour and shape of an entity type: one that the canvas names, or the next free one in the order of the ontology. */
export const styleOf = (type: string, model: Model) => styleFor(type, model.types.indexOf(type));
