/**
 * Records what a task did in the experiment of its dag, in MLflow's words. The first thing that is
 * recorded makes the task instance's run there; a task that records nothing has none.
 *
 * `params`, `metrics` and `tags` return at once: what they are given is sent in batches beside the
 * body, and all of it is kept before the task reports its end.
 */
export interface Track {
  /**
   * The tracking run: 32 hex digits that follow from dag, run, instance path and generation, so every
   * try of the task instance has the same.
   */
  readonly runId: string;
  /** @throws TypeError for a name that MLflow refuses, or another value for a param of this try. */
  params(params: { readonly [key: string]: string | number | boolean }): void;
  /**
   * Points of curves, all at one step (default 0) and time (default now; a number counts
   * milliseconds since 1970). A later try replaces what an earlier one recorded at the same step.
   *
   * @throws TypeError for a name that MLflow refuses, or a value that is not a number.
   */
  metrics(
    metrics: { readonly [key: string]: number },
    at?: { readonly step?: number; readonly timestamp?: number | Date },
  ): void;
  /** The newest value of a tag counts. @throws TypeError for a name that MLflow refuses. */
  tags(tags: { readonly [key: string]: string }): void;
  /** Keeps a file with the run; `name` may hold folders: `plots/roc.svg`. The newest one counts. */
  artifact(name: string, data: Uint8Array | string): Promise<{ uri: string; sha256: string }>;
}
