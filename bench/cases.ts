/** One piece of work that every contender does. `goal` is the promised ratio to the raw SDK. */
export interface BenchCase {
  readonly name: string;
  readonly dagId: string;
  readonly raw: {
    readonly workflow: 'chain' | 'fanOut' | 'slidingWindow';
    readonly size: number;
    /** Whether its activities have a queue of their own, as ours have. */
    readonly apart?: boolean;
  };
  /** What the run must return: a bench whose work is not done measures nothing. */
  readonly expected: number;
  readonly tasks: number;
  /** Timed runs in one repeat; the repeat's figure is their median. */
  readonly runs: number;
  readonly goal: number;
}

export const CASES: readonly BenchCase[] = [
  chain('chain of 40', 40, 1, 1.15),
  fan('fan-out of 40', 40),
  fan('fan-out of 500', 500),
  fan('1 → 1,000 → 1', 1_000),
  // Ten in each of ten repeats: the 3-task run x 100.
  chain('3-task run', 3, 10, 1.15),
];

/** By `--large`: on workers of their own, so that the memory shown is theirs. */
export const LARGE_CASES: readonly BenchCase[] = [
  largeMap('map of 10,000', false),
  largeMap('map of 10,000, the peer with two queues too', true),
];

function largeMap(name: string, apart: boolean): BenchCase {
  return {
    ...{ name, dagId: 'bench_fan_10000', raw: { workflow: 'slidingWindow', size: 10_000, apart } },
    ...{ expected: 10_001, tasks: 10_002, runs: 1, goal: 1.3 },
  };
}

function chain(name: string, size: number, runs: number, goal: number): BenchCase {
  const raw = { workflow: 'chain', size } as const;
  return { name, dagId: `bench_chain_${size}`, raw, expected: size, tasks: size, runs, goal };
}

function fan(name: string, size: number): BenchCase {
  const raw = { workflow: 'fanOut', size } as const;
  return {
    name,
    dagId: `bench_fan_${size}`,
    raw,
    expected: size + 1,
    tasks: size + 2,
    runs: 1,
    goal: 1.25,
  };
}
