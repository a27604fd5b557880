import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would take graphql's ES module for our files while the libraries get its CommonJS: two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000 },
});
