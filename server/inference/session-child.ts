import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SessionAnswer, SessionRequest } from './session-message.ts';

/** Why a session process gave no answer. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';
  readonly reason: 'crashed' | 'timeout';
  constructor(reason: 'crashed' | 'timeout') {
    super(reason === 'crashed' ? 'The model process ended.' : 'The model process took too long.');
    this.reason = reason;
  }
}

interface Waiting {
  readonly resolve: (answer: SessionAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly limit: NodeJS.Timeout;
}

/** One session process, as its server sees it: one question at a time, each within a time limit. */
export class SessionChild {
  /** Models loaded in it, the one used longest ago first. */
  readonly loaded = new Set<string>();
  readonly #process: ChildProcess;
  readonly #onExit: () => void;
  #waiting: Waiting | undefined;
  #dead = false;

  constructor(onExit: () => void) {
    this.#onExit = onExit;
    this.#process = start();
    this.#process.on('message', (answer: SessionAnswer) => this.#settle()?.resolve(answer));
    this.#process.once('exit', () => this.#gone());
    this.#process.on('error', () => this.#gone());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }
  get busy(): boolean {
    return this.#waiting !== undefined;
  }
  get dead(): boolean {
    return this.#dead;
  }

  /** @throws SessionLost when the process ends, or has to be killed, before it answers. */
  ask(request: SessionRequest, limitMs: number): Promise<SessionAnswer> {
    if (this.#dead) return Promise.reject(new SessionLost('crashed'));
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#settle()?.reject(new SessionLost('timeout'));
        this.kill();
      }, limitMs);
      this.#waiting = { resolve, reject, limit };
      this.#process.send(request, (error) => {
        if (error !== null) this.#settle()?.reject(new SessionLost('crashed'));
      });
    });
  }

  /** Notes that a model was just used. */
  touch(key: string): void {
    this.loaded.delete(key);
    this.loaded.add(key);
  }

  /** Nothing milder ends a process that is inside the runtime. */
  kill(): void {
    this.#process.kill('SIGKILL');
    this.#gone();
  }

  /** A killed process counts as gone before the system says so, lest it gets another question. */
  #gone(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#settle()?.reject(new SessionLost('crashed'));
    this.#onExit();
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.limit);
    return waiting;
  }
}

function start(): ChildProcess {
  const fromSources = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(
    new URL(`./session-process.${fromSources ? 'ts' : 'js'}`, import.meta.url),
  );
  return fork(file, [], {
    execArgv: fromSources ? ['--import', tsx(), '--conditions=perdure:source'] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // No token, no database address: a model that breaks out of the runtime finds none.
    env: pick(process.env, [
      'PATH',
      'HOME',
      'LANG',
      'TZ',
      'TMPDIR',
      'LD_LIBRARY_PATH',
      'SystemRoot',
    ]),
  });
}

/** The loader of sources, by its place: the working folder may be a project without it. */
function tsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
