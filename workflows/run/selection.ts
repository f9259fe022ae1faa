import type { InstancePath } from './instance-path.ts';

/**
 * Which instances of a run a verb is about, by graph and never by event: what Airflow's
 * `tasks clear` takes. Without `tasks` and `paths` it is the whole run.
 */
export interface Selection {
  /** Task ids; all their mapped instances. A group's or region's id stands for all inside it. */
  readonly tasks?: readonly string[];
  readonly paths?: readonly InstancePath[];
  readonly upstream?: boolean;
  readonly downstream?: boolean;
  /** Only those in `failed` or `upstream_failed`. */
  readonly onlyFailed?: boolean;
  /** Only those that have not ended (for `mark`). */
  readonly onlyRunning?: boolean;
}
