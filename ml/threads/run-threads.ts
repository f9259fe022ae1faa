import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A program that several worker threads run, each with its number. */
export interface ThreadPlan<Message> {
  /** The module each thread runs, without its extension, beside `import.meta.url`. */
  readonly entry: string;
  readonly beside: string;
  readonly threads: number;
  /** Copied to every thread; what lies in shared memory is shared. */
  readonly input: unknown;
  /** Returning true ends all threads: what was wanted is there. */
  readonly onMessage: (message: Message) => boolean | void;
  readonly signal?: AbortSignal | undefined;
}
/** What a thread finds as its `workerData`. */
export interface ThreadInput<Input> {
  readonly thread: number;
  readonly threads: number;
  readonly input: Input;
}

/**
 * Runs a program on worker threads; the calling thread stays free for timers, heartbeats and
 * signals meanwhile.
 *
 * R1 When the call returns or fails, its threads have ended.
 * R2 The first fault of any thread fails the call, and so does the signal, with its reason.
 */
export async function runThreads<Message>(plan: ThreadPlan<Message>): Promise<void> {
  plan.signal?.throwIfAborted();
  const workers = Array.from({ length: plan.threads }, (_, thread) => start(plan, thread));
  const settling = new AbortController();
  try {
    await settled(plan, workers, settling.signal);
  } finally {
    settling.abort();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function settled<Message>(
  plan: ThreadPlan<Message>,
  workers: readonly Worker[],
  over: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { signal } = plan;
    // A signal's reason may be anything; it is handed on as it is.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: over });
    let running = workers.length;
    for (const worker of workers) {
      worker.on('message', (message: Message) => {
        try {
          if (plan.onMessage(message) === true) resolve();
        } catch (error) {
          // Of the caller's own function: the caller gets it as it is.
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      worker.once('messageerror', reject);
      worker.once('error', reject);
      worker.once('exit', (code) => {
        running -= 1;
        if (code !== 0) reject(new Error(`A worker thread ended with code ${code}.`));
        else if (running === 0) resolve();
      });
    }
  });
}

function start<Message>(plan: ThreadPlan<Message>, thread: number): Worker {
  const fromSource = plan.beside.endsWith('.ts');
  const entry = new URL(`./${plan.entry}.${fromSource ? 'ts' : 'js'}`, plan.beside);
  const workerData: ThreadInput<unknown> = { thread, threads: plan.threads, input: plan.input };
  // Inherited arguments would load what the process was started with once more in each thread.
  const options = { workerData, execArgv: [] };
  if (!fromSource) return new Worker(entry, options);
  return new Worker(loadSource(entry), { ...options, eval: true });
}

/**
 * A thread does not take loaders from its arguments (Node 20), so it sets up its own: that of
 * sources, found by its place, because the working folder may be a project without it.
 */
function loadSource(entry: URL): string {
  const installed = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const loader = new URL('./dist/esm/api/index.mjs', installed);
  const [tsx, module] = [loader, entry].map(({ href }) => JSON.stringify(href));
  return `import(${tsx}).then((tsx) => (tsx.register(), import(${module})));`;
}
