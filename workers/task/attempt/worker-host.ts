import type { AttemptHost } from '../context/attempt-host.ts';
import { patiently } from '../store-access/patience.ts';
import type { AttemptScope } from './attempt-scope.ts';

/** The attempt's host in the worker. It holds the fence, and answers no body that was given up. */
export function workerHost(scope: AttemptScope): AttemptHost {
  const { worker, key, fence, call } = scope;
  // A cleared task begins from nothing unless its checkpoints were kept.
  const since = call.keepCheckpoint === true ? undefined : call.generation;
  const { runs } = worker.deps.stores;
  return {
    log: (level, message, data) => scope.log.write(level, 'task', message, data),
    heartbeat: (detail) => scope.heartbeat.report(detail),
    track: (batch) => {
      if (!scope.ended) scope.tracker.add(batch);
    },
    secret: async (name) => worker.secrets.read(name),
    loadPointer: () => patiently(() => runs.loadCheckpoint(key, since), worker.patience),
    savePointer: async (pointer) =>
      !scope.ended && patiently(() => runs.saveCheckpoint(key, fence, pointer), worker.patience),
  };
}
