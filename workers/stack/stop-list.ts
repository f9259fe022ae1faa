import { reasonOf } from './stack-error.ts';

/**
 * What must be undone, newest first. A step that fails is told of and does not keep the rest from
 * being done.
 */
export class StopList {
  readonly #steps: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  readonly #log: (line: string) => void;
  #running: Promise<void> | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Once the pass has begun, a step that comes late is done at once. */
  add(name: string, stop: () => Promise<void>): void {
    this.#steps.push({ name, stop });
    if (this.#running !== undefined) this.#running = this.#running.then(() => this.#runAll());
  }

  /** Every call waits for the same one pass over the list. */
  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      const { name, stop } = step;
      await stop().catch((error: unknown) => {
        this.#log(`Stopping ${name} failed: ${reasonOf(error)}`);
      });
    }
  }
}
