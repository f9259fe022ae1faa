import type { Happening, Source } from '../asset/source.ts';
import { notBuilt } from '../not-built.ts';
import type { EventSchedule } from './schedule.ts';

/** Runs when any has news; the others are `undefined`. */
export function anyOf<const S extends Record<string, Source<unknown>>>(
  sources: S,
): EventSchedule<{
  readonly [K in keyof S]: S[K] extends Source<infer T> ? Happening<T> | undefined : never;
}> {
  void sources;
  return notBuilt();
}
