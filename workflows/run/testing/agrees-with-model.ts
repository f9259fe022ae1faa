import { knownValue } from '../expression/bound-value.ts';
import { jsonEqual } from '../expression/json-equal.ts';
import { createRun, foldBook, openBook, type RunOptions, type RunStep } from '../create-run.ts';
import type { RunEvent } from '../event.ts';
import { isFinal } from '../state.ts';
import { brokenInvariants } from './check-book.ts';
import { planOrder, playRun, scriptedPick, type Played } from './play-run.ts';
import type { RandomCase } from './random-case.ts';
import { randomPlan } from './random-plan.ts';
import { ReferenceModel } from './reference-model.ts';

/**
 * Plays a random case through the reducer and the reference model side by side.
 *
 * @throws Error at the first difference, or the first broken invariant.
 */
export function assertAgreesWithModel(each: RandomCase): Played {
  const options = optionsOf(each);
  const model = new ReferenceModel(options.plan);
  const book = openBook(options);
  const reducer = foldBook(book);
  const order = planOrder(options.plan);
  const startedBefore = new Set<string>();
  const played = playRun(reducer, scriptedPick(each.script), each.mayCancel, {
    after(batch, step) {
      for (const event of batch) tellModel(model, event);
      expectSame('states', statesOf(reducer.snapshot()), Object.fromEntries(model.states));
      expectSame('finished', reducer.done, model.finished);
      assertSchedules(step, model, startedBefore, order);
      expectSame('invariants', brokenInvariants(book), []);
    },
  });
  assertFinish(played, model);
  assertRepeatable(options, played);
  return played;
}

function optionsOf(each: RandomCase): RunOptions {
  const time = '2026-01-01T00:00:00.000Z';
  return {
    plan: randomPlan(each.nodes, each.returns),
    run: {
      dagId: 'random',
      runId: 'r',
      runType: 'manual',
      isLatest: true,
      logicalDate: time,
      dataInterval: { start: time, end: time },
    },
    params: {},
    events: {},
  };
}

/** The model is told only what is news to it: late and doubled events must change nothing. */
function tellModel(model: ReferenceModel, event: RunEvent): void {
  if (event.type === 'start') {
    if (model.states.size === 0) model.start();
    return;
  }
  if (model.finished) return;
  if (event.type === 'cancel') {
    model.cancel();
    return;
  }
  if (!('path' in event) || event.type === 'shardEnded') return;
  const state = model.states.get(event.path);
  if (state === undefined || isFinal(state)) return;
  if (event.type === 'running') model.states.set(event.path, 'running');
  else if (event.type === 'waiting') model.states.set(event.path, event.state);
  else if (event.type === 'retrying') model.states.set(event.path, 'up_for_retry');
  else if (event.type === 'skipped') model.report(event.path, 'skipped');
  else if (event.type === 'failed') model.report(event.path, 'failed');
  else if (event.output.kind === 'inline') {
    model.report(event.path, 'success', event.output.value);
  }
}

function assertSchedules(
  step: RunStep,
  model: ReferenceModel,
  startedBefore: Set<string>,
  order: ReadonlyMap<string, number>,
): void {
  const keys: number[][] = [];
  for (const command of step.commands) {
    if (command.type !== 'schedule') continue;
    if (startedBefore.has(command.path)) throw new Error(`${command.path} was scheduled twice.`);
    startedBefore.add(command.path);
    keys.push([order.get(command.node.id) ?? -1, ...command.mapIndex]);
    const input = knownValue(command.input);
    if (input === undefined || !jsonEqual(input.value, model.inputs.get(command.path))) {
      throw new Error(`${command.path} got another input than in the model.`);
    }
  }
  expectSame('started', [...startedBefore].sort(), [...model.started].sort());
  const sorted = [...keys].sort((left, right) => {
    const at = left.findIndex((value, depth) => value !== right[depth]);
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  });
  expectSame('order of commands', keys, sorted);
}

function assertFinish(played: Played, model: ReferenceModel): void {
  const commands = played.steps.flatMap((step) => step.commands);
  const finishes = commands.filter((command) => command.type === 'finish');
  const [finish] = finishes;
  if (finish === undefined || finishes.length > 1 || commands.at(-1) !== finish) {
    throw new Error(`Expected one finish, at the end; got ${finishes.length}.`);
  }
  expectSame('run state', finish.state, model.runState);
  const result = knownValue(finish.result);
  if (result === undefined || !jsonEqual(result.value, model.result)) {
    throw new Error(`The result differs: ${JSON.stringify([finish.result, model.result])}`);
  }
}

function assertRepeatable(options: RunOptions, played: Played): void {
  const again = createRun(options);
  const steps = played.batches.map((batch) => again.apply(batch));
  expectSame('the same events', JSON.stringify(steps), JSON.stringify(played.steps));
  const oneByOne = createRun(options);
  for (const event of played.batches.flat()) oneByOne.apply([event]);
  expectSame('one event at a time', oneByOne.snapshot(), again.snapshot());
}

function statesOf(
  rows: readonly { readonly path: string; readonly state: string }[],
): Record<string, string> {
  return Object.fromEntries(rows.map(({ path, state }) => [path, state]));
}

function expectSame(what: string, ours: unknown, theirs: unknown): void {
  // Field order is not part of the comparison, so both sides are sorted first.
  const left = JSON.stringify(sortedFields(ours));
  const right = JSON.stringify(sortedFields(theirs));
  if (left !== right) throw new Error(`Different ${what}:\n reducer ${left}\n model   ${right}`);
}

function sortedFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
