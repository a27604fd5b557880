/** An entity with only an id and a name (the id, unless `more` has one), without sources. */
export const bareEntity = (type, id, more = {}) => ({
  id,
  type,
  names: [{ text: id, language: 'en', kind: 'OFFICIAL' }],
  summary: null,
  sameAs: [],
  sources: [],
  claims: {},
  ...more,
});
