export { startWorker, type RunningWorker } from './start-worker.ts';
export type { WorkerRequest } from './worker-request.ts';
export { runWorkerProcess } from './run-worker-process.ts';
export type { DeclaredCapabilities } from './capabilities.ts';
export { workerRequest, type WorkerFlags } from './request-from-flags.ts';
export { findGpu, type Device } from './device.ts';
