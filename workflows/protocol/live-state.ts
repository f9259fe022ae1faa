/** What the `state` query of an open run answers. */
export interface LiveState {
  readonly runState: 'queued' | 'running' | 'paused' | 'success' | 'failed';
  readonly planHash: string | null;
  readonly counts: { readonly [state: string]: number };
  readonly instances: readonly {
    readonly path: string;
    readonly taskId: string;
    readonly mapIndex: readonly number[];
    readonly state: string;
    readonly reason?: string;
  }[];
}

/** What the `select` query answers: what a `clear` or `mark` with the selection would touch now. */
export interface Selected {
  /** In the plan's order, at most 1,000. */
  readonly paths: readonly string[];
  readonly count: number;
}
