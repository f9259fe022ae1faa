import type { EventRow, EventWait } from '../../stores/events/event-store.ts';
import type { ControlError, RunRequest, StartedRun } from '../../stores/temporal/index.ts';
import type { Stores } from '../../stores/stores.ts';
import type { ControlReply, ControlRequest } from '../../workflows/protocol/control.ts';
import type { LiveState } from '../../workflows/protocol/live-state.ts';
import { workflowIdOf } from '../../workflows/protocol/names.ts';
import type { ControlOptions, DeploymentBuild, RunControl } from '../control/run-control.ts';
import { MemoryControlDesk } from './memory-control-desk.ts';

/**
 * A run control without an engine, for tests: it makes rows, and no task runs. Verbs are real: the
 * run's reducer is built from the rows, takes them, and its transitions are written back.
 */
export class MemoryRunControl implements RunControl {
  readonly started: RunRequest[] = [];
  readonly schedules = new Map<string, boolean>();
  readonly open = new Map<string, LiveState>();
  readonly requests: { readonly request: ControlRequest; readonly options: ControlOptions }[] = [];
  readonly delivered: { readonly wait: EventWait; readonly event: EventRow }[] = [];
  /** What the next verb is refused with. */
  refuses: ControlError | undefined;
  builds: DeploymentBuild[] = [];
  readonly #stores: Stores;
  readonly #desk: MemoryControlDesk;

  constructor(stores: Stores) {
    this.#stores = stores;
    this.#desk = new MemoryControlDesk(stores);
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

  async control(
    dagId: string,
    runId: string,
    options: ControlOptions,
    request: ControlRequest,
  ): Promise<ControlReply> {
    const { refuses } = this;
    this.refuses = undefined;
    if (refuses !== undefined) throw refuses;
    this.requests.push({ request, options });
    return this.#desk.take(dagId, runId, request);
  }

  async deliver(wait: EventWait, event: EventRow): Promise<void> {
    this.delivered.push({ wait, event });
    await this.#stores.events.delivered(wait);
  }

  async liveState(dagId: string, runId: string): Promise<LiveState | undefined> {
    return this.open.get(workflowIdOf(dagId, runId));
  }

  async pauseSchedule(dagId: string, paused: boolean): Promise<void> {
    this.schedules.set(dagId, paused);
  }

  async pinnedBuild(): Promise<string | undefined> {
    return this.builds.find(({ status }) => status === 'current')?.build;
  }

  async deployments(): Promise<readonly DeploymentBuild[]> {
    return this.builds;
  }

  async setCurrentBuild(current: string): Promise<void> {
    this.builds = this.builds.map((each) => {
      if (each.build === current) return { ...each, status: 'current' };
      return each.status === 'current' ? { ...each, status: 'draining' } : each;
    });
  }

  async healthy(): Promise<boolean> {
    return true;
  }
}
