/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { template, type TriggerRule } from '../index.ts';
import { m, many, nothing, params, pick, run, soft } from './fixtures.test-d.ts';

/** Every rule but the one that waits for success: under it a plain reference may have no value. */
export const lenient = [
  'all_failed',
  'all_done',
  'all_done_min_one_success',
  'all_done_setup_success',
  'one_success',
  'one_failed',
  'one_done',
  'none_failed',
  'none_failed_min_one_success',
  'none_skipped',
  'all_skipped',
  'always',
] as const satisfies readonly Exclude<TriggerRule, 'all_success'>[];
export const complete: Exclude<TriggerRule, 'all_success'> extends (typeof lenient)[number]
  ? true
  : never = true;

pick({ models: many }, { triggerRule: 'all_success' });
soft({ why: params.url, uri: m.maybe.uri, model: m }, { triggerRule: 'all_done' });
soft({ why: run.runId, model: m }, { triggerRule: 'one_failed', after: [m] });
soft({ why: template`${params.url} ${run.runId}` }, { triggerRule: 'always' });

// @ts-expect-error
pick({ models: many }, { triggerRule: 'all_failed' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'all_done' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'all_done_min_one_success' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'all_done_setup_success' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'one_success' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'one_failed' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'one_done' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'none_failed' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'none_failed_min_one_success' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'none_skipped' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'all_skipped' });
// @ts-expect-error
pick({ models: many }, { triggerRule: 'always' });
// @ts-expect-error
pick({ models: [m] }, { triggerRule: 'all_done' });
// @ts-expect-error
soft({ why: m.uri }, { triggerRule: 'all_done' });
// @ts-expect-error
nothing({}, { triggerRule: 'all_sucess' });
