import { randomUUID } from 'node:crypto';
import type { ApprovalRow } from '../../stores/approvals/approval-store.ts';
import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import { ControlError } from '../../stores/temporal/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { ControlReply, ControlRequest } from '../../workflows/protocol/control.ts';
import type { Output } from '../../workflows/protocol/value.ts';
import {
  createRun,
  isFinal,
  type DagRunReducer,
  type KeptInstance,
  type RunEvent,
  type RunStep,
  type TaskState,
} from '../../workflows/run/index.ts';

/** Does verbs to runs whose rows are all there is of them. */
export class MemoryControlDesk {
  readonly #stores: Stores;
  /** By request id: a verb is done once. */
  readonly #replies = new Map<string, ControlReply>();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async take(dagId: string, runId: string, request: ControlRequest): Promise<ControlReply> {
    const known = this.#replies.get(request.requestId);
    if (known !== undefined) return known;
    const { runs } = this.#stores;
    const before = await runs.getRun(dagId, runId);
    if (before === undefined) throw new ControlError('NOT_OPEN', 'There is no such run.');
    const opens = request.verb === 'clear' || request.verb === 'mark';
    if (isFinal(before.state)) {
      if (!opens) throw new ControlError('NOT_OPEN', 'The run has ended.');
      await runs.reopen(dagId, runId, randomUUID());
    }
    const reply = await this.#apply((await runs.getRun(dagId, runId)) ?? before, request);
    this.#replies.set(request.requestId, reply);
    return reply;
  }

  async #apply(run: RunRow, request: ControlRequest): Promise<ControlReply> {
    const { dagId, runId } = run;
    const rows = await this.#stores.runs.listInstances(dagId, runId);
    const reducer = await this.#reducer(run, rows);
    const touched = 'selection' in request ? reducer.selected(request.selection, request.verb) : [];
    const generation = run.generation + (touched.length > 0 ? 1 : 0);
    if (request.verb === 'answer') await this.#answer(run, request);
    const event = eventOf(request);
    const step = event === undefined ? NOTHING : settled(reducer, reducer.apply([event]));
    const paths = touched.map(({ path }) => path);
    const reason = request.reason;
    await this.#stores.runs.recordControl({
      ...{ requestId: request.requestId, by: request.by, reason },
      ...{ dagId, runId, generation, verb: request.verb, at: new Date() },
      detail: { count: paths.length, paths },
      reset: request.verb === 'clear' ? paths : [],
      marked:
        request.verb === 'mark'
          ? touched.map(({ path, taskId, mapIndex }) => ({
              ...{ path, taskId, mapIndex, state: request.state, reason },
            }))
          : [],
      ...(request.verb === 'pause' && { paused: true }),
      ...(request.verb === 'resume' && { paused: false }),
    });
    await this.#stores.runs.recordTransitions(dagId, runId, step.transitions, generation);
    if (request.verb === 'cancel' && reducer.done) {
      const end = { state: 'failed', endedAt: new Date(), result: null, instances: [] } as const;
      await this.#stores.runs.finishRun({ dagId, runId, ...end });
    }
    const runState =
      request.verb === 'pause' ? 'paused' : request.verb === 'cancel' ? 'failed' : 'running';
    return { paths, count: paths.length, generation, runState };
  }

  async #reducer(run: RunRow, rows: readonly InstanceRow[]): Promise<DagRunReducer> {
    const plan = await this.#stores.dags.plan(run.dagId, run.planHash);
    if (plan === undefined) throw new Error(`The plan of ${run.runId} is not there.`);
    const date = run.logicalDate.toISOString();
    const reducer = createRun({
      plan,
      params: run.params,
      events: {},
      run: {
        ...{ dagId: run.dagId, runId: run.runId, runType: 'manual', isLatest: true },
        ...{ logicalDate: date, dataInterval: { start: date, end: date } },
      },
      kept: rows.flatMap(keptOf),
    });
    reducer.apply([{ type: 'start' }]);
    return reducer;
  }

  async #answer(run: RunRow, request: ControlRequest & { readonly verb: 'answer' }): Promise<void> {
    const { approvals } = this.#stores;
    const rows = await approvals.list({ dagId: run.dagId, runId: run.runId, open: true });
    const asked = rows.find(({ path }) => path === request.path);
    if (asked === undefined) throw new ControlError('REFUSED', 'Nobody is asked there.');
    const { by, decision, answer } = request;
    await approvals.answer(asked, { by, decision, answer, at: new Date() });
    const outcome = outcomeOf(await approvals.get(asked));
    if (outcome !== undefined) await approvals.close(asked, outcome);
  }
}

/** No task runs here, so what is told to stop has stopped. */
function settled(reducer: DagRunReducer, step: RunStep): RunStep {
  const stopped = step.commands.flatMap((command): RunEvent[] =>
    command.type === 'stop'
      ? [{ type: 'failed', path: command.path, error: { type: 'Cancelled', message: 'Stopped.' } }]
      : [],
  );
  if (stopped.length === 0) return step;
  const { commands, transitions } = reducer.apply(stopped);
  return { commands, transitions: [...step.transitions, ...transitions] };
}

const NOTHING: RunStep = { commands: [], transitions: [] };

function keptOf({ path, state, output, reason }: InstanceRow): readonly KeptInstance[] {
  if (state === 'running' || state === 'up_for_retry') return [{ path, state: 'inFlight' }];
  // Any other word compares unequal to all final ones, which is what is asked.
  const word = state as TaskState;
  if (!isFinal(word)) return [];
  return [
    {
      path,
      state: word,
      // Rows hold the protocol's outputs as JSON.
      ...(output !== null && { output: output as unknown as Output }),
      ...(reason !== null && { reason }),
    },
  ];
}

function eventOf(request: ControlRequest): RunEvent | undefined {
  switch (request.verb) {
    case 'clear':
      return { type: 'clear', selection: request.selection };
    case 'mark': {
      const { selection, state } = request;
      return { type: 'mark', selection, state, reason: `marked ${state} by ${request.by}` };
    }
    case 'cancel':
      return { type: 'cancel', reason: `stopped by ${request.by}` };
    case 'pause':
    case 'resume':
      return { type: request.verb };
    case 'answer':
      return undefined;
  }
}

function outcomeOf(row: ApprovalRow | undefined): 'approved' | 'rejected' | undefined {
  const answers = row?.answers ?? [];
  if (answers.some(({ decision }) => decision === 'rejected')) return 'rejected';
  return answers.length >= (row?.approvers ?? 1) ? 'approved' : undefined;
}
