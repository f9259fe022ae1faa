/** What the `state` query of an open run answers. */
export interface LiveState {
  readonly runState: 'queued' | 'running' | 'success' | 'failed';
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
