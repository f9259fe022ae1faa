import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { TaskFault } from '../task/index.ts';
import { parseDuration } from '../task/context/parse-duration.ts';
import type { TestTime } from './test-options.ts';

/** Virtual time inside one attempt of a mocked task. */
export class AttemptTime implements TestTime {
  readonly #startedAt: number;
  readonly #timeoutMs: number;
  #passed = 0;

  constructor(startedAt: number, timeoutMs: number) {
    this.#startedAt = startedAt;
    this.#timeoutMs = timeoutMs;
  }

  get now(): number {
    return this.#startedAt + this.passedMs;
  }

  /** Never more than the timeout: an attempt ends there. */
  get passedMs(): number {
    return Math.min(this.#passed, this.#timeoutMs);
  }

  pass(duration: Parameters<TestTime['pass']>[0]): void {
    this.#passed += parseDuration(duration);
    this.assertWithinTimeout();
  }

  /** Also asked after the body, which may have swallowed the error. */
  assertWithinTimeout(): void {
    if (this.#passed <= this.#timeoutMs) return;
    throw new TaskFault({
      type: FAILURE_TYPES.attemptTimeout,
      message: `It took longer than its timeout of ${this.#timeoutMs / 1000} s.`,
      retry: true,
    });
  }
}
