import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess } from './managed-process.ts';
import { processEntry } from './process-entry.ts';
import { StackError } from './stack-error.ts';
import { startProcess, type ProcessSpec } from './stack-process.ts';
import { supervise, type Supervision } from './supervise.ts';

/** The worker processes of one state of the author's code. */
export interface WorkerGeneration {
  readonly build: string;
  readonly processes: readonly ManagedProcess[];
  /** Settles once each process has taken its duties; the engine's publish the dags. */
  ready(limitMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface GenerationOptions {
  readonly build: string;
  readonly dags: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** `engine` and queue names; `engine` and `cpu` share a process. */
  readonly queues: readonly string[];
  readonly gpuDevice: 'auto' | 'cpu';
  readonly log: (line: string) => void;
  readonly hooks: (name: string) => Pick<ProcessSpec, 'onSpawn' | 'onExit'>;
}

// The worker's own words, see workers/roles/run-worker-process.ts.
const READY = '"msg":"Worker ready"';
const READY_LIMIT_MS = 120_000;

/** Starts and supervises the workers of one build. */
export async function startGeneration(options: GenerationOptions): Promise<WorkerGeneration> {
  const processes: ManagedProcess[] = [];
  const supervisions: Supervision[] = [];
  const stopping = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    for (const supervision of supervisions) supervision.close();
    await Promise.all(processes.map((managed) => managed.stop()));
  };
  try {
    for (const queues of processGroups(options.queues)) {
      const managed = await startWorkerProcess(options, queues);
      processes.push(managed);
      supervisions.push(supervise(managed, { log: options.log }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const ready = async (limitMs = READY_LIMIT_MS): Promise<void> => {
    await Promise.all(processes.map((managed) => untilReady(managed, limitMs, stopping.signal)));
  };
  return { build: options.build, processes, ready, stop };
}

/** `engine` and `cpu` in one process get Temporal's eager hand-off; the rest stand alone. */
export function processGroups(queues: readonly string[]): readonly (readonly string[])[] {
  const together = queues.filter((queue) => queue === 'engine' || queue === 'cpu');
  const alone = queues.filter((queue) => queue !== 'engine' && queue !== 'cpu');
  const each = alone.map((queue) => [queue]);
  return together.length === 0 ? each : [together, ...each];
}

function startWorkerProcess(
  options: GenerationOptions,
  queues: readonly string[],
): Promise<ManagedProcess> {
  const name = `worker-${queues.join('-')}`;
  const entry = processEntry('../roles/main', import.meta.url, [
    ...queues.flatMap((queue) => ['--queue', queue]),
    ...['--dags', options.dags],
    ...(queues.includes('gpu') ? ['--device', options.gpuDevice] : []),
  ]);
  return ManagedProcess.start(() =>
    startProcess({
      name,
      ...entry,
      logFile: join(options.home, 'logs', `${name}.log`),
      env: options.env,
      graceMs: 6000,
      ...options.hooks(name),
    }),
  );
}

async function untilReady(
  managed: ManagedProcess,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const limit = Date.now() + limitMs;
  while (Date.now() < limit) {
    if (signal.aborted) throw new StackError(`${managed.name} was stopped.`, 'Start again.');
    if (managed.current.hasLogged(READY)) return;
    await sleep(100);
  }
  const last = managed.current.lastWords();
  throw new StackError(
    `The process ${managed.name} was not ready in ${Math.round(limitMs / 1000)} s: ${last}`,
    `See ${managed.current.logFile}.`,
  );
}
