import { z } from 'zod';
import type { JsonObject } from '../plan/json.ts';
import { traceCaller, type Trace } from '../fault/trace.ts';
import { poisonedReference } from '../reference/poison.ts';
import { listShape, objectShape, scalarShape } from '../reference/shape.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import { wireValue } from '../reference/wire-value.ts';
import { readPlacement } from '../scope/place-node.ts';
import { checkedSchema } from '../task/checked-schema.ts';
import { OptionReader, withoutUndefined } from '../task/read-task-options.ts';
import { enterWord } from '../scope/enter-word.ts';
import { pendingNode, placePending } from './add-pending.ts';
import type { Ref } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';
import type { Duration } from '../task/duration.ts';
import type { NoInput } from '../task/task-of.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Asks people, with a form.
 *
 * @example
 * ```ts
 * const answer = approval({ subject: template`Promote ${model.uri}?`, timeout: '3d' });
 * branch(answer.decision, { approved: () => deploy({ model }), rejected: () => {} });
 * ```
 */
export function approval<F extends z.ZodObject = NoInput>(
  ask: {
    subject: Wire<string>;
    detail?: Wire<unknown>;
    form?: F;
    assignees?: readonly string[];
    approvers?: number;
    timeout?: Duration;
    onTimeout?: 'fail' | 'approved' | 'rejected';
  },
  options: Placement = {},
): Ref<{ decision: 'approved' | 'rejected'; answer: z.output<F>; by: string[] }> {
  const trace = traceCaller(approval);
  const frame = enterWord('approval', trace);
  if (frame === undefined) return poisonedReference();
  readPlacement('approval', options, trace);
  const form = ask.form ?? z.object({});
  const node = pendingNode(
    {
      word: 'approval',
      settings: {
        ...readAsk(ask, trace),
        form: checkedSchema(form, 'form', options.id ?? 'approval', { trace }, 'input'),
      },
    },
    options,
    frame,
    trace,
  );
  const site = { frame, trace, place: node.id };
  const subject = wireValue(ask.subject, { ...site, place: `${node.id}.subject` }).expression;
  const detail = wireValue(ask.detail ?? null, { ...site, place: `${node.id}.detail` }).expression;
  const answer = schemaShape(checkedSchema(form, 'form', node.id, { trace }, 'output'));
  const shape = objectShape(
    new Map([
      ['decision', scalarShape('string', ['approved', 'rejected'])],
      ['answer', answer],
      ['by', listShape(scalarShape('string'))],
    ]),
  );
  return placePending(node, { subject, detail }, shape, frame, options.after);
}

function readAsk(ask: object, trace: Trace): JsonObject {
  const read = new OptionReader(ask, { place: 'approval', trace });
  read.refuseUnknown(ASK_NAMES);
  return withoutUndefined({
    assignees: read.texts('assignees'),
    approvers: read.number('approvers', 1, 1_000) ?? 1,
    timeoutMs: read.duration('timeout', 'more'),
    onTimeout: read.oneOf('onTimeout', ['fail', 'approved', 'rejected']) ?? 'fail',
    // Every field is a string, a number or a list of strings.
  });
}

const ASK_NAMES = ['subject', 'detail', 'form', 'assignees', 'approvers', 'timeout', 'onTimeout'];
