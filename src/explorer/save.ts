import { stringify } from 'csv-stringify/browser/esm/sync';
import { typeName } from '../i18n/catalogue.ts';
import type { Drawing, Theme } from './canvas/drawing.ts';
import { toPng, toSvg } from './canvas/svg.ts';
import { dateInWords, nameOf } from './format.ts';
import type { Messages } from './i18n.ts';
import type { Scene } from './state/graph-loader.ts';

/** The kinds of files. */
export type SaveKind = 'png' | 'svg' | 'entities' | 'relations' | 'json';

const day = () => new Date().toISOString().slice(0, 10);

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Cells that a spreadsheet would read as formulas get an apostrophe (CSV injection). */
const csv = (rows: readonly (readonly unknown[])[]) =>
  new Blob(['\ufeff', stringify(rows as unknown[][], { escape_formulas: true })], { type: 'text/csv;charset=utf-8' });

/** The visible entities as rows of a CSV file, with a header. */
export function entityRows(scene: Scene) {
  return [
    ['id', 'type', 'name', 'relations shown', 'pinned'],
    ...scene.nodes.map(({ id, entity, degree, pinned }) => [id, entity.__typename, nameOf(entity), degree, pinned]),
  ];
}

/** The visible relations as rows of a CSV file, with a header. */
export function relationRows(scene: Scene) {
  const names = new Map(scene.nodes.map(({ id, entity }) => [id, nameOf(entity)]));
  return [
    ['id', 'type', 'from', 'from name', 'reading', 'to', 'to name', 'role', 'period', 'amounts', 'rank', 'certain'],
    ...scene.relations.map(({ relation, from, to }) => [
      relation.id,
      relation.type,
      from,
      names.get(from),
      relation.reading,
      to,
      names.get(to),
      relation.role,
      relation.period?.edtf,
      relation.amounts
        .map(({ amount, currency, approximate }) => `${approximate ? '~' : ''}${amount} ${currency}`)
        .join('; '),
      relation.rank,
      relation.certain,
    ]),
  ];
}

/** `asOf` is the date that the scene shows; the view may ask for another one that isn't loaded yet. */
export function sceneAsJson(scene: Scene, asOf: string | null) {
  return {
    asOf,
    entities: scene.nodes.map(({ id, x, y, pinned, entity }) => ({
      id,
      type: entity.__typename,
      label: entity.label,
      x,
      y,
      pinned,
    })),
    relations: scene.relations.map(({ relation }) => relation),
  };
}

/** Saves what is visible as a file, and resolves to its name. The name and the title contain the date of the view. */
export async function save(
  kind: SaveKind,
  {
    scene,
    asOf,
    drawing,
    theme,
    t,
  }: { scene: Scene; asOf: string | null; drawing: Drawing; theme: Theme; t: Messages },
): Promise<string> {
  const then = asOf === null ? '' : `-as-of-${asOf}`;
  const name = (part: string, ending: string) => `entente-${part}${day()}${then}.${ending}`;
  const svg = () =>
    toSvg(drawing, {
      theme,
      title: t.pictureTitle(scene.nodes.length, scene.relations.length, asOf === null ? null : dateInWords(t, asOf)),
      labels: { typeOf: (type) => typeName(t, type).text },
    });
  const made: Readonly<Record<SaveKind, () => Promise<[Blob, string]> | [Blob, string]>> = {
    svg: () => [new Blob([svg()], { type: 'image/svg+xml' }), name('', 'svg')],
    png: async () => [await toPng(svg(), 2), name('', 'png')],
    entities: () => [csv(entityRows(scene)), name('entities-', 'csv')],
    relations: () => [csv(relationRows(scene)), name('relations-', 'csv')],
    json: () => [
      new Blob([JSON.stringify(sceneAsJson(scene, asOf), null, 2)], { type: 'application/json' }),
      name('', 'json'),
    ],
  };
  const [blob, file] = await made[kind]();
  download(blob, file);
  return file;
}
