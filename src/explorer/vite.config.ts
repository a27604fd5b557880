import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** `npx vite src/explorer` serves it while it is worked on, beside a server at port 4000. */
export default defineConfig(({ command }) => ({
  root: here,
  // The server has the page at / and its files below /explorer/.
  base: command === 'build' ? '/explorer/' : '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000', '/explorer': 'http://127.0.0.1:4000' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/explorer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // What is inlined as data: would need a policy that allows it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // GraphiQL is that large, and loaded when it is opened.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // React's packages say which of their files are for clients; all of these are.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
}));
