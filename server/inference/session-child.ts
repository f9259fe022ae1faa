import type { ChildProcess } from 'node:child_process';
import { forkModelProcess } from '../../stores/models/fork-model-process.ts';
import { watchMemory } from '../../stores/models/watch-memory.ts';
import type { SessionAnswer, SessionRequest } from './session-message.ts';

/** Why a session process gave no answer. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';
  readonly reason: LossReason;
  constructor(reason: LossReason) {
    super(`The model process was lost: ${reason}.`);
    this.reason = reason;
  }
}
export type LossReason = 'crashed' | 'timeout' | 'memory';

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

  constructor(memoryBytes: number, onExit: () => void) {
    this.#process = forkModelProcess('session-process', import.meta.url);
    const unwatch = watchMemory(this.#process.pid, memoryBytes, () => this.#end('memory'));
    this.#onExit = () => {
      unwatch();
      onExit();
    };
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
      const limit = setTimeout(() => this.#end('timeout'), limitMs);
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

  #end(reason: LossReason): void {
    this.#settle()?.reject(new SessionLost(reason));
    this.kill();
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
