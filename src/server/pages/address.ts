import type { Group } from './model.ts';

/** Where things have their pages. */

export const ENTITY = '/entity/';
const LINKED = '.jsonld';
export const STYLE = '/pages/entity.css';

/** What is kept from page to page. */
export interface View {
  /** The language that was asked for, where that was not left to the browser. */
  readonly language: string | null;
  readonly asOf: string | null;
}

/** A colon and a slash may stand in a query, and ids are easier to read with them. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':').replaceAll('%2F', '/');

export const queryOf = (parameters: Readonly<Record<string, string | null | undefined>>): string => {
  const given = Object.entries(parameters).filter((one): one is [string, string] => typeof one[1] === 'string');
  return given.length > 0 ? `?${given.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')}` : '';
};

/** An id that ends as linked data does would be taken for that. */
const pathOf = (id: string) =>
  ENTITY +
  encodeURIComponent(id.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/\.jsonld$/, '%2Ejsonld');

export interface Place {
  readonly group?: Group | null | undefined;
  readonly after?: string | null | undefined;
  /** The id of a relation that is cited. */
  readonly fact?: string | null | undefined;
}

const placeQuery = (view: View, { group, after, fact }: Place) =>
  queryOf({ relations: group?.type, direction: group?.direction, after, fact, asOf: view.asOf, lang: view.language });

export const entityAddress = (id: string, view: View, place: Place = {}) => pathOf(id) + placeQuery(view, place);

export const linkedAddress = (id: string, view: View, place: Place = {}) =>
  pathOf(id) + LINKED + placeQuery({ ...view, language: null }, place);

/** The name of a fact within a page: that of a field, or the id of a relation, which may hold anything behind its ends. */
export const anchor = (name: string) => encodeURI(name.toWellFormed());

/** Where a relation is shown wherever it stands among others: on the page of the entity that it begins at. */
export const factAddress = (relation: { id: string; from: { id: string } }, view: View) =>
  `${entityAddress(relation.from.id, { ...view, language: null }, { fact: relation.id })}#${anchor(relation.id)}`;

/** The id that a path names, and in which form it is asked for; null where the path is no entity's. */
export function readPath(path: string): { readonly id: string; readonly isLinked: boolean } | null {
  if (!path.startsWith(ENTITY)) return null;
  const isLinked = path.endsWith(LINKED);
  const rest = path.slice(ENTITY.length, isLinked ? -LINKED.length : undefined);
  try {
    return { id: decodeURIComponent(rest), isLinked };
  } catch {
    return { id: rest, isLinked };
  }
}
