export { connectTemporal, temporalConfig, type TemporalClient } from './connect.ts';
export { ensureSearchAttributes } from './search-attributes.ts';
export { startRun, userMetadata, type RunRequest, type StartedRun } from './start-run.ts';
export { cancelRun } from './cancel-run.ts';
export { liveState } from './live-state.ts';
export { planSource } from './plan-source.ts';
export { pauseSchedule } from './pause-schedule.ts';
