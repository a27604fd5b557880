import { typeName } from '../../i18n/catalogue.ts';
import { shapePath, styleOf } from '../appearance.ts';
import type { Named } from '../state/graph-loader.ts';
import { useExplorer, useMessages } from './context.tsx';
import { EntityLink } from './small.tsx';

/** The colour and shape of an entity type, as on the canvas. `named` if its name is beside it, so that it isn't read out twice. */
export function TypeIcon({ type, named = false }: { type: string; named?: boolean }) {
  const { model } = useExplorer();
  const t = useMessages();
  const { color, shape } = styleOf(type, model);
  const label = typeName(t, type).text;
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

/** An entity in a list: its icon, and its name as a link. */
export function EntityEntry({ of }: { of: Named }) {
  return (
    <span class="entry">
      <TypeIcon type={of.__typename} /> <EntityLink of={of} />
    </span>
  );
}
