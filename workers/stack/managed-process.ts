import type { StackProcess } from './stack-process.ts';

/**
 * A program of the stack that may be started again: one place for its present process.
 *
 * M1: starts, stops and restarts happen one after another, in the order they were asked for, so
 * that a stop during a restart stops what the restart brought up.
 */
export class ManagedProcess {
  readonly name: string;
  readonly #launch: () => Promise<StackProcess>;
  #current: StackProcess;
  #queue: Promise<void> = Promise.resolve();

  private constructor(first: StackProcess, launch: () => Promise<StackProcess>) {
    this.name = first.name;
    this.#current = first;
    this.#launch = launch;
  }

  /** `launch` starts the program and waits until it can be used. */
  static async start(launch: () => Promise<StackProcess>): Promise<ManagedProcess> {
    return new ManagedProcess(await launch(), launch);
  }

  get current(): StackProcess {
    return this.#current;
  }

  get pid(): number {
    return this.#current.pid;
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#current.stop());
  }

  /** SIGKILL at once, without waiting for its turn; for tests. */
  kill9(): Promise<void> {
    return this.#current.kill9();
  }

  /** Starts it again with the same settings; also after `kill9`. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#current.stop();
      this.#current = await this.#launch();
    });
  }

  /** Starts it again only when it has ended; what a supervisor asks for. */
  revive(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#current.running) this.#current = await this.#launch();
    });
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(step);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
