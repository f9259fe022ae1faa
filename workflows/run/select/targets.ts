import type { StaticNode } from '../plan/static-plan.ts';

/** Instances of one node: all whose index begins with `prefix`, and is in range at one place. */
export interface Target {
  readonly node: StaticNode;
  readonly prefix: readonly number[];
  /** Bounds, both inclusive, of the index at place `at`: an iteration, in all items of maps around. */
  readonly from?: number;
  readonly to?: number;
  readonly at?: number;
}

/** A set of instances, told by node and index and not one by one. */
export class Targets {
  private readonly exact = new Map<StaticNode, Map<number, Set<string>>>();
  private readonly ranges = new Map<StaticNode, Target[]>();

  /** @returns false when it was there already. */
  add(target: Target): boolean {
    const { node, prefix, from, to } = target;
    if (from !== undefined || to !== undefined) {
      const ranges = this.ranges.get(node) ?? [];
      this.ranges.set(node, ranges);
      ranges.push(target);
      return true;
    }
    const byLength = this.exact.get(node) ?? new Map<number, Set<string>>();
    this.exact.set(node, byLength);
    const keys = byLength.get(prefix.length) ?? new Set<string>();
    byLength.set(prefix.length, keys);
    const key = prefix.join('.');
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  }

  has(node: StaticNode, mapIndex: readonly number[]): boolean {
    for (const [length, keys] of this.exact.get(node) ?? []) {
      if (keys.has(mapIndex.slice(0, length).join('.'))) return true;
    }
    return this.ranges.get(node)?.some((range) => isInRange(range, mapIndex)) ?? false;
  }

  /** True when any instance under the prefix is in it whose next index is `from` to `to`, exclusive. */
  meets(node: StaticNode, prefix: readonly number[], from: number, to: number): boolean {
    if (this.has(node, prefix)) return true;
    const begin = prefix.length === 0 ? '' : `${prefix.join('.')}.`;
    for (const [length, keys] of this.exact.get(node) ?? []) {
      if (length <= prefix.length) continue;
      for (const key of keys) {
        const index = Number(key.slice(begin.length).split('.')[0]);
        if (key.startsWith(begin) && from <= index && index < to) return true;
      }
    }
    return this.ranges.get(node)?.some((range) => agree(range.prefix, prefix)) ?? false;
  }

  /** What it was told, for going on from it. */
  *all(): Generator<Target> {
    for (const [node, byLength] of this.exact) {
      for (const keys of byLength.values()) {
        for (const key of keys) {
          yield { node, prefix: key === '' ? [] : key.split('.').map(Number) };
        }
      }
    }
    for (const ranges of this.ranges.values()) yield* ranges;
  }
}

function isInRange(target: Target, mapIndex: readonly number[]): boolean {
  const { prefix, from = 0, to, at = prefix.length } = target;
  const index = mapIndex[at] ?? 0;
  return index >= from && index <= (to ?? index) && agree(prefix, mapIndex);
}

/** True when one begins with the other. */
function agree(left: readonly number[], right: readonly number[]): boolean {
  return left.every((each, depth) => depth >= right.length || right[depth] === each);
}
