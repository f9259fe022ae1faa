export type { CheckedDag, CheckReport } from './check-report.ts';
export type { LoadFault } from './load-fault.ts';
export { DEFAULT_LOAD_LIMITS, type LoadLimits } from './load-limits.ts';
export { isDagFile } from './discover-dag-files.ts';
