import type { Barrier } from '../threads/barrier.ts';
import { splitOf, type GainSplit, type NodeSums } from './best-gain.ts';

/** Numbers of a split: column (-1 for none), bin, and the left side's three sums. */
const SIZE = 5;

/** How threads that grow one tree, each looking at some columns, agree on splits. */
export interface SplitBoard {
  /** The best of what all threads found for the nodes; every thread gets the same. */
  agree(
    nodes: readonly NodeSums[],
    found: readonly (GainSplit | undefined)[],
  ): readonly (GainSplit | undefined)[];
}

/** Of a tree that one thread grows. */
export const OWN_BOARD: SplitBoard = { agree: (_, found) => found };

/** Memory for boards of up to two nodes at once, twice. */
export function boardMemory(threads: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * 2 * threads * 2 * SIZE));
}

/**
 * A board in shared memory.
 *
 * P1 Two halves are used in turn: a thread writes a half again only behind the next barrier, and
 *    by then every thread has read it.
 * P2 Threads hold columns in ascending order and the first of equals wins: the split is that of one
 *    thread looking at all columns.
 */
export class SharedBoard implements SplitBoard {
  readonly #memory: Float64Array;
  readonly #barrier: Barrier;
  readonly #thread: number;
  readonly #threads: number;
  readonly #l2: number;
  #half = 0;

  constructor(
    memory: Float64Array,
    barrier: Barrier,
    { thread, threads, l2 }: { thread: number; threads: number; l2: number },
  ) {
    this.#memory = memory;
    this.#barrier = barrier;
    this.#thread = thread;
    this.#threads = threads;
    this.#l2 = l2;
  }

  agree(
    nodes: readonly NodeSums[],
    found: readonly (GainSplit | undefined)[],
  ): readonly (GainSplit | undefined)[] {
    this.#half = 1 - this.#half;
    found.forEach((split, node) => this.#write(this.#at(this.#thread, node), split));
    this.#barrier.wait();
    return nodes.map((sums, node) => this.#best(sums, node));
  }

  #at(thread: number, node: number): number {
    return ((this.#half * this.#threads + thread) * 2 + node) * SIZE;
  }

  #write(at: number, split: GainSplit | undefined): void {
    this.#memory[at] = split?.column ?? -1;
    if (split === undefined) return;
    this.#memory[at + 1] = split.bin;
    this.#memory[at + 2] = split.left.gradient;
    this.#memory[at + 3] = split.left.hessian;
    this.#memory[at + 4] = split.left.rows;
  }

  #best(node: NodeSums, place: number): GainSplit | undefined {
    let best: GainSplit | undefined;
    for (let thread = 0; thread < this.#threads; thread += 1) {
      const at = this.#at(thread, place);
      const [column = -1, bin = 0, gradient = 0, hessian = 0, rows = 0] = this.#memory.subarray(
        at,
        at + SIZE,
      );
      if (column < 0) continue;
      const split = splitOf(node, { column, bin, gradient, hessian, rows }, this.#l2);
      if (best === undefined || split.gain > best.gain) best = split;
    }
    return best;
  }
}
