export { createServer, type RunningServer, type ServerOptions } from './create-server.ts';
export type { RunControl } from './control/run-control.ts';
export { temporalRunControl } from './control/temporal-run-control.ts';
export type { InferenceLimits } from './inference/index.ts';
