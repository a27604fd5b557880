import { configDefaults, defineConfig } from 'vitest/config';

const onNeo4j = ['test/neo4j/**/*.test.ts', 'test/**/*.neo4j.test.ts'];
const inBrowser = ['test/browser/**/*.test.ts'];

// Vite would take graphql's ES module for our files while the libraries get its CommonJS: two realms.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'embedded',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...onNeo4j, ...inBrowser],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'neo4j',
          include: onNeo4j,
          globalSetup: ['test/neo4j/setup.ts'],
          // One file after another: a Neo4j Community has one database, and all files share it.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        test: {
          name: 'browser',
          include: inBrowser,
          globalSetup: ['test/browser/setup.ts'],
          // One file after another: each has a browser of its own, which is as much as a small machine takes.
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
