import type { TriggerRule } from '../../../dsl/plan/trigger-rule.ts';

/** One dag, what its tasks do, and how Airflow ended it; one line of a fixture file. */
export interface AirflowCase {
  readonly id: string;
  readonly failFast?: boolean;
  readonly body: readonly CaseNode[];
  /** Task ids in the order in which they end when several run. */
  readonly order?: readonly string[];
  readonly rounds: readonly CaseRound[];
  /** Airflow's states after each round. */
  readonly airflow: readonly CaseEnd[];
}

/** A word of the case. `up` names the words it comes after, by their own names. */
export type CaseNode =
  CaseTask | CaseGroup | CaseBranch | CaseShortCircuit | CaseMap | CaseResource;

interface After {
  readonly up?: readonly string[];
}
export interface CaseTask extends After {
  readonly id: string;
  /** Airflow's rule. */
  readonly rule?: TriggerRule;
  readonly retries?: number;
}
export interface CaseGroup extends After {
  readonly group: string;
  readonly body: readonly CaseNode[];
}
/** A task that chooses, and the cases behind it. */
export interface CaseBranch extends After {
  readonly branch: string;
  readonly many?: boolean;
  readonly rule?: TriggerRule;
  readonly cases: { readonly [key: string]: readonly CaseNode[] };
}
/** Its condition is what the first of `up` returns. */
export interface CaseShortCircuit extends After {
  readonly shortCircuit: string;
  readonly ignore?: boolean;
}
export interface CaseMap extends After {
  readonly map: string;
  readonly over: number | string | { readonly zip: CasePair } | { readonly cross: CasePair };
  /** A mapped group; else one mapped task. */
  readonly named?: boolean;
  readonly body: readonly CaseNode[];
}
type CasePair = readonly [string, string];
export interface CaseResource extends After {
  readonly resource: string;
  readonly setup: string;
  readonly teardown: string;
  readonly failRun?: boolean;
  readonly body: readonly CaseNode[];
}

/** What is done to the run before its tasks play on, and what they then do. */
export interface CaseRound {
  readonly clear?: CaseSelection;
  readonly mark?: CaseSelection & { readonly state: 'success' | 'failed' | 'skipped' };
  /** By instance key (`train`, `fold.train[2]`); what is not named succeeds. */
  readonly script?: { readonly [key: string]: CaseOutcome | readonly CaseOutcome[] };
}
export interface CaseSelection {
  readonly tasks: readonly string[];
  readonly index?: number;
  readonly upstream?: boolean;
  readonly downstream?: boolean;
  readonly onlyFailed?: boolean;
}

export type CaseOutcome = 'failed' | 'skipped' | CaseValue;
/** What a task returns: a list's length, a condition, or the chosen cases. */
export interface CaseValue {
  readonly n?: number;
  readonly ok?: boolean;
  readonly pick?: string | readonly string[];
}

export interface CaseEnd {
  readonly run: string;
  readonly states: { readonly [key: string]: string | null };
  /** How Airflow left the run after a mark that cleared nothing, if it would end otherwise. */
  readonly left?: string;
}

export function nameOf(node: CaseNode): string {
  if ('group' in node) return node.group;
  if ('branch' in node) return node.branch;
  if ('shortCircuit' in node) return node.shortCircuit;
  if ('map' in node) return node.map;
  return 'resource' in node ? node.resource : node.id;
}
