import type { LiveState } from '../../workflows/protocol/live-state.ts';
import { workflowIdOf } from '../../workflows/protocol/names.ts';
import type { RunRequest, StartedRun } from '../../stores/temporal/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from '../control/run-control.ts';

/** A run control without an engine, for tests: it makes rows, and nothing runs. */
export class MemoryRunControl implements RunControl {
  readonly started: RunRequest[] = [];
  readonly schedules = new Map<string, boolean>();
  readonly open = new Map<string, LiveState>();
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async start(request: RunRequest): Promise<StartedRun> {
    const { run, plan, params } = request;
    const workflowId = workflowIdOf(run.dagId, run.runId);
    const { created } = await this.#stores.runs.createRun({
      dagId: run.dagId,
      runId: run.runId,
      runType: run.runType,
      planHash: plan.hash,
      params,
      logicalDate: new Date(run.logicalDate),
      dataInterval: { start: new Date(run.logicalDate), end: new Date(run.logicalDate) },
      state: 'running',
      workflowId,
    });
    this.started.push(request);
    this.open.set(workflowId, {
      runState: 'running',
      planHash: plan.hash,
      counts: {},
      instances: [],
    });
    return { workflowId, created };
  }

  async cancel(dagId: string, runId: string): Promise<boolean> {
    return this.open.delete(workflowIdOf(dagId, runId));
  }

  async liveState(dagId: string, runId: string): Promise<LiveState | undefined> {
    return this.open.get(workflowIdOf(dagId, runId));
  }

  async pauseSchedule(dagId: string, paused: boolean): Promise<void> {
    this.schedules.set(dagId, paused);
  }

  async healthy(): Promise<boolean> {
    return true;
  }
}
