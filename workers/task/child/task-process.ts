import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TrackBatch } from '../../../stores/tracking/task-tracking.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { TaskFault } from '../fault.ts';
import type { BodyOutcome } from '../run-body.ts';
import {
  isFromChild,
  type Ask,
  type FromChild,
  type Order,
  type OrderEnd,
  type ToChild,
} from './channel.ts';
import { childEnv } from './child-env.ts';
import { endProcessTree } from './end-process-tree.ts';
import { FROZEN_SOURCES_MODULE, SOURCES_FD, sourcesText, type Sources } from './frozen-sources.ts';
import { LineSplitter } from './line-splitter.ts';
import { unlessTold } from './unless-told.ts';
import { wireErrorOf } from './wire-error.ts';

/**
 * One process for task bodies, seen from the worker.
 *
 * P1 It runs one try at a time, and leads a process group, so that ending it ends what it started.
 * P2 It is used again only after a try that left nothing behind and was not told to stop.
 * P3 A try's end counts once both of its streams have shown the end mark: no line is lost.
 * P4 A try that is told to stop before its body has begun ends at once: one that waits for the
 *    process to start leaves it to the next, one whose file is being loaded ends it.
 */
export interface ProcessListener {
  log(message: Extract<FromChild, { perdure: 'log' }>): void;
  heartbeat(detail: unknown): void;
  track(batch: TrackBatch): void;
  answer(what: Ask): Promise<unknown>;
  line(source: 'stdout' | 'stderr', text: string): void;
  /** Settles when lines may be read on. */
  drained(): Promise<void>;
}
export interface TaskProcessOptions {
  /** Names of variables that a task's process sees besides the usual few. */
  readonly env: readonly string[];
  /** The devices it sees for as long as it lives; none: those the worker sees. */
  readonly deviceIds?: readonly string[];
  readonly maxHeapMb?: number;
  readonly sources?: Sources;
}

const START_MS = 60_000;
const MARK_MS = 1_000;
const KEPT_STDERR_LINES = 5;

interface Running {
  readonly order: Order;
  readonly listener: ProcessListener;
  readonly resolve: (outcome: BodyOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly marks: Set<string>;
  begun: boolean;
  marked?: () => void;
}

export class TaskProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  /** Plan hashes of the dag files it has loaded: a changed file needs a fresh process. */
  readonly #loaded = new Map<string, string>();
  readonly #deviceIds: readonly string[];
  #running: Running | undefined;
  #lastStderr: string[] = [];
  #gone = false;
  #reusable = true;
  #orders = 0;

  constructor(options: TaskProcessOptions) {
    this.#deviceIds = options.deviceIds ?? [];
    this.#child = start(options);
    alive.add(this.#child);
    this.#ready = this.#whenReady();
    this.#ready.catch(() => undefined); // met by the first order
    this.#listen();
  }

  get orders(): number {
    return this.#orders;
  }

  get reusable(): boolean {
    return this.#reusable && !this.#gone;
  }

  /** Whether the dag file, as it was when this plan was made, can run here, on these devices. */
  fits(file: string, planHash: string, deviceIds: readonly string[]): boolean {
    const sees = this.#deviceIds.join() === deviceIds.join();
    return sees && (this.#loaded.get(file) ?? planHash) === planHash;
  }

  async run(order: Order, listener: ProcessListener, stop: AbortSignal): Promise<BodyOutcome> {
    await unlessTold(stop, this.#ready);
    this.#orders += 1;
    this.#loaded.set(order.file, order.planHash);
    this.#lastStderr = [];
    return new Promise<BodyOutcome>((resolve, reject) => {
      this.#running = { order, listener, resolve, reject, marks: new Set(), begun: false };
      if (this.#gone) this.#crashed('before it began');
      else this.#send({ perdure: 'run', order });
    });
  }

  /** P4. Asks a body that has begun to stop; then the process is not used again. */
  stop(): void {
    if (this.#running === undefined) return;
    this.#reusable = false;
    if (this.#running.begun) this.#send({ perdure: 'stop' });
    else this.kill();
  }

  kill(): void {
    this.#reusable = false;
    if (!this.#gone && this.#child.pid !== undefined) endProcessTree(this.#child.pid);
  }

  async ended(): Promise<void> {
    if (this.#gone) return;
    await new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #whenReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        this.kill();
        reject(crash(`A process for tasks did not start: ${why}${this.#lastWords()}`));
      };
      const timer = setTimeout(() => fail(`no word within ${START_MS / 1000} s.`), START_MS);
      this.#child.once('error', (error) => fail(error.message));
      this.#child.once('close', () => {
        clearTimeout(timer);
        fail('it ended at once.');
      });
      this.#child.on('message', (message: unknown) => {
        if (!isFromChild(message) || message.perdure !== 'ready') return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #listen(): void {
    this.#child.on('message', (message: unknown) => {
      if (isFromChild(message)) this.#hear(message);
    });
    this.#child.once('close', (code, signal) => {
      this.#gone = true;
      alive.delete(this.#child);
      if (this.#child.pid !== undefined) endProcessTree(this.#child.pid);
      this.#crashed(
        signal === null ? `with exit code ${code ?? 'unknown'}` : `with signal ${signal}`,
      );
    });
    for (const source of ['stdout', 'stderr'] as const) this.#read(source);
  }

  #read(source: 'stdout' | 'stderr'): void {
    const stream = this.#child[source];
    if (stream === null) return;
    const splitter = new LineSplitter((text) => this.#line(source, text));
    stream.on('data', (chunk: Buffer) => {
      splitter.push(chunk);
      const waiting = this.#running?.listener.drained();
      if (waiting === undefined) return;
      stream.pause();
      void waiting.then(() => stream.resume());
    });
    stream.on('end', () => splitter.end());
  }

  #line(source: 'stdout' | 'stderr', text: string): void {
    const running = this.#running;
    if (text === running?.order.endMark) {
      running.marks.add(source);
      if (running.marks.size === 2) running.marked?.();
      return;
    }
    if (source === 'stderr' && text.trim() !== '') {
      this.#lastStderr = [...this.#lastStderr, text].slice(-KEPT_STDERR_LINES);
    }
    running?.listener.line(source, text);
  }

  #hear(message: FromChild): void {
    const running = this.#running;
    if (running === undefined) return;
    switch (message.perdure) {
      case 'log':
        return running.listener.log(message);
      case 'heartbeat':
        return running.listener.heartbeat(message.detail);
      case 'track':
        return running.listener.track(message.batch);
      case 'ask':
        return void this.#answer(running, message);
      case 'begun':
        running.begun ||= message.id === running.order.id;
        return undefined;
      case 'ended':
        return message.id === running.order.id ? void this.#end(running, message.end) : undefined;
      case 'ready':
        return undefined;
    }
  }

  async #answer(
    running: Running,
    { ask, what }: Extract<FromChild, { perdure: 'ask' }>,
  ): Promise<void> {
    try {
      this.#send({ perdure: 'answer', ask, value: await running.listener.answer(what) });
    } catch (error) {
      this.#send({ perdure: 'refusal', ask, error: wireErrorOf(error) });
    }
  }

  async #end(running: Running, end: OrderEnd): Promise<void> {
    if (!end.reusable) this.#reusable = false;
    await marksOf(running);
    if (this.#running !== running) return; // its process has ended in the meantime
    this.#running = undefined;
    if (end.kind === 'outcome') running.resolve(end.outcome);
    else running.reject(new TaskFault(end.fault));
  }

  #crashed(how: string): void {
    const running = this.#running;
    this.#running = undefined;
    running?.reject(crash(`The task's process ended ${how}.${this.#lastWords()}`));
  }

  #lastWords(): string {
    const last =
      this.#lastStderr.find((line) => /heap out of memory/.test(line)) ?? this.#lastStderr.at(-1);
    return last === undefined ? '' : ` Its last line on stderr: ${last.trim()}`;
  }
}

function marksOf(running: Running): Promise<void> {
  if (running.marks.size === 2) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MARK_MS);
    running.marked = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function crash(message: string): TaskFault {
  return new TaskFault({ type: FAILURE_TYPES.childCrashed, message, retry: true });
}

const alive = new Set<ChildProcess>();
// A worker that ends by itself leaves no process behind; for one that is killed, see main.ts.
process.on('exit', () => {
  for (const { pid } of alive) if (pid !== undefined) endProcessTree(pid);
});

function start(options: TaskProcessOptions): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts');
  const extension = fromSource ? '.ts' : '.js';
  const entry = fileURLToPath(new URL(`./main${extension}`, import.meta.url));
  const authorModules = new URL(`../../loading/child/author-modules${extension}`, import.meta.url);
  const args = [
    '--enable-source-maps',
    '--no-warnings',
    ...(options.maxHeapMb === undefined ? [] : [`--max-old-space-size=${options.maxHeapMb}`]),
    ...(fromSource ? ['--conditions=perdure:source'] : []),
    ...(options.sources === undefined ? [] : ['--import', FROZEN_SOURCES_MODULE]),
    // By its resolved place: the working folder is a scratch folder.
    ...['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
    ...['--import', authorModules.href],
    entry,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    serialization: 'advanced',
    detached: process.platform !== 'win32',
    cwd: tmpdir(),
    env: childEnv(process.env, options.env, options.deviceIds),
  });
  const pipe = child.stdio[SOURCES_FD];
  if (pipe instanceof Writable) {
    pipe.on('error', () => undefined); // a process that ended at once says so by itself
    pipe.end(options.sources === undefined ? '' : sourcesText(options.sources));
  }
  return child;
}
