import type { Database } from '../postgres/database.ts';
import { PostgresTaskTracking } from './postgres-task-tracking.ts';
import type { TrackingStore } from './tracking-store.ts';

/** Tracking in Postgres. */
export class PostgresTrackingStore implements TrackingStore {
  readonly tasks: TrackingStore['tasks'];

  constructor(database: Database) {
    this.tasks = new PostgresTaskTracking(database);
  }
}
