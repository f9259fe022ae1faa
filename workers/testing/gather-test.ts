import type { Stores } from '../../stores/stores.ts';
import { readLog } from '../../stores/logs/index.ts';
import type { AttemptRow, InstanceRow } from '../../stores/runs/run-store.ts';
import type { Output, RunFacts } from '../../workflows/protocol/index.ts';
import type { DagRunReducer } from '../../workflows/run/index.ts';
import { runErrors } from '../../workflows/dag-run/run-errors.ts';
import { bindInstances, BlobReader } from '../task/index.ts';
import { resolveInput } from '../task/value/resolve-input.ts';
import type { DagTest, TestedInstance, TestLogLine } from './dag-test.ts';
import type { FinishedRun } from './run-virtually.ts';

export interface TestParts {
  readonly stores: Stores;
  readonly run: RunFacts;
  readonly reducer: DagRunReducer;
  readonly finished: FinishedRun;
}

/** Reads what the run left in its stores. */
export async function gatherTest<O>(parts: TestParts): Promise<DagTest<O>> {
  const { stores, run, reducer, finished } = parts;
  const blobs = new BlobReader(stores.objects);
  const rows = new Map(
    (await stores.runs.listInstances(run.dagId, run.runId)).map((row) => [row.path, row]),
  );
  const outputOf = async (path: string): Promise<Output | undefined> => outputOfRow(rows.get(path));
  const { finish } = finished;
  const result = await bindInstances(finish.result, outputOf)
    .then((bound) => resolveInput(bound, (blob) => blobs.read(blob)))
    .catch(() => undefined);
  const { instances, logs } = await gatherInstances(parts, rows, blobs);
  const errors = runErrors(reducer);
  return {
    state: finish.state,
    // The schemas behind the result were applied to each part; O is their type.
    result: result as O | undefined,
    instances,
    logs,
    errors: finish.reason === undefined ? errors : [...errors, finish.reason],
    virtualMs: finished.virtualMs,
  };
}

async function gatherInstances(
  { stores, run, reducer, finished }: TestParts,
  rows: ReadonlyMap<string, InstanceRow>,
  blobs: BlobReader,
): Promise<{ instances: readonly TestedInstance[]; logs: readonly TestLogLine[] }> {
  const instances: TestedInstance[] = [];
  const logs: TestLogLine[] = [];
  for (const { path, taskId, state, reason } of reducer.snapshot()) {
    const tries = finished.tries.get(path) ?? 0;
    const key = { dagId: run.dagId, runId: run.runId, path };
    const attempts = tries === 0 ? [] : await stores.runs.listAttempts(key);
    for (const attempt of attempts) logs.push(...(await linesOf(stores, path, attempt)));
    const output = state === 'success' ? outputOfRow(rows.get(path)) : undefined;
    const error = state === 'failed' ? attempts.at(-1)?.error : undefined;
    instances.push({
      ...{ path, taskId, state, tries },
      ...(output !== undefined && { output: await valueOf(output, blobs) }),
      ...(error !== undefined &&
        error !== null && { error: { type: error.type, message: error.message } }),
      ...(reason !== undefined && { reason }),
    });
  }
  return { instances, logs };
}

function outputOfRow(row: InstanceRow | undefined): Output | undefined {
  // `complete` stores the protocol's Output as JSON, and nothing else writes there.
  return (row?.output ?? undefined) as unknown as Output | undefined;
}

async function valueOf(output: Output, blobs: BlobReader): Promise<unknown> {
  if (output.kind === 'stored') throw new Error('A stored output cannot point to itself.');
  return output.kind === 'inline' ? output.value : blobs.read(output.blob);
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
