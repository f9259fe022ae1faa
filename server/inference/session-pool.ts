import { availableParallelism } from 'node:os';
import { Problem } from '../problem/problem.ts';
import type { InferenceLimits } from './limits.ts';
import { SessionChild, SessionLost } from './session-child.ts';
import type { ModelFacts, SessionAnswer, SessionRequest, WireTensor } from './session-message.ts';

/** A model file to be served; `read` gives bytes that were checked against the hash. */
export interface ModelFile {
  readonly sha256: string;
  readonly read: () => Promise<Uint8Array>;
}

interface Turn {
  readonly key: string;
  readonly take: (child: SessionChild) => void;
  readonly refuse: (error: Problem) => void;
}

/**
 * P1 A process computes one request at a time; the others wait in order, at most `queue` of them.
 * P2 A process that dies or is too slow fails only the request in it, and is replaced.
 * P3 A process keeps `sessionsPerProcess` models; the one used longest ago is let go.
 */
export class SessionPool {
  readonly #limits: InferenceLimits;
  readonly #children = new Set<SessionChild>();
  readonly #reserved = new Set<SessionChild>();
  readonly #turns: Turn[] = [];
  #closed = false;

  constructor(limits: InferenceLimits) {
    this.#limits = limits;
  }

  /** Process ids, for tests that kill one. */
  get pids(): readonly number[] {
    return [...this.#children].flatMap((child) => child.pid ?? []);
  }

  /** Computes the outputs of a model. @throws Problem */
  async run(
    model: ModelFile,
    feeds: { readonly [name: string]: WireTensor },
    outputs: readonly string[],
  ): Promise<{ readonly [name: string]: WireTensor }> {
    return this.#withChild(model.sha256, async (child) => {
      if (!child.loaded.has(model.sha256)) await this.#load(child, model);
      child.touch(model.sha256);
      const request: SessionRequest = { op: 'run', key: model.sha256, feeds, outputs };
      const answer = await this.#ask(child, request, this.#limits.runLimitMs);
      if (answer.kind === 'ran') return answer.outputs;
      throw new Problem('INVALID_TENSOR', `The model did not take this input: ${reason(answer)}`);
    });
  }

  /** Loads a model in one process and tells what it takes and gives. @throws Problem */
  async facts(model: ModelFile): Promise<ModelFacts> {
    return this.#withChild(model.sha256, (child) => this.#load(child, model));
  }

  close(): void {
    this.#closed = true;
    for (const child of this.#children) child.kill();
    for (const turn of this.#turns.splice(0)) turn.refuse(new Problem('UNAVAILABLE', 'Closing.'));
  }

  async #withChild<T>(key: string, use: (child: SessionChild) => Promise<T>): Promise<T> {
    const child = await this.#acquire(key);
    try {
      return await use(child);
    } finally {
      this.#reserved.delete(child);
      this.#next();
    }
  }

  #acquire(key: string): Promise<SessionChild> {
    if (this.#closed) throw new Problem('UNAVAILABLE', 'The server is closing.');
    const free = this.#free(key);
    if (free !== undefined) return Promise.resolve(free);
    if (this.#turns.length >= this.#limits.queue) {
      throw new Problem('OVERLOADED', 'Too many requests wait for this model server.', {
        retryAfterSeconds: 1,
      });
    }
    return new Promise((resolve, reject) => {
      this.#turns.push({ key, take: resolve, refuse: reject });
    });
  }

  /** Reserves a process: one that has the model, else a new one, else any idle one. */
  #free(key: string): SessionChild | undefined {
    const idle = [...this.#children].filter((child) => !this.#reserved.has(child) && !child.dead);
    const knows = idle.find((child) => child.loaded.has(key));
    const grows = knows === undefined && this.#children.size < this.#limits.processes;
    const child = knows ?? (grows ? this.#spawn() : idle.sort(byLoad)[0]);
    if (child !== undefined) this.#reserved.add(child);
    return child;
  }

  #spawn(): SessionChild {
    const child = new SessionChild(this.#limits.memoryBytes, () => {
      this.#children.delete(child);
      this.#reserved.delete(child);
      this.#next();
    });
    this.#children.add(child);
    return child;
  }

  #next(): void {
    if (this.#closed) return;
    const turn = this.#turns[0];
    if (turn === undefined) return;
    const child = this.#free(turn.key);
    if (child === undefined) return;
    this.#turns.shift();
    turn.take(child);
  }

  async #load(child: SessionChild, model: ModelFile): Promise<ModelFacts> {
    const { sha256: key } = model;
    const bytes = await model.read();
    await this.#makeRoom(child, key);
    const threads = Math.max(1, Math.floor(availableParallelism() / this.#limits.processes));
    const request: SessionRequest = { op: 'load', key, model: bytes, threads };
    const answer = await this.#ask(child, request, this.#limits.loadLimitMs);
    if (answer.kind !== 'loaded') {
      throw new Problem('MODEL_REJECTED', `The runtime refused the model: ${reason(answer)}`);
    }
    child.touch(key);
    return answer.facts;
  }

  async #makeRoom(child: SessionChild, key: string): Promise<void> {
    const [oldest] = child.loaded;
    const full = child.loaded.size >= this.#limits.sessionsPerProcess;
    if (oldest === undefined || !full || child.loaded.has(key)) return;
    await this.#ask(child, { op: 'release', key: oldest }, this.#limits.runLimitMs);
    child.loaded.delete(oldest);
  }

  async #ask(
    child: SessionChild,
    request: SessionRequest,
    limitMs: number,
  ): Promise<SessionAnswer> {
    try {
      return await child.ask(request, limitMs);
    } catch (error) {
      if (error instanceof SessionLost) throw lost(error);
      throw error;
    }
  }
}

function lost({ reason: why }: SessionLost): Problem {
  switch (why) {
    case 'timeout':
      return new Problem('INFERENCE_TIMEOUT', 'The model took too long; its process was ended.');
    case 'memory':
      return new Problem(
        'INFERENCE_CRASHED',
        'The model took too much memory; its process was ended.',
      );
    case 'crashed':
      return new Problem(
        'INFERENCE_CRASHED',
        'The process of the model ended; another takes its place.',
        { retryAfterSeconds: 1 },
      );
  }
}

function reason(answer: SessionAnswer): string {
  return answer.kind === 'failed' ? answer.message : `unexpected answer ${answer.kind}`;
}

function byLoad(left: SessionChild, right: SessionChild): number {
  return left.loaded.size - right.loaded.size;
}
