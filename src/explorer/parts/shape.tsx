import { typeName } from '../../i18n/catalogue.ts';
import { shapePath, styleOf } from '../appearance.ts';
import type { Named } from '../state/picture.ts';
import { useExplorer, useWords } from './context.tsx';
import { EntityLink } from './small.tsx';

/** The colour and shape of an entity type, as on the canvas; read out by its name where no name stands beside it. */
export function Shape({ type, named = false }: { type: string; named?: boolean }) {
  const { model } = useExplorer();
  const words = useWords();
  const { color, shape } = styleOf(type, model);
  const label = typeName(words, type).text;
  const path = <path d={shapePath(shape, 20)} fill={color} />;
  if (named) {
    return (
      <svg class="shape" viewBox="0 0 20 20" aria-hidden="true">
        {path}
      </svg>
    );
  }
  return (
    <svg class="shape" viewBox="0 0 20 20" role="img" aria-label={label}>
      <title>{label}</title>
      {path}
    </svg>
  );
}

/** An entity in a list: its shape, and its name, which leads to it. */
export function Entry({ of }: { of: Named }) {
  return (
    <span class="entry">
      <Shape type={of.__typename} /> <EntityLink of={of} />
    </span>
  );
}
