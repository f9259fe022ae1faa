import { readOutlets } from '../asset/read-outlets.ts';
import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import type { BodyNodeDraft, Frame } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, PLACEMENT_NAMES, placeNode } from '../scope/place-node.ts';
import { codeVersion } from './code-version.ts';
import { refuseElsewhere, refuseLocal } from './local-options.ts';
import { POKE_NAMES, readPoke, SENSOR_TIMEOUT_MS, settlePoke } from './read-poke.ts';
import { readTaskOptions } from './read-task-options.ts';
import { readTriggerRule } from './read-trigger-rule.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { CallOptions } from './task-options.ts';
import { settleOptions, type SettledOptions, type TaskSettings } from './task-settings.ts';
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
const SENSOR_NAMES = [...CALL_NAMES, ...POKE_NAMES];
/** Farthest of all for sensors. */
const SENSOR: TaskSettings = { timeoutMs: SENSOR_TIMEOUT_MS };
/** What calls without options of their own come to, by the defaults around them. */
const plain = new WeakMap<Frame['defaults'], WeakMap<TaskDefinition, SettledOptions>>();

function optionsOf(
  definition: TaskDefinition,
  given: Options,
  id: string,
  frame: Frame,
  trace: Trace,
): SettledOptions {
  const names = definition.kind === 'sensor' ? SENSOR_NAMES : CALL_NAMES;
  const own = Object.keys(given).some((name) => name === 'doc' || !names.includes(name));
  const known = plain.get(frame.defaults) ?? new WeakMap<TaskDefinition, SettledOptions>();
  const before = known.get(definition);
  if (!own && before !== undefined) return before;
  const call = readTaskOptions(given, { place: id, trace }, names);
  const settled = settle(definition, [call, ...frame.defaults, definition.settings]);
  if (!own) plain.set(frame.defaults, known.set(definition, settled));
  return settled;
}

function settle(definition: TaskDefinition, nearestFirst: readonly TaskSettings[]): SettledOptions {
  return definition.kind === 'sensor'
    ? settleOptions([...nearestFirst, SENSOR])
    : settleOptions(nearestFirst, (version) => codeVersion(definition, version));
}

function makeNode(
  definition: TaskDefinition,
  given: Options,
  input: ExpressionDraft,
  id: string,
  frame: Frame,
  trace: Trace,
): BodyNodeDraft {
  const settled = optionsOf(definition, given, id, frame, trace);
  const doc = typeof given.doc === 'string' ? given.doc : definition.settings.doc;
  const base = nodeBase(frame, id, trace, doc);
  const triggerRule = readTriggerRule(given.triggerRule, id, trace);
  const outlets = [...new Set([...definition.outlets, ...readOutlets(given.outlets, id, trace)])];
  const node = { ...base, ...settled, definition, input, triggerRule, outlets };
  if (definition.kind === 'task') {
    const made = { ...node, kind: 'task' } as const;
    refuseElsewhere(made);
    return made;
  }
  if (settled.options.local === true) refuseLocal(node, 'it is a sensor');
  const poke = settlePoke([readPoke(given, { place: id, trace }), definition.poke ?? {}]);
  return { ...node, kind: 'sensor', poke };
}
