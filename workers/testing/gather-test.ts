import type { Stores } from '../../stores/stores.ts';
import { readLog } from '../../stores/logs/index.ts';
import type { AttemptRow, InstanceRow } from '../../stores/runs/run-store.ts';
import { runErrors } from '../../workflows/dag-run/run-errors.ts';
import type { Output } from '../../workflows/protocol/index.ts';
import { resolveOfRun } from '../engine/instance-values.ts';
import { BlobReader } from '../task/index.ts';
import type { ChildTest, DagTest, TestedInstance, TestLogLine } from './dag-test.ts';
import type { VirtualRun } from './virtual-run.ts';

type RunTest = Omit<DagTest<unknown>, 'callbacks' | 'children'>;

/** Reads what a run left in its stores, and when its instances changed. */
export async function gatherRun(run: VirtualRun): Promise<RunTest> {
  const { world, facts, reducer } = run.options;
  const { stores } = world.options;
  const { finish, startedAt, endedAt, recorder } = run;
  if (finish === undefined) throw new Error(`Run "${facts.runId}" has not ended.`);
  const result = await resolveOfRun(stores, facts, finish.result).catch(() => undefined);
  const errors = runErrors(reducer);
  return {
    state: finish.state,
    result,
    ...(await gatherInstances(run)),
    errors: finish.reason === undefined ? errors : [...errors, finish.reason],
    virtualMs: endedAt - startedAt,
    timeline: recorder.timeline,
    waits: recorder.waits(endedAt),
  };
}

/** The runs that a run started, with theirs. */
export async function gatherChildren(run: VirtualRun): Promise<readonly ChildTest[]> {
  const { world, facts } = run.options;
  const rows = await world.options.stores.runs.listChildren(facts.dagId, facts.runId);
  const children: ChildTest[] = [];
  for (const { dagId, runId } of rows) {
    const child = world.runs.find(
      ({ options }) => options.facts.dagId === dagId && options.facts.runId === runId,
    );
    if (child === undefined) continue;
    const inner = await gatherChildren(child);
    const path = child.options.parentPath;
    children.push({ dagId, runId, path, ...(await gatherRun(child)), children: inner });
  }
  return children;
}

async function gatherInstances(run: VirtualRun): Promise<Pick<RunTest, 'instances' | 'logs'>> {
  const { world, facts, reducer } = run.options;
  const { stores } = world.options;
  const { dagId, runId } = facts;
  const list = await stores.runs.listInstances(dagId, runId);
  const rows = new Map(list.map((row) => [row.path, row]));
  const blobs = new BlobReader(stores.objects);
  const instances: TestedInstance[] = [];
  const logs: TestLogLine[] = [];
  for (const found of reducer.snapshot()) {
    const row = rows.get(found.path);
    const began = row !== undefined && row.tryNumber > 0;
    const key = { dagId, runId, path: found.path };
    const attempts = began ? await stores.runs.listAttempts(key) : [];
    for (const attempt of attempts) logs.push(...(await linesOf(stores, found.path, attempt)));
    instances.push({
      ...factsOf(run, found, row, attempts),
      ...(found.state === 'success' ? await outputOf(row, blobs) : {}),
    });
  }
  return { instances, logs };
}

function factsOf(
  run: VirtualRun,
  { path, taskId, state, reason }: ReturnType<VirtualRun['options']['reducer']['snapshot']>[number],
  row: InstanceRow | undefined,
  attempts: readonly AttemptRow[],
): TestedInstance {
  const span = run.recorder.span(path);
  const { startedMs, endedMs } = span;
  const tries = Math.max(
    attempts.length,
    startedMs !== undefined && run.failures.has(path) ? 1 : 0,
  );
  const error = state === 'failed' ? errorOf(run, path, attempts.at(-1)) : undefined;
  const why = reason ?? (state === 'success' ? row?.reason : undefined) ?? undefined;
  const pokes = run.pokes.get(path);
  return {
    ...{ path, taskId, state, tries },
    ...(error !== undefined && { error }),
    ...(why !== undefined && { reason: why }),
    ...span,
    ...(startedMs !== undefined && endedMs !== undefined && { durationMs: endedMs - startedMs }),
    ...(pokes !== undefined && { pokes }),
  };
}

/** What the attempt recorded says it best; what ended it from outside is only in the run. */
function errorOf(
  run: VirtualRun,
  path: string,
  attempt: AttemptRow | undefined,
): TestedInstance['error'] {
  const last = run.failures.get(path);
  const recorded = attempt?.error ?? undefined;
  if (recorded === undefined || (last !== undefined && !isRecorded(last.type, recorded.type))) {
    return last;
  }
  return { type: recorded.type, message: recorded.message };
}

function isRecorded(reported: string, recorded: string): boolean {
  return reported === recorded || recorded === 'AttemptLost';
}

async function outputOf(
  row: InstanceRow | undefined,
  blobs: BlobReader,
): Promise<{ readonly output?: unknown }> {
  // `complete` stores the protocol's Output as JSON, and nothing else writes there.
  const output = (row?.output ?? undefined) as unknown as Output | undefined;
  if (output === undefined) return {};
  if (output.kind === 'stored') throw new Error('A stored output cannot point to itself.');
  return { output: output.kind === 'inline' ? output.value : await blobs.read(output.blob) };
}

async function linesOf(
  stores: Stores,
  path: string,
  attempt: AttemptRow,
): Promise<readonly TestLogLine[]> {
  const { lines } = await readLog(stores.objects, attempt.logKey, { maxChunks: 1_000 });
  return lines
    .filter(({ source }) => source !== 'engine')
    .map(({ level, message, data }) => ({
      ...{ path, attempt: attempt.tryNumber, level, message },
      ...(data !== undefined && { data }),
    }));
}
