import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run test:long`: what takes minutes by itself, in the long form that `PERDURE_SLOW=1` asks
 * for. `--short` leaves out the tables over many seeds.
 */
const SHORT = [
  'test/integration/rolling.test.ts',
  'test/integration/stores/s3-object-store.test.ts',
  'stores/objects/file-object-store.test.ts',
  'examples/digits-lifecycle',
];
const LONG = [
  ...SHORT,
  'examples/model-zoo',
  'stores/models/first-load.test.ts',
  'ml/testing/classical-models.test.ts',
  'test/oracles/tuning',
];

const files = process.argv.includes('--short') ? SHORT : LONG;
const runner = fileURLToPath(new URL('./run-tests.js', import.meta.url));
const child = spawn(process.execPath, [runner, ...files], {
  stdio: 'inherit',
  env: { ...process.env, PERDURE_SLOW: '1' },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
