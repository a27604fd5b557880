/**
 * The rooms of `src` and what each may import: the other rooms, beside the shared files at the top of `src`. This is
 * what `check.js` holds `biome.json` to. `packages` lists the libraries that belong to some rooms only.
 */
export const rooms = {
  ontology: [],
  tokens: [],
  i18n: [],
  local: [],
  graph: ['ontology', 'tokens'],
  engines: ['graph'],
  search: ['graph', 'ontology', 'tokens'],
  loaders: ['graph', 'ontology', 'search'],
  traverse: ['graph', 'ontology'],
  recording: ['graph', 'ontology'],
  graphql: ['graph', 'loaders', 'ontology', 'recording', 'search', 'traverse'],
  ingest: ['graph', 'ontology', 'recording'],
  export: ['graph', 'ontology'],
  server: ['graph', 'i18n', 'ontology'],
  explorer: ['i18n'],
};

/** Folders of a room that import each other one way only: those that each may import. */
export const layers = {
  graph: {
    port: [],
    query: ['port'],
    encoding: ['port'],
    cypher: ['port', 'query', 'encoding'],
    storage: ['port', 'query', 'encoding', 'cypher'],
  },
};

/** Puts the rooms together, so it may import all of them, and none of them imports it. */
export const top = 'commands';

export const packages = {
  '@grafeo-db/js': ['engines'],
  'neo4j-driver': ['engines'],
  'graphql-yoga': ['server'],
  '@pothos/core': ['graphql'],
  dataloader: ['loaders'],
  yaml: ['ingest'],
  preact: ['explorer', 'server'],
  n3: ['export'],
};

/** Files at the top of `src` that only `commands` and their like import. */
export const frontDoors = [
  'cli.ts',
  'index.ts',
  'entente.ts',
  'import-file.ts',
  'import-options.ts',
  'create-api.ts',
  'settings.ts',
  'open-database.ts',
  'bench-api.ts',
];
