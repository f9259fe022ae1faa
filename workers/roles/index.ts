export { startWorker, type RunningWorker, type WorkerRequest } from './start-worker.ts';
export { runWorkerProcess } from './run-worker-process.ts';
export { findGpu, type Device } from './device.ts';
