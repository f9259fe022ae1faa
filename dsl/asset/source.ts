import type { Carries } from '../reference/reference.ts';

declare abstract class Takes<in T> {
  protected readonly takes: (payload: T) => void;
}

/** Where a task that returns T may write. */
export interface Outlet<in T> extends Takes<T> {}

/** A source of typed happenings: an asset, or an event from outside. */
export interface Source<out T> extends Carries<T> {
  readonly name: string;
}

/** Data under a name. A task with it among its `outlets` updates it on success; the task's output is the payload. */
export interface Asset<in out T> extends Source<T>, Outlet<T> {
  readonly uri: string;
}

/** One piece of news of a source, as a body finds it in `events`. */
export interface Happening<T> {
  readonly payload: T;
  readonly time: string;
  readonly count: number;
}
