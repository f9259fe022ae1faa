import type { SourceDefinition } from '../asset/source-definition.ts';
import type { Trace } from '../fault/trace.ts';
import type { TimeSchedule } from './schedule.ts';

const SPEC = Symbol.for('perdure.schedule');

/** A schedule as its author gave it; `dag` checks it, so that all faults come out together. */
export type ScheduleSpec =
  | { readonly kind: 'cron' | 'every'; readonly given: object; readonly trace: Trace }
  | {
      readonly kind: 'all' | 'any';
      readonly sources: ReadonlyMap<string, SourceDefinition | undefined>;
      readonly trace: Trace;
    };

export function timeSchedule(kind: 'cron' | 'every', given: object, trace: Trace): TimeSchedule {
  return withSpec({ kind, spec: given }, { kind, given, trace });
}

/** Hides the specification on the public object. */
export function withSpec<T extends object>(shown: T, spec: ScheduleSpec): T {
  return Object.freeze(Object.defineProperty(shown, SPEC, { value: spec }));
}

/** How the author specified a schedule, if the value is one. */
export function scheduleSpec(value: unknown): ScheduleSpec | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Only `withSpec` writes under this symbol.
  return (value as { [SPEC]?: ScheduleSpec })[SPEC];
}
