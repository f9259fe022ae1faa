import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly TestFile[];
}
export interface TestFile {
  /** Its path. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}
export interface VitestRun {
  readonly exit: number;
  /** Absent when vitest ended before it wrote one. */
  readonly report: VitestReport | undefined;
}

/** Runs vitest once, its words shown as they come. */
export async function runVitest(args: readonly string[]): Promise<VitestRun> {
  const reportFile = join(tmpdir(), `perdure-tests-${process.pid}.json`);
  const vitest = createRequire(import.meta.url).resolve('vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    stdio: 'inherit',
    // It has just been built: what the tests start need not be compiled at each start.
    env: { ...process.env, PERDURE_ENTRIES: 'built' },
  });
  const exit = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
  return { exit, report: await readReport(reportFile) };
}

async function readReport(file: string): Promise<VitestReport | undefined> {
  try {
    // Vitest's own JSON, written a moment ago in this shape.
    return JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  } finally {
    await rm(file, { force: true });
  }
}

/** A file that fails to load has no failed test of its own. */
export function failedToLoad({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
}
