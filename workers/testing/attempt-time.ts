import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { TaskFault } from '../task/index.ts';
import { parseDuration } from '../task/context/parse-duration.ts';
import type { TestEvent, TestTime } from './test-options.ts';

/** Virtual time inside one attempt of a mocked task. */
export class AttemptTime implements TestTime {
  readonly #startedAt: number;
  readonly #timeoutMs: number;
  readonly #send: (event: TestEvent) => void;
  #passed: number;

  constructor(
    startedAt: number,
    timeoutMs: number,
    send: (event: TestEvent) => void,
    passedMs = 0,
  ) {
    this.#startedAt = startedAt;
    this.#timeoutMs = timeoutMs;
    this.#send = send;
    this.#passed = passedMs;
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

  /** Goes over the timeout. */
  passAll(): void {
    this.#passed = this.#timeoutMs + 1;
    this.assertWithinTimeout();
  }

  send(event: Omit<TestEvent, 'at'>): void {
    this.#send({ ...event, at: `${this.now}ms` });
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
