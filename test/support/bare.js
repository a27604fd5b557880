/** An entity with no more than an id and a name, by which it is called unless `more` says otherwise, and from no source. */
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
