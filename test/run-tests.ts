import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';

/**
 * `npm test`: runs vitest and ends with one plain line, `N passed, N failed`, that a person or a
 * script can read without knowing the runner. Skipped tests are counted and named before it.
 */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const reportFile = join(tmpdir(), `perdure-tests-${process.pid}.json`);
const code = await runVitest(process.argv.slice(2));
const report = await readReport();
process.exitCode = conclude(report, code);

function runVitest(args: readonly string[]): Promise<number> {
  const vitest = createRequire(import.meta.url).resolve('vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    stdio: 'inherit',
    // It has just been built: what the tests start need not be compiled at each start.
    env: { ...process.env, PERDURE_ENTRIES: 'built' },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exit) => resolve(exit ?? 1));
  });
}

async function readReport(): Promise<Report | undefined> {
  try {
    // Vitest's own JSON, written a moment ago in this shape.
    return JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  } catch {
    return undefined;
  } finally {
    await rm(reportFile, { force: true });
  }
}

function conclude(outcome: Report | undefined, exit: number): number {
  if (outcome === undefined) {
    console.log('0 passed, 1 failed (the test runner gave no report)');
    return 1;
  }
  const skipped = outcome.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending'),
  );
  for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
  // A file that fails to load has no assertions of its own; it counts as one failure.
  const broken = outcome.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  for (const { name } of broken) console.log(`failed to load: ${name}`);
  const failed =
    outcome.numFailedTests +
    broken.length +
    (exit !== 0 && outcome.numFailedTests + broken.length === 0 ? 1 : 0);
  console.log(`${outcome.numPassedTests} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
