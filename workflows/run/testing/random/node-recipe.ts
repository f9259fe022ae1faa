import type { PlanNode, Region } from '../../../../dsl/plan/plan.ts';

/**
 * A node drawn up in small numbers. Every recipe makes a valid node, so that a failing plan can be
 * shrunk and kept; what a number means depends on what is in scope.
 */
export interface NodeRecipe {
  readonly kind: number;
  /** Upstreams, among the nodes in scope. */
  readonly up: readonly number[];
  /** Trigger rule, length of a list, number of cases or iterations. */
  readonly size: number;
  /** Flags: named, many, ignoring rules, values from a task, when to tear down. */
  readonly how: number;
  /** What the region inside returns. */
  readonly returns: number;
  readonly inner: readonly (readonly NodeRecipe[])[];
}

/** What a case may have besides tasks, maps, branches and short-circuits. */
export const FEATURES = [
  'started kinds',
  'repeat',
  'withResource',
  'maxActiveTasks',
  'failFast',
  'cancel',
  'clear',
  'mark',
  'pause',
  'kept',
] as const;
export type Feature = (typeof FEATURES)[number];

/** Where a node is drawn. */
export interface Drawing {
  /** Ids that may be named from here, and the kinds behind them. */
  readonly inScope: readonly { readonly id: string; readonly kind: PlanNode['kind'] }[];
  readonly prefix: string;
  /** The maps, loops and resources around, innermost last. */
  readonly around: readonly Surrounding[];
  readonly features: readonly Feature[];
  readonly counter: { next: number };
  readonly region: (recipes: readonly NodeRecipe[], returns: number, drawing: Drawing) => Region;
}

export interface Surrounding {
  readonly id: string;
  readonly kind: 'map' | 'repeat' | 'withResource';
}
