import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** `npx vite src/explorer` serves the explorer during development, beside a server at port 4000. */
export default defineConfig(({ command }) => ({
  root: here,
  // Files name each other relative to themselves: a proxy may have any path in front. The server completes the page's.
  base: command === 'build' ? './' : '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: {
    proxy: Object.fromEntries(
      ['/graphql', '/explorer', '/entity/', '/pages/'].map((path) => [path, 'http://127.0.0.1:4000']),
    ),
  },
  build: {
    outDir: fileURLToPath(new URL('../../dist/explorer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets would need a Content-Security-Policy that allows data:.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // GraphiQL is that large, and loaded on demand.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // React's packages mark files as "use client", which doesn't matter here.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
}));
