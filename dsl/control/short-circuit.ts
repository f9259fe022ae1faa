import { traceCaller } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import { scalarShape } from '../reference/shape.ts';
import { enterWord } from '../scope/enter-word.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, placeNode, readPlacement } from '../scope/place-node.ts';
import { wireReference } from './wire-reference.ts';
import type { NodeDraft } from '../scope/draft.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Skips everything downstream of it unless the condition holds.
 *
 * @example
 * ```ts
 * const go = shortCircuit(gt(data.rows, 0));
 * train({ data, lr: 0.1 }, { id: 'retrain', after: go });
 * ```
 */
export function shortCircuit(
  condition: RefTo<boolean>,
  options: Placement & { ignoreDownstreamTriggerRules?: boolean } = {},
): Ref<true> {
  const trace = traceCaller(shortCircuit);
  const frame = enterWord('shortCircuit', trace);
  if (frame === undefined) return poisonedReference();
  const read = readPlacement('shortCircuit', options, trace, ['ignoreDownstreamTriggerRules']);
  const id = givenId(options, frame, trace) ?? fullId(frame, 'shortCircuit');
  const wired = wireReference(condition, { frame, trace, place: `${id}.condition` });
  const node: NodeDraft = {
    ...nodeBase(frame, id, trace, options.doc),
    kind: 'shortCircuit',
    condition: wired.expression,
    // Airflow's default.
    ignoreDownstreamTriggerRules: read.boolean('ignoreDownstreamTriggerRules') ?? true,
  };
  placeNode(node, frame, [wired.expression], options.after);
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({
    expression,
    shape: scalarShape('boolean', ['true']),
    region: frame.region,
  });
}
