import { readOutlets } from '../asset/read-outlets.ts';
import type { Trace } from '../fault/trace.ts';
import type { JsonObject } from '../plan/json.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import type { Frame, NodeDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, PLACEMENT_NAMES, placeNode } from '../scope/place-node.ts';
import { readTaskOptions } from './read-task-options.ts';
import { readTriggerRule } from './read-trigger-rule.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { CallOptions } from './task-options.ts';
import { settleOptions, type SettledOptions } from './task-settings.ts';
import { wireInput } from './wire-input.ts';

type Options = CallOptions<never, never>;

/** Adds a task or a sensor to the dag whose body is being evaluated. */
export function callTask(
  definition: TaskDefinition,
  input: unknown,
  given: unknown,
  trace: Trace,
): unknown {
  const frame = enterWord(definition.name, trace);
  if (frame === undefined) return poisonedReference();
  // Untyped callers may pass anything; what is read from it is checked one by one.
  const options = (typeof given === 'object' && given !== null ? given : {}) as Options;
  const id = givenId(options, frame, trace) ?? fullId(frame, definition.name);
  const wired = wireInput(definition, input, { frame, trace, place: id });
  const node = makeNode(definition, options, wired, id, frame, trace);
  placeNode(node, frame, [wired], options.after);
  return makeReference({
    expression: { kind: 'output', node, path: [] },
    shape: definition.outputShape,
    region: frame.region,
  });
}

const CALL_NAMES = [...PLACEMENT_NAMES, 'triggerRule', 'outlets'];
/** What calls without options of their own come to, by the defaults around them. */
const plain = new WeakMap<Frame['defaults'], WeakMap<TaskDefinition, SettledOptions>>();

function optionsOf(
  definition: TaskDefinition,
  given: Options,
  id: string,
  frame: Frame,
  trace: Trace,
): SettledOptions {
  const own = Object.keys(given).some((name) => name === 'doc' || !CALL_NAMES.includes(name));
  const known = plain.get(frame.defaults) ?? new WeakMap<TaskDefinition, SettledOptions>();
  const before = known.get(definition);
  if (!own && before !== undefined) return before;
  const call = readTaskOptions(given, { place: id, trace }, CALL_NAMES);
  const settled = settleOptions([call, ...frame.defaults, definition.settings]);
  if (!own) plain.set(frame.defaults, known.set(definition, settled));
  return settled;
}

function makeNode(
  definition: TaskDefinition,
  given: Options,
  input: ExpressionDraft,
  id: string,
  frame: Frame,
  trace: Trace,
): NodeDraft {
  const settled = optionsOf(definition, given, id, frame, trace);
  const doc = typeof given.doc === 'string' ? given.doc : definition.settings.doc;
  const base = nodeBase(frame, id, trace, doc);
  const triggerRule = readTriggerRule(given.triggerRule, id, trace);
  const outlets = [...new Set([...definition.outlets, ...readOutlets(given.outlets, id, trace)])];
  if (definition.kind === 'task') {
    return { ...base, ...settled, kind: 'task', definition, input, triggerRule, outlets };
  }
  return {
    ...base,
    kind: 'pending',
    word: 'sensor',
    expressions: { input },
    regions: [],
    settings: {
      name: definition.name,
      input: definition.inputSchema,
      output: definition.outputSchema,
      triggerRule,
      outlets,
      options: JSON.parse(JSON.stringify(settled.options)) as JsonObject, // settled options are JSON
      ...definition.sensor,
    },
  };
}
