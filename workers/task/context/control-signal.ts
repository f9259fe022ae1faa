/** Thrown by `ctx.skip`. Marked by a symbol: the author's code may hold another copy of the class. */
const SKIP = Symbol.for('perdure.skip');
const FAIL = Symbol.for('perdure.fail');

export class SkipSignal extends Error {
  readonly [SKIP] = true;
  override readonly name = 'Skip';
}

/** Thrown by `ctx.fail`. */
export class FailSignal extends Error {
  readonly [FAIL] = true;
  override readonly name = 'Fail';
  readonly retry: boolean;
  readonly afterMs: number | undefined;

  constructor(reason: string, retry: boolean, afterMs: number | undefined) {
    super(reason);
    this.retry = retry;
    this.afterMs = afterMs;
  }
}

export function isSkip(thrown: unknown): thrown is SkipSignal {
  return typeof thrown === 'object' && thrown !== null && SKIP in thrown;
}

export function isFail(thrown: unknown): thrown is FailSignal {
  return typeof thrown === 'object' && thrown !== null && FAIL in thrown;
}
