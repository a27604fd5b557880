import { shapePath, styleFor } from './canvas/shapes.ts';
import type { Model } from './model.ts';

export { shapePath };

/** The colour and shape of an entity type. Types without a style of their own get one by their position in the ontology. */
export const styleOf = (type: string, model: Model) => styleFor(type, model.types.indexOf(type));
