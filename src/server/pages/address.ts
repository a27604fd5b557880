import { ENTITY, LINKED, pathOf, queryOf, relationPath } from '../../i18n/page-addresses.ts';
import type { Group } from './model.ts';

/** The path of the stylesheet. */
export const STYLE = '/pages/entity.css';

/** What links keep from page to page. */
export interface View {
  /** The path in front of all paths of the server; empty if there is none. */
  readonly root: string;
  /** The language in the address; null if the browser's preference counts. */
  readonly language: string | null;
  readonly asOf: string | null;
}

/** A part of an entity’s page. */
export interface PageLocation {
  readonly group?: Group | null | undefined;
  readonly after?: string | null | undefined;
  /** The id of a relation that is cited. */
  readonly fact?: string | null | undefined;
}

const locationQuery = (view: View, { group, after, fact }: PageLocation) =>
  queryOf({ relations: group?.type, direction: group?.direction, after, fact, asOf: view.asOf, lang: view.language });

/** The address of an entity’s page, or of a part of it. */
export const entityAddress = (id: string, view: View, place: PageLocation = {}) =>
  view.root + pathOf(id) + locationQuery(view, place);

/** The same as JSON-LD. */
export const linkedAddress = (id: string, view: View, place: PageLocation = {}) =>
  view.root + pathOf(id) + LINKED + locationQuery({ ...view, language: null }, place);

/** The address of a relation: it is shown on the page of the entity where it begins. */
export const factAddress = (relation: { id: string; from: { id: string } }, view: View) =>
  view.root + relationPath(relation.from.id, relation.id, { asOf: view.asOf });

/** The id in a path, and whether JSON-LD is asked for; null if the path isn't that of an entity. */
export function readPath(path: string): { readonly id: string; readonly isLinked: boolean } | null {
  if (!path.startsWith(ENTITY)) return null;
  const isLinked = path.endsWith(LINKED);
  const rest = path.slice(ENTITY.length, isLinked ? -LINKED.length : undefined);
  try {
    return { id: decodeURIComponent(rest), isLinked };
  } catch {
    // Not a valid percent-encoding, so not a valid id either: the page says so.
    return { id: rest, isLinked };
  }
}
