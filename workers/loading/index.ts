export { buildId } from './build-id.ts';
export { checkDagFolder, type CheckOptions } from './check-dag-folder.ts';
export type { CheckedDag, CheckReport } from './check-report.ts';
export { isDagFile } from './discover-dag-files.ts';
export type { LoadFault } from './load-fault.ts';
export { DEFAULT_LOAD_LIMITS, type LoadLimits } from './load-limits.ts';
export { formatReport, hasErrors, type ReportFormat } from './report.ts';
export { type FolderChange, type FolderWatch, watchDagFolder } from './watch-dag-folder.ts';
export { type LoadedDag, loadDagFolder, type LoadedFolder } from './load-dag-folder.ts';
