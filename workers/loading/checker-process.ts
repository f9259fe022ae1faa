import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CheckMessage, type FileOutcome, isCheckMessage } from './child/check-message.ts';
import type { SourcePlace } from '../../dsl/runtime/dag-runtime.ts';
import { endProcessTree } from '../task/child/end-process-tree.ts';
import type { LoadLimits } from './load-limits.ts';

/** How the check of one file in one process ended. */
export type CheckEnd =
  | { readonly kind: 'checked'; readonly outcome: FileOutcome }
  | { readonly kind: 'exited'; readonly code: number; readonly at?: SourcePlace }
  | { readonly kind: 'crashed'; readonly signal: string }
  | { readonly kind: 'outOfMemory' }
  | { readonly kind: 'tooMuchOutput' }
  /** `busy`: the process did not even answer; else it waits for something. */
  | { readonly kind: 'tooSlow'; readonly busy: boolean };

export interface CheckerOptions {
  /** For one doubtful file: notes where timers and the like are made, and lets good files go first. */
  readonly alone: boolean;
}

const START_MS = 60_000;
const BUSY_AFTER_MS = 1_500;
const WATCH_MEMORY_MS = 200;
const KEPT_STDERR = 4_000;

/**
 * One checking process, seen from the parent.
 *
 * C1 It leads a process group of its own, so that ending it ends what author code started.
 * C2 It is ended on every breach of a limit, and can be used again only after an outcome that is
 *    not dirty.
 */
export class CheckerProcess {
  readonly #child: ChildProcess;
  readonly #limits: LoadLimits;
  readonly #ready: Promise<void>;
  #finish: ((end: CheckEnd) => void) | undefined;
  #lastTick = 0;
  #written = 0;
  #stderr = '';
  #exitingAt: SourcePlace | undefined;
  #checked = 0;
  #ended = false;

  constructor(limits: LoadLimits, options: CheckerOptions) {
    this.#limits = limits;
    this.#child = start(limits, options.alone);
    if (options.alone) yieldToOthers(this.#child.pid);
    running.add(this.#child);
    this.#ready = this.#whenReady();
    this.#listen();
  }

  /** True until the first file was checked here: nothing else can have left its mark. */
  get fresh(): boolean {
    return this.#checked === 0;
  }

  /** Whether the process is gone or must not be used again. */
  get ended(): boolean {
    return this.#ended;
  }

  async check(file: string, wallMs: number): Promise<CheckEnd> {
    await this.#ready;
    const id = ++this.#checked;
    this.#written = 0;
    this.#stderr = '';
    this.#lastTick = Date.now();
    const end = await new Promise<CheckEnd>((resolve) => {
      const timer = setTimeout(() => this.#tooSlow(), wallMs);
      const memory = setInterval(() => this.#lookAtMemory(), WATCH_MEMORY_MS);
      this.#finish = (result) => {
        clearTimeout(timer);
        clearInterval(memory);
        this.#finish = undefined;
        resolve(result);
      };
      const { planBytes, outputBytes } = this.#limits;
      this.#child.send({ perdure: 'check', id, file, planBytes, outputBytes }, (error) => {
        if (error !== null) this.#finish?.({ kind: 'crashed', signal: 'a closed channel' });
      });
    });
    if (end.kind !== 'checked' || end.outcome.dirty) this.end();
    return end;
  }

  /** Ends the process and everything author code started in it. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    killTree(this.#child);
  }

  #whenReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        this.end();
        reject(new Error(`A process to check dag files in did not start: ${why}\n${this.#stderr}`));
      };
      const timer = setTimeout(() => fail(`no answer within ${START_MS} ms.`), START_MS);
      this.#child.once('error', (error) => fail(error.message));
      this.#child.once('exit', () => fail('it ended at once.'));
      this.#child.on('message', (message: unknown) => {
        if (isCheckMessage(message) && message.perdure === 'ready') {
          clearTimeout(timer);
          resolve();
        }
      });
    });
  }

  #listen(): void {
    this.#child.on('message', (message: unknown) => {
      if (isCheckMessage(message)) this.#hear(message);
    });
    this.#child.on('exit', (code, signal) => this.#gone(code, signal));
    const count = (chunk: Buffer): void => {
      this.#written += chunk.length;
      if (this.#written >= this.#limits.outputBytes) this.#stop({ kind: 'tooMuchOutput' });
    };
    this.#child.stdout?.on('data', count);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-KEPT_STDERR);
      count(chunk);
    });
  }

  #hear(message: CheckMessage): void {
    this.#lastTick = Date.now();
    if (message.perdure === 'exiting') this.#exitingAt = message.at;
    if (message.perdure === 'checked' && message.id === this.#checked) {
      this.#finish?.({ kind: 'checked', outcome: message.outcome });
    }
  }

  #gone(code: number | null, signal: string | null): void {
    this.#ended = true;
    running.delete(this.#child);
    killTree(this.#child);
    if (this.#finish === undefined) return;
    if (/heap out of memory|Array buffer allocation failed/.test(this.#stderr)) {
      this.#finish({ kind: 'outOfMemory' });
    } else if (signal !== null) {
      this.#finish({ kind: 'crashed', signal });
    } else {
      const at = this.#exitingAt;
      this.#finish({ kind: 'exited', code: code ?? 0, ...(at !== undefined && { at }) });
    }
  }

  #tooSlow(): void {
    this.#stop({ kind: 'tooSlow', busy: Date.now() - this.#lastTick > BUSY_AFTER_MS });
  }

  #lookAtMemory(): void {
    if (residentMb(this.#child.pid) > this.#limits.memoryMb) this.#stop({ kind: 'outOfMemory' });
  }

  #stop(end: CheckEnd): void {
    const finish = this.#finish;
    this.end();
    finish?.(end);
  }
}

const running = new Set<ChildProcess>();
// A parent that ends by itself leaves no checking process behind; one that is killed: see K1.
process.on('exit', () => {
  for (const child of running) killTree(child);
});

function start(limits: LoadLimits, alone: boolean): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts');
  const entry = new URL(`./child/check-child${fromSource ? '.ts' : '.js'}`, import.meta.url);
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const authorModules = new URL(
    `./child/author-modules${fromSource ? '.ts' : '.js'}`,
    import.meta.url,
  );
  return spawn(
    process.execPath,
    [
      '--enable-source-maps',
      `--max-old-space-size=${limits.heapMb}`,
      '--no-warnings',
      ...(fromSource ? ['--conditions=perdure:source'] : []),
      '--import',
      tsx,
      '--import',
      authorModules.href,
      fileURLToPath(entry),
      ...(alone ? ['--trace-places'] : []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
      env: childEnv(),
    },
  );
}

const LOW_PRIORITY = 5;

function yieldToOthers(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, LOW_PRIORITY);
  } catch {
    // Gone already, or not allowed: a courtesy, nothing hangs on it.
  }
}

/** The parent's environment without what would open a debugger port or load a test runner. */
function childEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS = '', ...env } = process.env;
  const options = NODE_OPTIONS.split(' ').filter(
    (word) => word !== '' && !word.startsWith('--inspect'),
  );
  return options.length === 0 ? env : { ...env, NODE_OPTIONS: options.join(' ') };
}

function residentMb(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * 4096) / 1e6;
  } catch {
    return 0;
  }
}

/** C1. Processes that author code detached from the group are found by their parents, on Linux. */
function killTree(child: ChildProcess): void {
  if (child.pid !== undefined) endProcessTree(child.pid);
}
