import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { packageRoot } from '../../stores/postgres/package-root.ts';

/**
 * A Python process, seen from the worker.
 *
 * Y1 It leads a process group, and ends with all of it: when the script ends, when it is told to and
 *    does not, and, through a guard that waits on the lifeline, when the worker dies.
 * Y2 What it says to the worker has a pipe of its own; stdout and stderr are its log.
 */
export interface PythonOrder {
  readonly interpreter: string;
  readonly script?: string;
  readonly module?: string;
  readonly folder?: string;
  readonly scratch: string;
  readonly attempt: number;
  readonly run: object;
  readonly environment: Readonly<Record<string, string>>;
}
export interface PythonListener {
  /** One line of the channel; what it settles with is written as the answer, if there is one. */
  message(line: string): Promise<object | undefined>;
  output(source: 'stdout' | 'stderr', line: string): void;
}
export interface PythonEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const [OUT, IN, LIFELINE] = [3, 4, 5];
const START = 'import perdure_task; perdure_task._run()';
const MOST_LINE = 16 * 1024;
/** What is still in the pipes when a process has ended is read for so long. */
const DRAIN_MS = 2_000;

/** Where `perdure_task.py` lies. */
export const runtimeFolder = (): string =>
  path.join(packageRoot(), 'activities', 'python', 'runtime');

/** Runs a script to its end. @throws the system's error when it cannot be started. */
export async function runPython(
  order: PythonOrder,
  listener: PythonListener,
  stop: { readonly signal: AbortSignal; readonly graceMs: number },
): Promise<PythonEnd> {
  const child = start(order);
  alive.add(child);
  const ended = endOf(child);
  const read = Promise.all([hear(child, listener), lines(child, listener)]);
  let killing: NodeJS.Timeout | undefined;
  const stopIt = (): void => {
    child.kill('SIGTERM');
    killing = setTimeout(() => killGroup(child), stop.graceMs);
  };
  stop.signal.addEventListener('abort', stopIt, { once: true });
  if (stop.signal.aborted) stopIt();
  try {
    const end = await ended;
    // The guard and whatever the script started hold the pipes open.
    killGroup(child);
    await Promise.race([read, later(DRAIN_MS)]);
    return end;
  } finally {
    clearTimeout(killing);
    stop.signal.removeEventListener('abort', stopIt);
    killGroup(child);
    alive.delete(child);
  }
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) killGroup(child);
});

function start({ interpreter, environment, ...order }: PythonOrder): ChildProcess {
  const { scratch, attempt, run, script, module, folder } = order;
  const facts = {
    out: OUT,
    in: IN,
    lifeline: LIFELINE,
    attempt,
    scratch,
    run,
    script,
    module,
    folder,
  };
  const search = [runtimeFolder(), environment['PYTHONPATH']].filter((each) => each !== undefined);
  return spawn(interpreter, ['-u', '-c', START], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    cwd: scratch,
    env: {
      ...environment,
      PYTHONPATH: search.join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      PERDURE_ORDER: JSON.stringify(facts),
      PERDURE_INPUT: path.join(scratch, 'input.json'),
      PERDURE_OUTPUT: path.join(scratch, 'output.json'),
    },
  });
}

function endOf(child: ChildProcess): Promise<PythonEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** One message after the other: an answer belongs to the question before it. */
async function hear(child: ChildProcess, listener: PythonListener): Promise<void> {
  const [from, to] = [child.stdio[OUT], child.stdio[IN]];
  if (!(from instanceof Readable) || !(to instanceof Writable)) return;
  to.on('error', () => undefined); // a process that has ended needs no answer
  for await (const line of createInterface({ input: from })) {
    const answer = await listener.message(line);
    if (answer !== undefined) to.write(`${JSON.stringify(answer)}\n`);
  }
}

async function lines(child: ChildProcess, listener: PythonListener): Promise<void> {
  const read = async (source: 'stdout' | 'stderr'): Promise<void> => {
    const input = child[source];
    if (input === null) return;
    for await (const line of createInterface({ input })) {
      listener.output(source, line.slice(0, MOST_LINE));
    }
  };
  await Promise.all([read('stdout'), read('stderr')]);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Gone already, which is what is wanted.
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
