/** The run as tasks and bodies see it; times are ISO strings. */
export interface RunContext {
  readonly dagId: string;
  readonly runId: string;
  readonly runType: 'scheduled' | 'manual' | 'backfill' | 'asset' | 'child';
  readonly isLatest: boolean;
  readonly logicalDate: string;
  readonly dataInterval: { readonly start: string; readonly end: string };
}
