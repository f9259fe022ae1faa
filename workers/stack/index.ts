export { startDevStack } from './dev-stack.ts';
export type {
  DevStack,
  DevStackOptions,
  DevStackPorts,
  DevStackUrls,
} from './dev-stack-options.ts';
export { runDevStack } from './run-dev-stack.ts';
export { readDevFile, type DevFile } from './dev-file.ts';
export { startTemporal, type StartTemporalOptions, type TemporalServer } from './temporal.ts';
export { startPostgres, type PostgresServer, type StartPostgresOptions } from './postgres.ts';
export { processEntry, type EntryCommand } from './process-entry.ts';
export { StackError } from './stack-error.ts';
