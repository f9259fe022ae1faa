export { startWorker, type RunningWorker } from './start-worker.ts';
export type { WorkerRequest } from './worker-request.ts';
export { runWorkerProcess } from './run-worker-process.ts';
export { declaredOf, declaredOfEnv, type DeclaredCapabilities } from './capabilities.ts';
export { findGpu, type Device } from './device.ts';
