export { migrateDown, migrateUp } from './migrate.ts';
export { Database, type DatabaseOptions, type Session, type Statement } from './database.ts';
export { isTransient, withRetry, RETRY_LIMITS, type RetryLimits } from './with-retry.ts';
