import { resolve } from 'node:path';
import { checkDagFolder, formatReport, hasErrors } from '../../workers/loading/index.ts';
import type { ExitCode } from '../cli-error.ts';
import type { OutputOptions } from '../command-options.ts';
import { requirePath } from '../dag-files.ts';
import { structured } from '../output/structured.ts';
import type { Terminal } from '../terminal.ts';

/** `dags check`: 1 when any file has an error. */
export async function dagsCheck(
  terminal: Terminal,
  path: string,
  options: OutputOptions,
): Promise<ExitCode> {
  const folder = resolve(terminal.cwd, path);
  requirePath(folder);
  const report = await checkDagFolder(folder);
  if (options.output === 'table') terminal.out(formatReport(report));
  else {
    const dags = report.dags.map(({ file, plan }) => ({
      dag_id: plan.id,
      file,
      plan_hash: plan.hash,
    }));
    terminal.out(structured({ files: report.files, dags, faults: report.faults }, options.output));
  }
  return hasErrors(report) ? 1 : 0;
}
