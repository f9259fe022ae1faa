import type { EventRow, EventWait } from '../../stores/events/event-store.ts';
import type { RunRequest, StartedRun } from '../../stores/temporal/index.ts';
import type { ControlReply, ControlRequest } from '../../workflows/protocol/control.ts';
import type { LiveState } from '../../workflows/protocol/live-state.ts';

/** What the server asks of whoever runs dag runs. The real one is Temporal. */
export interface RunControl {
  /** Idempotent by run id. */
  start(request: RunRequest): Promise<StartedRun>;
  /**
   * Does a verb to a run, open or closed; idempotent by its request id.
   * @throws ControlError when the run does not take it.
   */
  control(
    dagId: string,
    runId: string,
    options: ControlOptions,
    request: ControlRequest,
  ): Promise<ControlReply>;
  /** Hands an event to a run that waits for it; once more changes nothing. */
  deliver(wait: EventWait, event: EventRow): Promise<void>;
  /** The states of an open run; undefined when nobody answers in time. */
  liveState(dagId: string, runId: string): Promise<LiveState | undefined>;
  /** Stops or resumes a dag's scheduled runs. */
  pauseSchedule(dagId: string, paused: boolean, by: string): Promise<void>;
  /** The build an open run is pinned to; undefined when it is not, or nobody answers. */
  pinnedBuild(dagId: string, runId: string): Promise<string | undefined>;
  /** The builds of the workers, the newest first; none when workers are not versioned. */
  deployments(): Promise<readonly DeploymentBuild[]>;
  /** New runs start on this build from here on. */
  setCurrentBuild(build: string): Promise<void>;
  /** Whether it answers now. */
  healthy(): Promise<boolean>;
}

export interface ControlOptions {
  /** A closed run goes on with the dag's newest plan and build instead of its own. */
  readonly latest: boolean;
}

/** A version of the workers, as Temporal knows it. */
export interface DeploymentBuild {
  readonly build: string;
  readonly status: 'current' | 'draining' | 'drained' | 'inactive' | 'unversioned';
  readonly createdAt: Date | null;
  /** Since when its status holds, where Temporal says. */
  readonly changedAt: Date | null;
  /** Runs pinned to it that have not ended. */
  readonly openRuns: number;
}
