import { z } from 'zod';
import { traceCaller, type Trace } from '../fault/trace.ts';
import { poisonedReference } from '../reference/poison.ts';
import { listShape, objectShape, scalarShape, type Shape } from '../reference/shape.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import { wireValue } from '../reference/wire-value.ts';
import { readPlacement } from '../scope/place-node.ts';
import { checkedSchema } from '../task/checked-schema.ts';
import { OptionReader, withoutUndefined } from '../task/option-reader.ts';
import type { ApprovalNodeDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { inputOf, placeStarted, wordBase } from './place-started.ts';
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
  const base = wordBase(options, 'approval', frame, trace);
  const form = ask.form ?? z.object({});
  const wire = (value: unknown, name: string): ExpressionDraft =>
    wireValue(value, { frame, trace, place: `${base.id}.${name}` }).expression;
  const node: ApprovalNodeDraft = {
    ...base,
    kind: 'approval',
    input: inputOf({
      subject: wire(ask.subject, 'subject'),
      detail: wire(ask.detail ?? null, 'detail'),
    }),
    triggerRule: 'all_success',
    form: checkedSchema(form, 'form', base.id, { trace }, 'input'),
    ...readAsk(ask, base.id, trace),
  };
  const answer = schemaShape(checkedSchema(form, 'form', base.id, { trace }, 'output'));
  return placeStarted(node, answerShape(answer), frame, options.after);
}

function answerShape(answer: Shape): Shape {
  return objectShape(
    new Map([
      ['decision', scalarShape('string', ['approved', 'rejected'])],
      ['answer', answer],
      ['by', listShape(scalarShape('string'))],
    ]),
  );
}

type Ask = Pick<ApprovalNodeDraft, 'assignees' | 'approvers' | 'timeoutMs' | 'onTimeout'>;

function readAsk(ask: object, place: string, trace: Trace): Ask {
  const read = new OptionReader(ask, { place, trace });
  read.refuseUnknown(ASK_NAMES);
  return {
    assignees: read.texts('assignees') ?? [],
    approvers: read.number('approvers', 1, 1_000) ?? 1,
    ...withoutUndefined({ timeoutMs: read.duration('timeout', 'more') }),
    onTimeout: read.oneOf('onTimeout', ['fail', 'approved', 'rejected']) ?? 'fail',
  };
}

const ASK_NAMES = ['subject', 'detail', 'form', 'assignees', 'approvers', 'timeout', 'onTimeout'];
