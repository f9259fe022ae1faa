import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run test:long`: what takes minutes by itself, in the long form that `PERDURE_SLOW=1` asks
 * for. `--short` takes the tests whose titles end with `(long)`, without the tables over seeds.
 */
const FILES = [
  'test/integration/rolling.test.ts',
  'test/integration/engine-shards.test.ts',
  'test/integration/engine-uncached.test.ts',
  'test/integration/stack/dev-stack.test.ts',
  'test/integration/stores/postgres-outage.test.ts',
  'test/integration/stores/s3-object-store.test.ts',
  'stores/objects/file-object-store.test.ts',
  'examples/digits-lifecycle',
];
const TABLES = [
  'examples/model-zoo',
  'stores/models/first-load.test.ts',
  'ml/testing/classical-models.test.ts',
  'test/oracles/tuning',
];

const short = process.argv.includes('--short');
const wanted = short ? [...FILES, '--testNamePattern', '\\(long\\)'] : [...FILES, ...TABLES];
const runner = fileURLToPath(new URL('./run-tests.js', import.meta.url));
const child = spawn(process.execPath, [runner, ...wanted], {
  stdio: 'inherit',
  env: { ...process.env, PERDURE_SLOW: '1' },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
