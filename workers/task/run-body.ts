import type { TaskContext } from '../../dsl/index.ts';
import type { Fact } from '../../dsl/plan/plan.ts';
import type { TaskBody } from '../../dsl/runtime/dag-runtime.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';
import {
  FAILURE_TYPES,
  type BoundExpression,
  type Output,
} from '../../workflows/protocol/index.ts';
import { isSkip } from './context/control-signal.ts';
import { faultOfThrown } from './describe-thrown.ts';
import { TaskFault } from './fault.ts';
import type { TaskLimits } from './task-limits.ts';
import { parseValue } from './value/parse-value.ts';
import { resolveInput, type ReadBlob } from './value/resolve-input.ts';
import { storeOutput } from './value/store-output.ts';

/** What one try of a body needs, wherever it runs: worker, child process or `dag.test()`. */
export interface BodyRequest {
  readonly taskId: string;
  readonly body: TaskBody;
  /** After `bindInstances`. */
  readonly input: BoundExpression;
  readonly facts: readonly Fact[];
  readonly context: TaskContext;
  readonly objects: ObjectStore;
  readonly readBlob: ReadBlob;
  readonly limits: TaskLimits;
}

export type BodyOutcome =
  | {
      readonly kind: 'success';
      readonly output: Output;
      /** The instance that made it, when it was not made here. */
      readonly cachedFrom?: string;
    }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'notReady' };

/**
 * Input → schema → the author's `run` → schema → stored output.
 * @throws TaskFault whatever went wrong.
 */
export async function runBody(request: BodyRequest): Promise<BodyOutcome> {
  const { body, taskId } = request;
  const input = await parseValue(body.input, await resolveInput(request.input, request.readBlob), {
    type: FAILURE_TYPES.invalidInput,
    subject: `The input of task "${taskId}"`,
  });
  let returned: unknown;
  try {
    // The DSL ties `run` to the schemas; their types are erased in TaskBody.
    returned = await body.run(input as never, request.context as never);
  } catch (thrown) {
    if (isSkip(thrown)) return { kind: 'skipped', reason: thrown.message };
    throw new TaskFault(faultOfThrown(thrown));
  }
  if (body.kind === 'sensor' && (returned === undefined || returned === false)) {
    return { kind: 'notReady' };
  }
  const subject = `The output of task "${taskId}"`;
  const value = await parseValue(body.output, returned, {
    type: FAILURE_TYPES.invalidOutput,
    subject,
  });
  return { kind: 'success', output: await storeOutput(value, { ...request, subject }) };
}
