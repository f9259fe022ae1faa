import type { Trace } from '../fault/trace.ts';
import { poisonedReference } from '../reference/poison.ts';
import { objectShape, scalarShape } from '../reference/shape.ts';
import { hiddenRuntime, isFaultyDag } from '../runtime/hidden-runtime.ts';
import type { ChildDagNodeDraft, Frame } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { PLACEMENT_NAMES } from '../scope/place-node.ts';
import { raiseFault } from '../scope/slot.ts';
import { OptionReader } from '../task/option-reader.ts';
import { readTaskOptions } from '../task/read-task-options.ts';
import { readTriggerRule } from '../task/read-trigger-rule.ts';
import type { DagCallOptions } from '../task/task-options.ts';
import { settleOptions } from '../task/task-settings.ts';
import { wireInput } from '../task/wire-input.ts';
import { placeStarted, wordBase } from './place-started.ts';

type Options = DagCallOptions<never> & { cancel?: 'with_parent' | 'leave' };

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
  const { id: dagId, params: inputSchema } = runtime.plan;
  const base = wordBase(options, dagId, frame, trace);
  const target = { name: dagId, inputSchema };
  const node: ChildDagNodeDraft = {
    ...base,
    kind: 'childDag',
    input: wireInput(target, params, { frame, trace, place: base.id }),
    dagId,
    wait: word === 'runDag',
    ...readOptions(word, options, base.id, frame, trace),
  };
  const shape = word === 'runDag' ? runtime.resultShape : TRIGGERED;
  return placeStarted(node, shape, frame, options.after);
}

const TRIGGERED = objectShape(
  new Map([
    ['dagId', scalarShape('string')],
    ['runId', scalarShape('string')],
  ]),
);

type Settled = Pick<ChildDagNodeDraft, 'triggerRule' | 'cancel' | 'options' | 'callbacks'>;

function readOptions(
  word: 'runDag' | 'triggerDag',
  options: Options,
  place: string,
  frame: Frame,
  trace: Trace,
): Settled {
  const more = [...PLACEMENT_NAMES, 'triggerRule', ...(word === 'runDag' ? ['cancel'] : [])];
  const settings = readTaskOptions(options, { place, trace }, more);
  const read = new OptionReader(options, { place, trace });
  return {
    ...settleOptions([settings, ...frame.defaults, CHILD]),
    triggerRule: readTriggerRule(options.triggerRule, place, trace),
    cancel: read.oneOf('cancel', ['with_parent', 'leave']) ?? 'with_parent',
  };
}

/** A child's own dag limits its time; ten years is the longest duration there is. */
const CHILD = { timeoutMs: 315_360_000_000 };

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
