import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError, reasonOf } from './stack-error.ts';

/**
 * One program of the stack, in its own process group.
 *
 * P1: its own group, so Ctrl-C in a terminal reaches the stack alone, which stops the parts in order.
 * P2: output goes to a file, never to a pipe: the program outlives a reader that dies.
 * P3: when the program has ended, what is left of its group is killed.
 * P4: when this process exits without stopping it, by an uncaught error, the group is killed, too.
 */
export interface StackProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<ProcessExit>;
  readonly running: boolean;
  /** Asks with `stopSignal`, insists with SIGKILL after `graceMs`. */
  stop(): Promise<void>;
  /** SIGKILL to the whole group; for tests. */
  kill9(): Promise<void>;
  /** The end of its output, at most `count` lines. */
  lastLines(count?: number): readonly string[];
  /** What it said last that tells why it ended, in one line. */
  lastWords(): string;
  /** Whether the text is among the first megabyte that this process wrote. */
  hasLogged(text: string): boolean;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly stopSignal?: NodeJS.Signals;
  readonly graceMs?: number;
  /** Hears of the process as soon as it has a number, and of its end. */
  readonly onSpawn?: (pid: number) => void;
  readonly onExit?: (pid: number) => void;
}

const LOG_LIMIT_BYTES = 16 * 1024 * 1024;
const LOOKED_AT_BYTES = 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** @throws StackError when the program cannot be started at all. */
export async function startProcess(spec: ProcessSpec): Promise<StackProcess> {
  keepLogShort(spec.logFile);
  const logStart = sizeOf(spec.logFile);
  const child = spawnToFile(spec);
  const pid = await spawned(child, spec);
  killAtExit(pid);
  spec.onSpawn?.(pid);
  let running = true;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      running = false;
      killGroup(pid);
      alive.delete(pid);
      spec.onExit?.(pid);
      resolve({ code, signal });
    });
  });
  return {
    name: spec.name,
    pid,
    logFile: spec.logFile,
    exited,
    get running() {
      return running;
    },
    stop: async () => {
      if (running) child.kill(spec.stopSignal ?? 'SIGTERM');
      if (running && !(await endsWithin(exited, spec.graceMs ?? 10_000))) killGroup(pid);
      await exited;
    },
    kill9: async () => {
      if (running) killGroup(pid);
      await exited;
    },
    lastLines: (count = 10) => lastLines(spec.logFile, count),
    lastWords: () => lastWords(lastLines(spec.logFile, 30)),
    hasLogged: (text) => readPart(spec.logFile, logStart, LOOKED_AT_BYTES).includes(text),
  };
}

const alive = new Set<number>();

// One listener for all (P4): a listener each would look like a leak to Node.
function killAtExit(pid: number): void {
  if (alive.size === 0 && !process.listeners('exit').includes(killAlive)) {
    process.on('exit', killAlive);
  }
  alive.add(pid);
}

function killAlive(): void {
  for (const pid of alive) killGroup(pid);
}

function spawnToFile(spec: ProcessSpec): ChildProcess {
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    return spawn(spec.command, [...spec.args], {
      stdio: ['ignore', log, log],
      detached: true,
      env: spec.env ?? process.env,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...spec.owner,
    });
  } finally {
    closeSync(log);
  }
}

function spawned(child: ChildProcess, spec: ProcessSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const what = `Could not start ${spec.name} (${spec.command}): ${reasonOf(error)}.`;
      reject(new StackError(what, 'Check that the file is there and may be run.', error));
    });
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

/** Whether the process ends within the time. */
export async function endsWithin(exited: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([exited.then(() => true), late]);
  timer.abort();
  return ended;
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing is left of the group.
  }
}

// One old file is kept, so that a long-lived stack cannot fill the disk with its own log.
function keepLogShort(file: string): void {
  if (sizeOf(file) > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
}

function lastLines(file: string, count: number): string[] {
  const tail = readPart(file, Math.max(0, sizeOf(file) - TAIL_BYTES), TAIL_BYTES).trimEnd();
  return tail === '' ? [] : tail.split('\n').slice(-count);
}

// A crash of Node ends with a stack and an empty line; what it was about stands further up.
function lastWords(lines: readonly string[]): string {
  const fault = lines.findLast((line) => /error|fatal|panic/i.test(line) && !/^\s+at /.test(line));
  return (fault ?? lines.slice(-2).join(' | ')).trim() || 'it said nothing';
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readPart(file: string, from: number, limit: number): string {
  const part = Buffer.alloc(Math.max(0, Math.min(sizeOf(file) - from, limit)));
  if (part.length === 0) return '';
  const log = openSync(file, 'r');
  try {
    return part.subarray(0, readSync(log, part, 0, part.length, from)).toString('utf8');
  } finally {
    closeSync(log);
  }
}
