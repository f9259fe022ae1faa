import { defineConfig } from 'vitest/config';

// `perdure:source` makes the package's own name resolve to its sources, as in every tsconfig.
// Vitest passes the ssr conditions on to Node, where `import` would also apply to `require()` and
// give CommonJS packages (pg) an ES module: so it is not listed; both tools add it themselves.
export default defineConfig({
  resolve: { conditions: ['perdure:source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['perdure:source', 'node'] } },
  test: {
    include: ['*/**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', '.perdure/**'],
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
    // Servers of tests listen on the loopback, which tasks reach only where it is named.
    env: { PERDURE_ALLOWED_ADDRESSES: '127.0.0.1' },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
