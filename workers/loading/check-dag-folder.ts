import { access } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { SourcePlace } from '../../dsl/runtime/dag-runtime.ts';
import type { CheckedDag, CheckReport } from './check-report.ts';
import { type FoundDag, type FoundFault } from './child/check-message.ts';
import { vanished } from './child/load-failure.ts';
import { checkFiles } from './checker-pool.ts';
import type { CheckEnd } from './checker-process.ts';
import { discoverDagFiles } from './discover-dag-files.ts';
import { duplicateDagIds } from './duplicate-dag-ids.ts';
import { faultOfEnd } from './fault-of-end.ts';
import { compareFaults, compareText, type LoadFault } from './load-fault.ts';
import { loadLimits, type LoadLimits } from './load-limits.ts';
import { warnOfMisuse } from './reference-misuse.ts';

export interface CheckOptions {
  readonly limits?: Partial<LoadLimits>;
  /** Looks for misused references in the text of the files; on by default. */
  readonly warnings?: boolean;
}

/**
 * Checks every dag file of a folder (or one file) in limited processes, and tells all dags and all
 * faults at once. Runs no task and throws for no fault of a file.
 */
export async function checkDagFolder(
  path: string,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const started = performance.now();
  const limits = loadLimits(options.limits);
  const { root, files, faults: found } = await discoverDagFiles(path);
  const checking = checkFiles(
    files.map((file) => join(root, file)),
    limits,
  );
  const warnings = options.warnings === false ? [] : await warnOfMisuse(root, files);
  const ends = await checking;
  const outcomes = await Promise.all(
    files.map(async (file) => outcomeOf(root, file, ends.get(join(root, file)), limits)),
  );
  const duplicates = duplicateDagIds(outcomes.flatMap((outcome) => outcome.dags));
  const faults = [
    ...found,
    ...outcomes.flatMap((outcome) => outcome.faults),
    ...warnings,
    ...duplicates,
  ];
  return {
    path: root,
    files,
    dags: dagsWithoutErrors(
      outcomes.flatMap((outcome) => outcome.dags),
      faults,
    ),
    faults: unique(faults).sort(compareFaults),
    tookMs: performance.now() - started,
  };
}

interface Outcome {
  readonly dags: readonly CheckedDag[];
  readonly faults: readonly LoadFault[];
}

async function outcomeOf(
  root: string,
  file: string,
  end: CheckEnd | undefined,
  limits: LoadLimits,
): Promise<Outcome> {
  if (end?.kind === 'checked') {
    return {
      dags: end.outcome.dags.flatMap((dag) => dagOf(root, file, dag)),
      faults: end.outcome.faults.map((fault) => faultOf(root, file, fault)),
    };
  }
  const there = await access(join(root, file)).then(
    () => true,
    () => false,
  );
  const fault = end === undefined || !there ? vanished() : faultOfEnd(end, limits);
  return { dags: [], faults: [faultOf(root, file, fault)] };
}

/** A dag re-exported from another dag file belongs to the file that defines it. */
function dagOf(root: string, file: string, { plan, places }: FoundDag): readonly CheckedDag[] {
  const defined = places['']?.file;
  const home = defined === undefined ? file : nameIn(root, defined);
  if (home !== file && /\.dag\.m?[jt]s$/.test(home) && !home.startsWith('..')) return [];
  const relativePlaces = Object.entries(places).map(
    ([node, place]) => [node, { ...place, file: nameIn(root, place.file) }] as const,
  );
  return [{ file, plan, places: Object.fromEntries(relativePlaces) }];
}

function faultOf(root: string, file: string, fault: FoundFault): LoadFault {
  const { at, doubtful: _, ...words } = fault;
  // Words may name other files, which nobody needs to see from the root of a machine.
  const message = words.message.replaceAll(`${root}${sep}`, '');
  return { ...words, message, ...placeIn(root, file, at) };
}

/** The fault is told under the checked file; a place elsewhere is named in front of the line. */
function placeIn(
  root: string,
  file: string,
  at: SourcePlace | undefined,
): Pick<LoadFault, 'file' | 'line' | 'column' | 'in'> {
  if (at === undefined) return { file };
  const where = nameIn(root, at.file);
  const place = { file, line: at.line, column: at.column };
  return where === file ? place : { ...place, in: where };
}

function nameIn(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

/** A dag with an error is not scheduled, and neither is any dag of a file that could not be loaded. */
function dagsWithoutErrors(
  dags: readonly CheckedDag[],
  faults: readonly LoadFault[],
): readonly CheckedDag[] {
  const errors = faults.filter((fault) => fault.severity === 'error');
  const badFiles = new Set(
    errors.filter((fault) => fault.dagId === undefined).map((fault) => fault.file),
  );
  const badDags = new Set(errors.map((fault) => `${fault.file}\n${fault.dagId ?? ''}`));
  return dags
    .filter((dag) => !badFiles.has(dag.file) && !badDags.has(`${dag.file}\n${dag.plan.id}`))
    .sort((a, b) => compareText(a.plan.id, b.plan.id));
}

/** One mistake in a module that several dags of a file reach is told once for the file. */
function unique(faults: readonly LoadFault[]): LoadFault[] {
  const byText = new Map(faults.map((fault) => [JSON.stringify(fault), fault]));
  return [...byText.values()];
}
