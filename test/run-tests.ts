import { failedToLoad, runVitest, type TestFile, type VitestRun } from './vitest-report.ts';

/**
 * `npm test`: runs vitest and ends with one plain line, `N passed, N failed`, that a person or a
 * script can read without knowing the runner. Skipped tests are counted and named before it.
 *
 * With `PERDURE_SECOND_TRY=1`, as in `.ci/run`, the files with failures run once more, alone, on a
 * machine that has nothing else to do by then. What passes only then is named, so that it is seen.
 */
const MOST_FILES = 6;

const args = process.argv.slice(2);
const first = await runVitest(args);
const files = (first.report?.testResults ?? []).filter(({ status }) => status === 'failed');
const again = process.env['PERDURE_SECOND_TRY'] === '1' && files.length > 0;
process.exitCode = conclude(again && files.length <= MOST_FILES ? await secondTry(files) : first);

/** What both tries say together: of a file that ran twice, its second. */
async function secondTry(failing: readonly TestFile[]): Promise<VitestRun> {
  const names = failing.map(({ name }) => name);
  for (const name of names) console.log(`a second try: ${name}`);
  const flagsAt = args.findIndex((arg) => arg.startsWith('-'));
  const { exit, report } = await runVitest([...names, ...(flagsAt < 0 ? [] : args.slice(flagsAt))]);
  if (report === undefined || first.report === undefined) return { exit, report };
  const others = first.report.testResults.filter(({ name }) => !names.includes(name));
  tellMended(failing, report.testResults);
  const passed = first.report.numPassedTests - failing.flatMap(passedOf).length;
  return {
    exit,
    report: {
      numPassedTests: passed + report.numPassedTests,
      numFailedTests: report.numFailedTests,
      testResults: [...others, ...report.testResults],
    },
  };
}

function passedOf({ assertionResults }: TestFile): readonly string[] {
  return assertionResults.flatMap(({ fullName, status }) => (status === 'passed' ? fullName : []));
}

function tellMended(before: readonly TestFile[], after: readonly TestFile[]): void {
  const passed = new Set(after.flatMap(passedOf));
  for (const { fullName, status } of before.flatMap(({ assertionResults }) => assertionResults)) {
    if (status !== 'failed' || !passed.has(fullName)) continue;
    console.log(`passed at the second try only: ${fullName}`);
  }
}

function conclude({ report, exit }: VitestRun): number {
  if (report === undefined) {
    console.log('0 passed, 1 failed (the test runner gave no report)');
    return 1;
  }
  const broken = report.testResults.filter(failedToLoad);
  tellSkipped(report.testResults);
  for (const { name } of broken) console.log(`failed to load: ${name}`);
  const found = report.numFailedTests + broken.length;
  // Something outside all tests, such as an error that nobody caught.
  const failed = exit !== 0 && found === 0 ? 1 : found;
  console.log(`${report.numPassedTests} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function tellSkipped(results: readonly TestFile[]): void {
  for (const { fullName, status } of results.flatMap(({ assertionResults }) => assertionResults)) {
    if (status === 'skipped' || status === 'pending') console.log(`skipped: ${fullName}`);
  }
}
