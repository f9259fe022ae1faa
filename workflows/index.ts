/**
 * The workflow bundle. Its default export handles every workflow type, so that the type shown in
 * Temporal is the dag's id.
 */
export { dagRun as default } from './dag-run/dag-run.ts';
