/** Addresses of the pages that need no JavaScript; the server makes them of the same API. */
export const entityPage = (id: string) => `/entity/${encodeURIComponent(id).replaceAll('%3A', ':')}`;

export const fieldPage = (id: string, field: string) => `${entityPage(id)}#${encodeURIComponent(field)}`;

/** A relation has its place on the page of the entity where it begins. */
export const relationPage = (from: string, relation: string) =>
  `${entityPage(from)}?fact=${encodeURIComponent(relation)}#${encodeURIComponent(relation)}`;
