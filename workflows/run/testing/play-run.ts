import type { Json } from '../../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { RunCommand, Transition } from '../command.ts';
import type { DagRunReducer, RunStep } from '../create-run.ts';
import type { RunEvent } from '../event.ts';

/** Picks the next number below `limit`. */
export type Pick = (limit: number) => number;

/** Numbers from a script, zeros after its end: what a failing case is kept and shrunk as. */
export function scriptedPick(script: readonly number[]): Pick {
  let at = 0;
  return (limit) => (script[at++] ?? 0) % Math.max(1, limit);
}

export interface Played {
  readonly batches: readonly (readonly RunEvent[])[];
  readonly steps: readonly RunStep[];
}

export interface Watch {
  /** Called after every batch. */
  after(batch: readonly RunEvent[], step: RunStep): void;
}

/**
 * Plays a driver: starts what it is told, and reports in an order and with outcomes as picked, in
 * batches as picked, with needless, late and doubled events between, and now and then a cancel.
 */
export function playRun(
  reducer: DagRunReducer,
  pick: Pick,
  mayCancel: boolean,
  watch: Watch,
): Played {
  const batches: (readonly RunEvent[])[] = [];
  const steps: RunStep[] = [];
  const open: string[] = [];
  const reported: string[] = [];
  let batch: RunEvent[] = [{ type: 'start' }];
  for (let round = 0; round < 500; round += 1) {
    const step = reducer.apply(batch);
    batches.push(batch);
    steps.push(step);
    watch.after(batch, step);
    for (const command of step.commands) if (command.type === 'schedule') open.push(command.path);
    if (reducer.done) return { batches, steps };
    if (open.length === 0) throw new Error('Nothing is in flight, and the run has not finished.');
    batch = nextBatch(open, reported, pick, mayCancel);
  }
  throw new Error('The run does not come to an end.');
}

function nextBatch(open: string[], reported: string[], pick: Pick, mayCancel: boolean): RunEvent[] {
  const batch: RunEvent[] = [];
  const cancel = mayCancel ? pick(24) : 0;
  if (cancel === 22) batch.push({ type: 'cancel', reason: 'Enough.' });
  for (let more = 1 + pick(3); more > 0 && open.length > 0; more -= 1) {
    const [path = ''] = open.splice(pick(open.length), 1);
    batch.push(...needless(path, reported, pick), reportOf(path, pick));
    reported.push(path);
  }
  if (cancel === 23) batch.push({ type: 'cancel', reason: 'Enough.' });
  return batch;
}

function needless(path: string, reported: readonly string[], pick: Pick): RunEvent[] {
  const error = { type: 'TaskFailed', message: 'Once more.' };
  const late = reported[pick(reported.length)] ?? 'nobody';
  const choices: RunEvent[][] = [
    [],
    [],
    [{ type: 'running', path }],
    [
      { type: 'running', path },
      { type: 'retrying', path, error },
    ],
    [{ type: 'succeeded', path: late, output: { kind: 'inline', value: 'late' } }],
    [{ type: 'start' }],
  ];
  return choices[pick(choices.length)] ?? [];
}

function reportOf(path: string, pick: Pick): RunEvent {
  const outcome = pick(8);
  if (outcome === 6) return { type: 'skipped', path, reason: 'Not needed.' };
  if (outcome === 7) return { type: 'failed', path, error: { type: 'TaskFailed', message: 'No.' } };
  return { type: 'succeeded', path, output: { kind: 'inline', value: outputOf(path, pick) } };
}

/** What every task gives: something for each kind of control flow to read. */
function outputOf(path: string, pick: Pick): Json {
  const list = ['p', 'q', 'r'].slice(pick(4)).map((letter) => `${letter} of ${path}`);
  const key = ['a', 'b', 'c', 'z'][pick(12) % 4] ?? 'a';
  return { list, key, keys: ['a', 'b', 'c'].slice(pick(4)), flag: pick(3) > 0 };
}

/** All commands of a play, in order. */
export function commandsOf(played: Played): readonly RunCommand[] {
  return played.steps.flatMap(({ commands }) => commands);
}

export function transitionsOf(played: Played): readonly Transition[] {
  return played.steps.flatMap(({ transitions }) => transitions);
}

/** Ids of all nodes with their place in the plan, a container before what is inside it. */
export function planOrder(plan: CompiledPlan): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const visit = (region: CompiledPlan['root']): void => {
    for (const node of region.nodes) {
      order.set(node.id, order.size);
      if (node.kind === 'map') visit(node.body);
      if (node.kind === 'branch') node.cases.forEach((each) => visit(each.region));
    }
  };
  visit(plan.root);
  return order;
}
