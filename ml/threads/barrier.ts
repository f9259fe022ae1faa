/** Looks at the barrier this often before sleeping: waking a thread takes longer than a short wait. */
const LOOKS = 2_000;

/** Where all threads of a program wait for each other. */
export interface Barrier {
  /** Returns when every thread has come here; what they wrote before is seen after. */
  wait(): void;
}

/** Of a program that runs in one thread. */
export const NO_BARRIER: Barrier = { wait: () => undefined };

/** Memory of a barrier; zeros at the start. */
export function barrierMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

/**
 * A barrier that is used again and again.
 *
 * B1 Cell 0 counts those who came, cell 1 the times that all had come. The last to come resets the
 *    first before it raises the second, so a thread that goes on at once finds a fresh count.
 */
export class SharedBarrier implements Barrier {
  readonly #cells: Int32Array;
  readonly #threads: number;

  constructor(memory: Int32Array, threads: number) {
    this.#cells = memory;
    this.#threads = threads;
  }

  wait(): void {
    const cells = this.#cells;
    const turn = Atomics.load(cells, 1);
    if (Atomics.add(cells, 0, 1) + 1 === this.#threads) {
      Atomics.store(cells, 0, 0);
      Atomics.store(cells, 1, (turn + 1) | 0);
      Atomics.notify(cells, 1);
      return;
    }
    for (let look = 0; look < LOOKS; look += 1) if (Atomics.load(cells, 1) !== turn) return;
    while (Atomics.load(cells, 1) === turn) Atomics.wait(cells, 1, turn);
  }
}
