import type { Drawing } from '../canvas/drawing.ts';
import { nameOf } from '../format.ts';
import type { Words } from '../i18n.ts';
import type { Model } from '../model.ts';
import type { Scene } from '../state/picture.ts';
import type { Chosen } from '../state/view.ts';

export interface Highlights {
  readonly nodes: ReadonlySet<string>;
  readonly relations: ReadonlySet<string>;
}

/** The scene as it is drawn, on the canvas and in what is saved. */
export function drawingOf(scene: Scene, chosen: Chosen | null, words: Words, model: Model, paths: Highlights): Drawing {
  const hasPath = paths.relations.size > 0;
  const ends = new Set(chosen?.kind === 'relation' ? [chosen.from, chosen.to] : chosen ? [chosen.id] : []);
  return {
    nodes: scene.nodes.map(({ id, x, y, pinned, entity, degree, more }) => ({
      id,
      label: nameOf(entity),
      type: entity.__typename,
      x,
      y,
      weight: degree,
      pinned,
      selected: ends.has(id),
      dimmed: hasPath && !paths.nodes.has(id) && !ends.has(id),
      onPath: paths.nodes.has(id),
      hiddenMore: more,
    })),
    edges: scene.relations.map(({ relation, from, to }) => ({
      id: relation.id,
      from,
      to,
      label: model.reading(words, relation.type, 'OUT'),
      selected: chosen?.kind === 'relation' && chosen.id === relation.id,
      onPath: paths.relations.has(relation.id),
      dimmed: (hasPath && !paths.relations.has(relation.id)) || relation.rank === 'DEPRECATED',
      uncertain: !relation.certain,
    })),
  };
}
