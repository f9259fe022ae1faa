import { isFinal, type Transition } from '../../workflows/run/index.ts';
import type { TestMoment, TestWait } from './dag-test.ts';

const WAITS: readonly string[] = [
  'queued',
  'up_for_reschedule',
  'deferred',
  'awaiting_input',
  'up_for_retry',
] satisfies readonly TestWait['state'][];

/** Where in time an instance was last. */
export interface Span {
  readonly startedMs?: number;
  readonly endedMs?: number;
}

/** Notes when a run's instances changed. */
export class RunRecorder {
  readonly timeline: TestMoment[] = [];
  readonly #spans = new Map<string, Span>();

  note({ path, state, reason }: Transition, at: number): void {
    this.timeline.push({ at, path, state, ...(reason === undefined ? {} : { reason }) });
    const span = this.#spans.get(path) ?? {};
    if (state === 'none' || state === 'scheduled') this.#spans.set(path, {});
    else if (isFinal(state)) this.#spans.set(path, { ...span, endedMs: at });
    else this.#spans.set(path, { startedMs: span.startedMs ?? at });
  }

  span(path: string): Span {
    return this.#spans.get(path) ?? {};
  }

  /** Each stretch of waiting, up to the change that ended it, in the order they began. */
  waits(end: number): readonly TestWait[] {
    const waits: { -readonly [K in keyof TestWait]: TestWait[K] }[] = [];
    const open = new Map<string, (typeof waits)[number]>();
    for (const { path, state, reason, at: from } of this.timeline) {
      const before = open.get(path);
      if (before !== undefined) before.ms = from - before.from;
      open.delete(path);
      if (!isWait(state)) continue;
      const wait = { path, state, from, ms: end - from, ...(reason !== undefined && { reason }) };
      waits.push(wait);
      open.set(path, wait);
    }
    return waits;
  }
}

function isWait(state: string): state is TestWait['state'] {
  return WAITS.includes(state);
}
