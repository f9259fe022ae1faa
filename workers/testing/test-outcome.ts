import type { TaskContext } from '../../dsl/index.ts';
import type { TaskBody } from '../../dsl/runtime/index.ts';
import type { AttemptTime } from './attempt-time.ts';
import { replay, type Poke, type PokeAnswer, type PokeMemory } from './quick-poke.ts';
import type { TestDagOptions, TestMock, TestOutcome } from './test-options.ts';

/** The outcome chosen for a try (from 1, over all clears): by path first, then by task; the last of a list stays. */
export function chosenOutcome(
  outcomes: TestDagOptions['outcomes'],
  {
    prefix,
    taskId,
    path,
  }: { readonly prefix: string; readonly taskId: string; readonly path: string },
  attempt: number,
): TestOutcome {
  const chosen = outcomes?.[`${prefix}${path}`] ?? outcomes?.[`${prefix}${taskId}`] ?? 'ok';
  if (typeof chosen === 'string') return chosen;
  return chosen[Math.min(attempt, chosen.length) - 1] ?? 'ok';
}

export interface TestedBodyOptions {
  readonly mock: TestMock | undefined;
  readonly time: AttemptTime;
  readonly outcomeOf: (attempt: number) => TestOutcome;
  /** The answer of a poke that was asked already. */
  readonly answer: PokeAnswer | undefined;
  /** Told what the pokes after this one need. */
  readonly remember: (memory: PokeMemory) => void;
}

/** A body with its mock, its chosen outcomes, and the virtual time of its attempt. */
export function testedBody(body: TaskBody, options: TestedBodyOptions): TaskBody {
  const { mock, time, outcomeOf, answer, remember } = options;
  const call: Poke = async (input, context, now) => {
    if (mock === undefined) return body.run(input, context);
    const value: unknown = await mock(input, context, now);
    now.assertWithinTimeout();
    return value;
  };
  const run = async (input: never, erased: never): Promise<unknown> => {
    // The wrapper gives every body a TaskContext; TaskBody erases its type.
    const context = erased as TaskContext;
    if (answer !== undefined) return replay(answer, context);
    end(outcomeOf(context.attempt), context, time);
    remember({ poke: call, input, context });
    return call(input, erased, time);
  };
  return { ...body, run };
}

/** Ends a try that is not to be `ok`. */
function end(outcome: TestOutcome, context: TaskContext, time: AttemptTime): void {
  switch (outcome) {
    case 'fail':
      throw new Error(`Try ${context.attempt} was chosen to fail.`);
    case 'failForGood':
      return context.fail('It was chosen to fail for good.', { retry: false });
    case 'skip':
      return context.skip('It was chosen to be skipped.');
    case 'timeout':
      return time.passAll();
    default:
      return;
  }
}
