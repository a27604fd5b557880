/** Requests that need much work, in memory or in the database, on a graph of `powerLawFacts`. */

const hubs = ['institution:p0', 'event:p0', 'area:p0', 'agreement:p0', 'minister:p0'];
const some = (type: string) => Array.from({ length: 100 }, (_, i) => `${type}:p${i}`);

const groups = Array.from(
  { length: 20 },
  (_, i) => `g${i}: groups(by: PROJECTS_PARTICIPANTS, andBy: AGREEMENTS_AREAS, first: ${i + 1}) { key count }`,
);

export type HeavyQuery = [name: string, query: string, variables?: Record<string, unknown>];

export const heavyQueries: readonly HeavyQuery[] = [
  [
    'paths through five hubs',
    'query ($from: [ID!]!, $to: [ID!]!, $hubs: [ID!]) { paths(from: $from, to: $to, through: $hubs, maxLength: 10, first: 100) { outcome } }',
    { from: some('minister'), to: some('project'), hubs },
  ],
  [
    'paths between a hundred and a hundred',
    'query ($from: [ID!]!, $to: [ID!]!) { paths(from: $from, to: $to, maxLength: 10, first: 100) { outcome } }',
    { from: some('minister'), to: some('project') },
  ],
  [
    'a picture around hubs',
    'query ($of: [ID!]!) { neighborhood(of: $of, depth: 6, limit: 500) { entities { id } relations { id } truncated { omitted } } }',
    { of: hubs },
  ],
  ['related to a hub', '{ related(to: "institution:p0", first: 500) { edges { shared(first: 10) { sentence } } } }'],
  ['between hubs', '{ between(a: ["institution:p0"], b: ["institution:p1"]) { projects { totalCount } omitted } }'],
  [
    'a timeline around hubs',
    'query ($of: [ID!]) { timeline(of: $of, around: true, first: 500) { totalCount } }',
    { of: hubs },
  ],
  [
    'every in none in every',
    '{ institutions(where: { projects: { every: { participants: { none: { projects: { every: { areas: { some: {} } } } } } } } }) { totalCount } }',
  ],
  [
    'some in some in some, which nothing meets',
    '{ institutions(where: { projects: { some: { participants: { some: { projects: { some: { participants: { some: { name: { contains: "zz" } } } } } } } } } }) { totalCount } }',
  ],
  [
    'counts in counts, in an order',
    '{ institutions(first: 5, orderBy: [{ projects: { count: DESC }, where: { projects: { participants: { count: { gt: 3 }, where: { projects: { every: { areas: { none: {} } } } } } } } }]) { nodes { id } } }',
  ],
  [
    'orders by filtered counts',
    '{ institutions(first: 5, orderBy: [{ projects: { count: DESC }, where: { projects: { areas: { some: { name: { contains: "9" } } } } } }]) { nodes { id } } }',
  ],
  ['groups by two keys over hubs, again and again', `{ institutions { ${groups.join(' ')} } }`],
  ['a search for what many names have', '{ search(text: "p1", first: 100) { edges { node { id name } } } }'],
  ['what a document states', '{ document(id: "document:p0") { facts(first: 500) { totalCount nodes { locator } } } }'],
  ['long lists in a long list', '{ areas(first: 500) { nodes { id projects(first: 390) { nodes { id name } } } } }'],
];
