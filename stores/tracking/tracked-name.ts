import { invalid } from './tracking-error.ts';

/**
 * What a name and a value may be. The limits are MLflow's (its documentation of the REST API):
 * names of 250 characters, params of 6,000, tags of 8,000.
 */
export const NAME_CHARS = 250;
export const PARAM_CHARS = 6_000;
export const TAG_CHARS = 8_000;

const NAME = /^[/\p{L}\p{N}_.\- :]*$/u;

/**
 * Checks the name of a metric, param or tag: letters, digits, `_ - . : /` and spaces, and such that as a path
 * it would lead nowhere else (no leading slash, no `.` or `..`, no empty part).
 *
 * @throws TrackingError INVALID_PARAMETER_VALUE
 */
export function checkName(what: 'metric' | 'param' | 'tag', name: string): void {
  if (name === '') throw invalid(`The name of a ${what} is empty.`);
  if (!NAME.test(name)) {
    const allowed = 'letters, digits, underscores, dashes, periods, spaces, colons and slashes';
    throw invalid(`Invalid ${what} name: ${shown(name)}. Names may hold only ${allowed}.`);
  }
  if (name !== plainPath(name)) {
    throw invalid(`Invalid ${what} name: ${shown(name)}. Names must be unique as paths are.`);
  }
  if (name.length > NAME_CHARS) {
    throw invalid(`The ${what} name ${shown(name)} is longer than ${NAME_CHARS} characters.`);
  }
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkLength(what: string, value: string, max: number): void {
  if (value.length <= max) return;
  throw invalid(`${what} has ${value.length} characters; at most ${max} are taken.`);
}

function plainPath(name: string): string | undefined {
  const parts = name.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..') ? undefined : name;
}

function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
