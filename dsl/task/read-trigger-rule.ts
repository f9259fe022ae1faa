import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { Trace } from '../fault/trace.ts';
import { TRIGGER_RULES, type TriggerRule } from '../plan/trigger-rule.ts';
import { raiseFault } from '../scope/slot.ts';

/** The trigger rule of a call; Airflow's default if none is given or it does not exist. */
export function readTriggerRule(given: unknown, place: string, trace: Trace): TriggerRule {
  if (given === undefined) return 'all_success';
  const known = TRIGGER_RULES.find((rule) => rule === given);
  if (known !== undefined) return known;
  const text = typeof given === 'string' ? given : typeof given;
  raiseFault({
    code: 'DAG008',
    place: `${place}.triggerRule`,
    problem: `The trigger rule "${text}" of "${place}" does not exist.`,
    expected: `Known rules: ${listNames(TRIGGER_RULES, 13)}.`,
    hint: didYouMean(text, TRIGGER_RULES),
    trace,
  });
  return 'all_success';
}
