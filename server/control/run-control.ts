import type { LiveState } from '../../workflows/protocol/live-state.ts';
import type { RunRequest, StartedRun } from '../../stores/temporal/index.ts';

/** What the server asks of whoever runs dag runs. The real one is Temporal. */
export interface RunControl {
  /** Idempotent by run id. */
  start(request: RunRequest): Promise<StartedRun>;
  /** @returns false when no such run is open. */
  cancel(dagId: string, runId: string): Promise<boolean>;
  /** The states of an open run; undefined when nobody answers in time. */
  liveState(dagId: string, runId: string): Promise<LiveState | undefined>;
  /** Stops or resumes a dag's scheduled runs. */
  pauseSchedule(dagId: string, paused: boolean, by: string): Promise<void>;
  /** Whether it answers now. */
  healthy(): Promise<boolean>;
}
