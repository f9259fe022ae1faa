import { existsSync } from 'node:fs';
import path from 'node:path';
import { layoutOf, type NativeKind } from './layout.ts';
import { runCommand } from './run-command.ts';
import { setUp } from './set-up.ts';
import { swiftShaderEnv } from './swift-shader.ts';

interface Suite {
  readonly kind: NativeKind;
  /** As tfjs calls the backend. */
  readonly backend: string;
  readonly files: readonly string[];
  /** What the tests need around them, or why they cannot run. */
  readonly around: () => Promise<Readonly<Record<string, string>> | string>;
}

const LAYERS = 'test/oracles/neural/neural-layers.test.ts';
const SUITES: readonly Suite[] = [
  {
    ...{ kind: 'cpu', backend: 'tensorflow' },
    files: [LAYERS, 'ml/neural/train-network.test.ts'],
    around: async () => ({}),
  },
  {
    ...{ kind: 'webgpu', backend: 'webgpu' },
    files: [LAYERS],
    around: async () =>
      (await swiftShaderEnv()) ??
      'Chromium with its software Vulkan (libvk_swiftshader.so) is not installed',
  },
];

/** `npm run test:native`: the neural tests on backends that only some machines have. */
async function main(): Promise<void> {
  const skipped: string[] = [];
  for (const suite of SUITES) {
    const reason = await runSuite(suite);
    if (reason !== undefined) skipped.push(`${suite.backend}: ${reason}.`);
  }
  for (const line of skipped) process.stdout.write(`SKIPPED ${line}\n`);
  process.stdout.write(`${SUITES.length - skipped.length} of ${SUITES.length} backends tested.\n`);
}

/** @returns why it was skipped, if so. @throws Error when a test fails */
async function runSuite(suite: Suite): Promise<string | undefined> {
  const around = await suite.around();
  if (typeof around === 'string') return around;
  if (!existsSync(path.join(layoutOf(suite.kind).root, 'package.json'))) {
    try {
      await setUp(suite.kind);
    } catch (error) {
      return `it could not be set up here: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  const project = path.resolve(import.meta.dirname, '../..');
  const env = { ...around, PERDURE_TEST_BACKENDS: suite.backend };
  const said = await runCommand('npx', ['vitest', 'run', '--testTimeout=600000', ...suite.files], {
    cwd: project,
    env,
  });
  process.stdout.write(`${suite.backend}\n${said}\n`);
  return undefined;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
