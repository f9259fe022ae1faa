import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { CompiledPlan } from '../dsl/plan/plan.ts';
import { CliError } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/** Whether an argument that may be a dag id or a file means a file: ids hold no slash. */
export function isFile(terminal: Terminal, text: string): boolean {
  if (/[/\\]|\.[cm]?[jt]s$/.test(text)) return true;
  return statSync(resolve(terminal.cwd, text), { throwIfNoEntry: false })?.isFile() === true;
}

/** @throws CliError when there is nothing at a path. */
export function requirePath(path: string): void {
  if (existsSync(path)) return;
  throw new CliError(`There is nothing at ${path}.`, {
    exitCode: 2,
    mend: 'Name a folder of dag files (*.dag.ts), or one such file.',
  });
}

/** The plans of one dag file. @throws CliError with the report when it has faults. */
export async function plansOfFile(
  terminal: Terminal,
  file: string,
): Promise<readonly CompiledPlan[]> {
  const path = resolve(terminal.cwd, file);
  requirePath(path);
  const { checkDagFolder, formatReport, hasErrors } = await import('../workers/loading/index.ts');
  const report = await checkDagFolder(path);
  if (hasErrors(report)) {
    throw new CliError(`${file} has faults.`, {
      details: formatReport(report, { withoutTime: true }).split('\n'),
    });
  }
  if (report.dags.length > 0) return report.dags.map(({ plan }) => plan);
  throw new CliError(`${basename(path)} in ${dirname(path)} exports no dag.`, {
    mend: 'Export what `dag({ … }, …)` returns.',
  });
}
