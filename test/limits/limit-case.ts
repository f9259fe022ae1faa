import type { Json, JsonObject } from '../../dsl/plan/json.ts';

/** A run at one of the engine's limits, and what has to come of it. */
export interface LimitCase {
  readonly name: string;
  readonly dagId: string;
  readonly params: JsonObject;
  readonly result: Json;
  /** The task instances that it has in the end. */
  readonly instances: number;
  readonly shardInstances?: number;
  /** Most bytes of history of the run's own execution, where it is promised. */
  readonly historyBytes?: number;
  /** Cleared when it has ended, with what comes after it: its instances run again, no other. */
  readonly thenClear?: { readonly task: string; readonly reruns: number };
}

/** A few items that go the same ways, in a minute. */
export const SHORT: readonly LimitCase[] = [
  map(600, 100),
  zip(120, 50),
  cross(12, 10, 50),
  nested(5, 24, 20),
  chain(100),
  levels(20, 5),
  artifact(32),
  plan(),
];

export const FULL: readonly LimitCase[] = [
  map(50_000),
  zip(5_000),
  cross(70, 70),
  nested(50, 100),
  chain(1_000),
  levels(500, 20),
  artifact(1_024),
  plan(),
];

function map(n: number, shardInstances?: number): LimitCase {
  return {
    ...cut(shardInstances),
    ...{ name: `map of ${n}`, dagId: 'limit_map', params: { n } },
    ...{ result: { count: n, firstWrong: -1 }, instances: n + 2 },
  };
}

function zip(n: number, shardInstances?: number): LimitCase {
  return {
    ...cut(shardInstances),
    ...{ name: `zip of ${n}`, dagId: 'limit_zip', params: { n } },
    ...{ result: { count: n, firstWrong: -1 }, instances: n + 3 },
  };
}

function cross(left: number, right: number, shardInstances?: number): LimitCase {
  return {
    ...cut(shardInstances),
    ...{ name: `cross of ${left} x ${right}`, dagId: 'limit_cross', params: { left, right } },
    ...{ result: { count: left * right, firstWrong: -1 }, instances: left * right + 3 },
  };
}

function nested(left: number, right: number, shardInstances?: number): LimitCase {
  return {
    ...cut(shardInstances),
    ...{ name: `${left} groups of ${right}`, dagId: 'limit_nested', params: { left, right } },
    ...{ result: { count: left * right, firstWrong: -1 }, instances: left * (right + 1) + 2 },
  };
}

function chain(length: number): LimitCase {
  return {
    ...{ name: `chain of ${length}`, dagId: `limit_chain_${length}`, params: {} },
    ...{ result: length, instances: length },
  };
}

function levels(width: number, depth: number): LimitCase {
  return {
    name: `${width} wide x ${depth} levels`,
    dagId: `limit_levels_${width}_${depth}`,
    params: {},
    result: width,
    instances: (width + 1) * depth,
    thenClear: { task: `level_${depth - 1}_0`, reruns: 2 },
  };
}

function artifact(mib: number): LimitCase {
  return {
    ...{ name: `artifact of ${mib} MiB`, dagId: 'limit_artifact', params: { mib } },
    ...{ result: { mib }, instances: 2, historyBytes: 100_000 },
  };
}

function plan(): LimitCase {
  return {
    ...{ name: 'plan above 4 MB', dagId: 'limit_plan', params: {} },
    ...{ result: 120 * 50_000, instances: 121 },
  };
}

function cut(shardInstances: number | undefined): Pick<LimitCase, 'shardInstances'> {
  return shardInstances === undefined ? {} : { shardInstances };
}
