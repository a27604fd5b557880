import { configDefaults, defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';
import { PATIENCE } from './test/support/patience.ts';

/** `npm test` runs what shows most mistakes in minutes; ENTENTE_TEST=all (`npm run test:all`) runs everything. */
const { ENTENTE_TEST = '' } = process.env;
if (!['', 'all'].includes(ENTENTE_TEST)) throw new Error(`ENTENTE_TEST expects all or nothing; got "${ENTENTE_TEST}".`);
const all = ENTENTE_TEST === 'all';

const onNeo4j = ['test/neo4j/**/*.test.ts', 'test/**/*.neo4j.test.ts'];
const inBrowser = ['test/browser/**/*.test.ts'];
const abuse = ['test/abuse/**/*.test.ts'];

// Vite would take graphql's ES module for our files while the libraries get its CommonJS: two realms.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Only what hangs meets a limit: no test depends on how fast the machine is. */
const limits = { testTimeout: PATIENCE, hookTimeout: PATIENCE, teardownTimeout: PATIENCE };

/** Stands below the summary. A run without a single passed test is a failure, whatever was skipped. */
const closing: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const isPassed = (module: TestModule) => !module.children.allTests('passed').next().done;
    if (all && !modules.some(isPassed)) {
      console.error('No test ran.');
      process.exitCode = 1;
    }
    if (!all) {
      console.error(
        'npm run test:all runs these and more: all of the contract on both Neo4js, upgrades, faults, attacks, parity of the engines, the whole browser suite, packaging, the recipes of CONTRIBUTING, long property runs.\n',
      );
    }
  },
};

export default defineConfig({
  test: {
    reporters: ['default', closing],
    coverage: { include: ['src/**/*.{ts,tsx}'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        resolve,
        test: {
          ...limits,
          name: 'embedded',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...configDefaults.exclude,
            ...onNeo4j,
            ...inBrowser,
            ...abuse,
            ...(all ? [] : ['test/faults/**', 'test/packing/**', 'test/recipes/**']),
          ],
          maxWorkers: '100%',
          isolate: false,
          // One project after another, as each takes all of a small machine.
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        test: {
          ...limits,
          name: 'neo4j',
          include: all ? onNeo4j : ['test/contract/*.neo4j.test.ts', 'test/questions.neo4j.test.ts'],
          globalSetup: ['test/neo4j/setup.ts'],
          // One file after another: a Neo4j Community has one database, and all files share it.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve,
        test: {
          ...limits,
          name: 'browser',
          include: all ? inBrowser : ['test/browser/journey.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          // One file after another: each has a browser of its own, which is as much as a small machine takes.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      ...(all
        ? [
            {
              resolve,
              test: {
                ...limits,
                name: 'abuse',
                include: abuse,
                // One attack at a time, with nothing beside it: they measure how long others wait.
                fileParallelism: false,
                sequence: { groupOrder: 4 },
              },
            },
          ]
        : []),
    ],
  },
});
