import type { Database } from '../postgres/database.ts';
import { PostgresExperiments } from './postgres-experiments.ts';
import { PostgresLoggedModels } from './postgres-logged-models.ts';
import { PostgresTaskTracking } from './postgres-task-tracking.ts';
import { PostgresTrackedRuns } from './postgres-tracked-runs.ts';
import type { TrackingStore } from './tracking-store.ts';

/** Tracking in Postgres. */
export class PostgresTrackingStore implements TrackingStore {
  readonly experiments: TrackingStore['experiments'];
  readonly runs: TrackingStore['runs'];
  readonly loggedModels: TrackingStore['loggedModels'];
  readonly tasks: TrackingStore['tasks'];

  constructor(database: Database) {
    this.experiments = new PostgresExperiments(database);
    this.runs = new PostgresTrackedRuns(database);
    this.loggedModels = new PostgresLoggedModels(database);
    this.tasks = new PostgresTaskTracking(database);
  }
}
