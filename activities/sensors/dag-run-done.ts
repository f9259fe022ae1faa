import { z } from 'zod';
import { sensor, type TaskContext } from '../../dsl/index.ts';
import type { RunRow } from '../../stores/runs/run-store.ts';
import { servicesOf, type Services } from '../services.ts';

const State = z.enum(['success', 'failed']);

/**
 * Waits for another dag's run: the one of a logical date (this run's own by default), or of a run
 * id; with `task`, for that task instance of it. An end that is not among `states` fails the sensor,
 * since the run would have to be cleared to end otherwise.
 */
export const dagRunDone = sensor({
  name: 'dag_run_done',
  isolation: 'inline',
  input: z.object({
    dagId: z.string(),
    logicalDate: z.iso.datetime({ offset: true }).optional(),
    runId: z.string().optional(),
    /** Instance path: `train`, `train[3]`. */
    task: z.string().optional(),
    states: z.array(z.enum(['success', 'failed', 'skipped'])).default(['success']),
  }),
  output: z.object({
    dagId: z.string(),
    runId: z.string(),
    state: z.string(),
    result: z.unknown(),
  }),
  poke: async (wanted, ctx) => {
    const runs = runsOf(ctx);
    const { dagId, runId, task } = wanted;
    const logicalDate = wanted.logicalDate ?? ctx.run.logicalDate;
    const run =
      runId === undefined
        ? await runOfDate(runs, dagId, logicalDate)
        : await runs.getRun(dagId, runId);
    if (run === undefined) return undefined;
    const state = await endOf(runs, run, task);
    if (state === undefined) return undefined;
    const states: readonly string[] = wanted.states;
    if (!states.includes(state)) {
      const what = task === undefined ? '' : `Task "${task}" of `;
      return ctx.fail(`${what}${dagId}/${run.runId} ended as ${state}.`, { retry: false });
    }
    return { dagId, runId: run.runId, state, result: run.result };
  },
});

type Runs = NonNullable<Services['runs']>;

function runsOf(ctx: TaskContext): Runs {
  const { runs } = servicesOf(ctx);
  if (runs !== undefined) return runs;
  return ctx.fail('Runs are known to the worker itself: leave `isolation: "process"` out.', {
    retry: false,
  });
}

/** The state something has ended in; undefined while it has not. */
async function endOf(runs: Runs, run: RunRow, task?: string): Promise<string | undefined> {
  if (task === undefined) return State.safeParse(run.state).data;
  const { dagId, runId } = run;
  const instance = await runs.getInstance({ dagId, runId, path: task });
  const state = instance?.state;
  return state !== undefined && ENDS.includes(state) ? state : undefined;
}

const ENDS: readonly string[] = ['success', 'failed', 'skipped', 'upstream_failed', 'removed'];

/** The newest run of a logical date. */
async function runOfDate(
  runs: Runs,
  dagId: string,
  logicalDate: string,
): Promise<RunRow | undefined> {
  return (await runs.listRuns({ dagId, logicalDate: new Date(logicalDate), limit: 1 }))[0];
}
