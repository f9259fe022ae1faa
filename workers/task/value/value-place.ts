import { shown } from '../describe-thrown.ts';

/** A place inside a value as an author would write it: `features[3].age`, `["odd key"][0]`. */
export function placeOf(path: readonly PropertyKey[]): string {
  let place = '';
  for (const step of path) {
    if (typeof step === 'number') place += `[${step}]`;
    else if (typeof step === 'symbol') place += `[${String(step)}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(step)) place += place === '' ? step : `.${step}`;
    else place += `[${JSON.stringify(step)}]`;
  }
  return place === '' ? 'the value itself' : place;
}

/** What stands at a path, for a message; `undefined` where the path leads nowhere. */
export function shownAt(value: unknown, path: readonly PropertyKey[]): string {
  let found: unknown = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return 'undefined';
    found = Reflect.get(found, step);
  }
  return shown(found);
}
