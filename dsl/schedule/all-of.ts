import type { Happening, Source } from '../asset/source.ts';
import { notBuilt } from '../not-built.ts';
import type { EventSchedule } from './schedule.ts';

/** Runs once all have news since the last run. */
export function allOf<const S extends Record<string, Source<unknown>>>(
  sources: S,
): EventSchedule<{
  readonly [K in keyof S]: S[K] extends Source<infer T> ? Happening<T> : never;
}> {
  void sources;
  return notBuilt();
}
