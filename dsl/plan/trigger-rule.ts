/** Airflow's thirteen trigger rules, spelt as Airflow 3 spells them. */
export const TRIGGER_RULES = [
  'all_success',
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
] as const;

/** When a task may run, given the states of the tasks before it. */
export type TriggerRule = (typeof TRIGGER_RULES)[number];
