import { invalid } from './tracking-error.ts';
import type { TrackBatch } from './task-tracking.ts';
import { PARAM_CHARS, TAG_CHARS, checkLength, checkName } from './tracked-name.ts';

/** @throws TrackingError INVALID_PARAMETER_VALUE for a name, value or time that nothing can keep. */
export function checkBatch({ params, metrics, tags }: TrackBatch): void {
  for (const key of new Set(metrics.map((point) => point.key))) checkName('metric', key);
  for (const { key, timestamp, step } of metrics) {
    if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
      throw invalid(
        `The timestamp of metric "${key}" is ${timestamp}, not milliseconds since 1970.`,
      );
    }
    if (!Number.isSafeInteger(step))
      throw invalid(`The step of metric "${key}" is no whole number.`);
  }
  for (const [key, value] of Object.entries(params)) {
    checkName('param', key);
    checkLength(`Param "${key}"`, value, PARAM_CHARS);
  }
  checkTags(tags);
}

export function checkTags(tags: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(tags)) {
    checkName('tag', key);
    checkLength(`Tag "${key}"`, value, TAG_CHARS);
  }
}

/** The refusal to change a param. */
export function changedParam(runId: string, key: string, was: string, is: string): Error {
  return invalid(
    `Changing param values is not allowed. Param with key='${key}' was already logged with ` +
      `value='${was}' for run ID='${runId}'. Attempted logging new value '${is}'.`,
  );
}
