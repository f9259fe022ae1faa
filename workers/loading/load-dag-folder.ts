import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Dag } from '../../dsl/index.ts';
import type { LoadError } from '../../stores/dags/dag-store.ts';
import { type DagRuntime, runtimeOf } from '../../dsl/runtime/index.ts';
import { authorSources } from './author-sources.ts';
import { buildId } from './build-id.ts';
import { checkDagFolder, type CheckOptions } from './check-dag-folder.ts';
import type { CheckReport } from './check-report.ts';
import { exportedDags } from './child/exported-dags.ts';
import { compareFaults, type LoadFault } from './load-fault.ts';
import { loadLimits } from './load-limits.ts';
import { describeFault } from './report.ts';
import { readyForAuthorCode } from './ready-for-author-code.ts';

/** A dag with its code, ready to run in this process. */
export interface LoadedDag {
  readonly runtime: DagRuntime;
  /** Relative to the folder. */
  readonly file: string;
}

export interface LoadedFolder {
  /** Sorted by dag id. */
  readonly dags: readonly LoadedDag[];
  /** What kept files or dags out, each as one line. */
  readonly errors: readonly LoadError[];
  /** The same with all that is known. */
  readonly faults: readonly LoadFault[];
  /** See `buildId`. */
  readonly build: string;
  /** The author's modules as they were loaded, for processes that load them later. */
  readonly sources: ReadonlyMap<string, string>;
  /** The folder, absolute; the files of the dags are relative to it. */
  readonly path: string;
}

/**
 * Loads the dags of a folder into this process.
 *
 * F1 Every file is checked in a limited process first; only files that pass are imported here.
 * F2 A dag is taken only if its plan here has the hash that the check saw.
 */
export async function loadDagFolder(
  path: string,
  options: CheckOptions = {},
): Promise<LoadedFolder> {
  const report = await checkDagFolder(path, { warnings: false, ...options });
  const build = await buildId(path).catch(() => 'none');
  const sources = await authorSources(path).catch(() => new Map<string, string>());
  await readyForAuthorCode();
  const wallMs = loadLimits(options.limits).wallMs;
  const dags: LoadedDag[] = [];
  const faults = report.faults.filter((fault) => fault.severity === 'error');
  for (const [file, ids] of dagsByFile(report)) {
    const loaded = await importDags(join(report.path, file), wallMs);
    for (const [id, hash] of ids) {
      const runtime = loaded.get(id);
      if (runtime?.plan.hash === hash) dags.push({ runtime, file });
      else faults.push(otherPlan(file, id));
    }
  }
  faults.sort(compareFaults);
  const errors = faults.map(asLoadError);
  return { dags: dags.sort(byId), errors, faults, build, sources, path: report.path };
}

function dagsByFile(report: CheckReport): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const files = new Map<string, Map<string, string>>();
  for (const { file, plan } of report.dags) {
    files.set(file, (files.get(file) ?? new Map<string, string>()).set(plan.id, plan.hash));
  }
  return files;
}

/** What passed the check may still fail here, when the file changed in between: then it has no dags. */
async function importDags(file: string, wallMs: number): Promise<ReadonlyMap<string, DagRuntime>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<object>((resolve) => {
    timer = setTimeout(() => resolve({}), wallMs);
  });
  try {
    // A namespace object; what it holds is looked at value by value.
    const imported = import(pathToFileURL(file).href) as Promise<object>;
    const dags: readonly Dag<never, unknown>[] = exportedDags(
      await Promise.race([imported, tooLate]),
    );
    return new Map(dags.map((dag) => [dag.id, runtimeOf(dag)]));
  } catch {
    return new Map();
  } finally {
    clearTimeout(timer);
  }
}

function otherPlan(file: string, dagId: string): LoadFault {
  return {
    severity: 'error',
    code: 'LOAD020',
    file,
    dagId,
    message: `Dag "${dagId}" has another plan now than a moment ago, when it was checked.`,
    expected: 'A file gives the same plan at every load.',
    mend: 'Keep time, chance and the environment out of the dag body; if the file was just edited, load again.',
  };
}

function asLoadError(fault: LoadFault): LoadError {
  return { file: fault.file, code: fault.code, message: describeFault(fault) };
}

function byId(left: LoadedDag, right: LoadedDag): number {
  return left.runtime.plan.id < right.runtime.plan.id ? -1 : 1;
}
