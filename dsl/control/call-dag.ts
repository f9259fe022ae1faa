import type { Trace } from '../fault/trace.ts';
import { poisonedReference } from '../reference/poison.ts';
import { objectShape, scalarShape } from '../reference/shape.ts';
import { hiddenRuntime, isFaultyDag } from '../runtime/hidden-runtime.ts';
import { enterWord } from '../scope/enter-word.ts';
import { PLACEMENT_NAMES } from '../scope/place-node.ts';
import { raiseFault } from '../scope/slot.ts';
import { OptionReader, readTaskOptions } from '../task/read-task-options.ts';
import { readTriggerRule } from '../task/read-trigger-rule.ts';
import type { CallOptions } from '../task/task-options.ts';
import { settleOptions } from '../task/task-settings.ts';
import { wireInput } from '../task/wire-input.ts';
import { pendingNode, placePending } from './add-pending.ts';

type Options = CallOptions<never, never> & { cancel?: 'with_parent' | 'leave' };

/** Adds a run of another dag, waited for or not. */
export function callDag<T>(
  word: 'runDag' | 'triggerDag',
  child: object,
  params: unknown,
  given: object,
  trace: Trace,
): T {
  const frame = enterWord(word, trace);
  if (frame === undefined || isFaultyDag(child)) return poisonedReference();
  const runtime = hiddenRuntime(child);
  if (runtime === undefined) {
    refuseChild(word, trace);
    return poisonedReference();
  }
  // Both words narrow the options by their types; here they are read one by one.
  const options = given as Options;
  const name = runtime.plan.id;
  const settings = { dagId: name, ...readOptions(word, options, name, trace) };
  const node = pendingNode({ word, name, settings }, options, frame, trace);
  const target = { name, inputSchema: runtime.plan.params };
  const input = wireInput(target, params, { frame, trace, place: node.id });
  const shape = word === 'runDag' ? runtime.resultShape : TRIGGERED;
  return placePending(node, { params: input }, shape, frame, options.after);
}

const TRIGGERED = objectShape(
  new Map([
    ['dagId', scalarShape('string')],
    ['runId', scalarShape('string')],
  ]),
);

function readOptions(
  word: 'runDag' | 'triggerDag',
  options: Options,
  place: string,
  trace: Trace,
): { readonly [name: string]: never } {
  const more = [
    ...PLACEMENT_NAMES,
    'triggerRule',
    'outlets',
    ...(word === 'runDag' ? ['cancel'] : []),
  ];
  const settings = readTaskOptions(options, { place, trace }, more);
  const read = new OptionReader(options, { place, trace });
  const json = {
    triggerRule: readTriggerRule(options.triggerRule, place, trace),
    options: settleOptions([settings]).options,
    ...(word === 'runDag' && {
      cancel: read.oneOf('cancel', ['with_parent', 'leave']) ?? 'with_parent',
    }),
  };
  // Settled options are JSON; an interface has no index signature to say so.
  return json as unknown as { readonly [name: string]: never };
}

function refuseChild(word: string, trace: Trace): void {
  raiseFault({
    code: 'DAG013',
    place: word,
    problem: `\`${word}\` got something that is not a dag.`,
    expected: 'Its first argument is what `dag({ … }, …)` returned.',
    hint: 'Import the dag itself, not its id.',
    trace,
  });
}
