import { join } from 'node:path';
import type { LoadedDag } from '../loading/index.ts';
import { CALL_MS, CallbackCaller, CallbackSender, Secrets } from '../task/index.ts';
import type { WorkerParts } from './worker-request.ts';

/** What sends the author's callbacks from this process; `wake` looks at the outbox at once. */
export interface CallbackRole {
  wake(): void;
  stop(): Promise<void>;
}

const NONE: CallbackRole = { wake: () => undefined, stop: async () => undefined };

/** A process whose dags have no callbacks asks for no messages. */
export function startCallbacks({ stores, folder, request }: CallbackParts): CallbackRole {
  const { log } = request;
  if (!folder.dags.some(hasCallbacks)) return NONE;
  const dags = new Map(folder.dags.map((dag) => [dag.runtime.plan.id, dag]));
  const caller = new CallbackCaller({
    log,
    sources: folder.sources,
    secrets: new Secrets(process.env),
    limitMs: CALL_MS,
    lookup: (dagId, taskId) => {
      const dag = dags.get(dagId);
      if (dag === undefined) return undefined;
      const callbacks = dag.runtime.callbacks.get(taskId);
      return { callbacks, file: join(folder.path, dag.file) };
    },
  });
  const { outbox } = stores;
  const call = caller.call.bind(caller);
  const sender = new CallbackSender({ outbox, build: folder.build, call, log });
  const stopping = new AbortController();
  const ended = sender.run(stopping.signal);
  return {
    wake: () => sender.wake(),
    stop: async () => {
      stopping.abort();
      await ended;
      await caller.close();
    },
  };
}

type CallbackParts = Pick<WorkerParts, 'stores' | 'folder' | 'request'>;

function hasCallbacks({ runtime }: LoadedDag): boolean {
  return [...runtime.callbacks.values()].some((callbacks) => Object.keys(callbacks).length > 0);
}
