import type { DagSettings } from './plan.ts';
import type { PlanTaskOptions } from './plan-task-options.ts';
import type { Word } from './word-of-node.ts';

/**
 * What the surface has and this version of the engine does not run. The one place to shorten as
 * the engine grows.
 */
export const WORDS_NOT_RUN: readonly Word[] = [];

/** Schedules by assets or events (`allOf`, `anyOf`). */
export const EVENT_SCHEDULES_RUN = false;

/** An option whose being ignored changes what runs is a fault; else it is only noted. */
export interface OptionNotRun {
  /** As authors write it. */
  readonly option: string;
  readonly severity: 'fault' | 'note';
}

export const TASK_OPTIONS_NOT_RUN: {
  readonly [name in keyof PlanTaskOptions]?: OptionNotRun;
} = {
  pool: { option: 'pool', severity: 'fault' },
  priority: { option: 'priority', severity: 'note' },
};

export const DAG_SETTINGS_NOT_RUN: {
  readonly [name in keyof DagSettings]?: OptionNotRun;
} = {};
