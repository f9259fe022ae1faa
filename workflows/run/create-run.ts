import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { RunCommand, Transition } from './command.ts';
import { compareInstances } from './command-order.ts';
import { drain } from './drain.ts';
import { enqueueAll } from './enqueue.ts';
import type { RunEvent } from './event.ts';
import { finishOf } from './finish.ts';
import { openFrame } from './frame.ts';
import { look } from './look.ts';
import { buildStaticPlan } from './plan/build-static-plan.ts';
import type { BoundExpression } from '../protocol/value.ts';
import type { InstancePath } from './instance-path.ts';
import type { KeptInstance } from './kept.ts';
import { pathOf, type RunBook } from './run-book.ts';
import type { Selection } from './selection.ts';
import { snapshotOf, type InstanceRow } from './snapshot.ts';
import type { TaskState } from './state.ts';
import { takeEvent } from './take-event.ts';

export interface RunOptions {
  readonly plan: CompiledPlan;
  readonly run: RunFacts;
  /** Parsed params, defaults filled in. */
  readonly params: JsonObject;
  /** What started the run, by the name the body uses. */
  readonly events: { readonly [key: string]: Json };
  /** What earlier executions of the run left. */
  readonly kept?: readonly KeptInstance[];
  /** Runs only these items of one map; all around it is among `kept`. For shard children. */
  readonly focus?: Focus;
  /** Where maps are cut into shards; none when absent (`dag.test()`). */
  readonly shards?: ShardLimits;
}

/** A part of one map. */
export interface Focus {
  readonly path: InstancePath;
  readonly from: number;
  readonly to: number;
  readonly items: BoundExpression;
}

export interface ShardLimits {
  /** Most started instances of one shard, and of a map that is not cut. */
  readonly instances: number;
  /** Most started instances one execution opens before any further map is cut. */
  readonly perExecution: number;
  /** Shards of a run in flight at once. */
  readonly atOnce: number;
}

/** What one `apply` asks for and tells. */
export interface RunStep {
  readonly commands: readonly RunCommand[];
  readonly transitions: readonly Transition[];
}

/** A dag run, folded from events. */
export interface DagRunReducer {
  /** Takes events in, in order; cutting the same events into other batches changes no state. */
  apply(events: readonly RunEvent[]): RunStep;
  /** Every instance that has a state, in the plan's order, then by index. */
  snapshot(): readonly InstanceRow[];
  /** Task instances by state; those without one yet under `none`. */
  counts(): { readonly [S in TaskState]?: number };
  /** What a later execution of the run needs to go on from here (continue-as-new). */
  kept(): readonly KeptInstance[];
  /** What `clear` or `mark` with this selection would touch now, in the plan's order. */
  selected(selection: Selection): readonly InstanceRow[];
  /** True once `finish` was given. */
  readonly done: boolean;
}

/**
 * A dag run as a pure fold: events in, commands out. No clock, no chance, no I/O: the same events
 * give the same commands in the same order, always.
 *
 * A driver applies `start` first, then does as the commands say: each `schedule` starts a task and
 * sooner or later leads to exactly one `succeeded`, `skipped` or `failed` of the same path (with
 * `running` and `retrying` on the way, if it likes); `stop` asks a started one to hurry; `finish`
 * comes once, last. Retries are the driver's: the reducer sees only their last word.
 *
 * @example
 * const run = createRun({ plan, run: facts, params, events: {} });
 * let inbox: RunEvent[] = [{ type: 'start' }];
 * while (!run.done) {
 *   const { commands, transitions } = run.apply(inbox);
 *   record(transitions);
 *   inbox = await execute(commands);
 * }
 *
 * @throws Error when the plan cannot be run at all (pending words, unknown upstreams, a cycle).
 */
export function createRun(options: RunOptions): DagRunReducer {
  return foldBook(openBook(options));
}

/** The same over a book that tests can look into. */
export function foldBook(book: RunBook): DagRunReducer {
  let started = false;
  let done = false;
  return {
    apply(events) {
      for (const event of events) {
        // What comes after the end is late, in the same batch or in a later one.
        if (started && book.root.live === 0) break;
        if ((event.type === 'start') === started) continue;
        if (event.type === 'start') {
          started = true;
          enqueueAll(book.root);
        } else takeEvent(book, event);
        drain(book, book.root, look);
      }
      const step = takePending(book);
      if (done || !started || book.root.live > 0) return step;
      done = true;
      return { ...step, commands: [...step.commands, finishOf(book)] };
    },
    snapshot: () => snapshotOf(book.root),
    kept: () => {
      throw new Error('Not written yet.');
    },
    selected: () => {
      throw new Error('Not written yet.');
    },
    counts: () => Object.fromEntries([...book.counts].filter(([, count]) => count > 0)),
    get done() {
      return done;
    },
  };
}

/** A run before its first event. */
export function openBook(options: RunOptions): RunBook {
  const plan = buildStaticPlan(options.plan);
  const counts = new Map<TaskState, number>();
  const { run } = options;
  return {
    plan,
    root: openFrame(counts, plan.root, {
      owner: undefined,
      index: 0,
      mapIndex: [],
      barred: undefined,
    }),
    run: { ...run, dataInterval: { ...run.dataInterval } },
    params: options.params,
    events: options.events,
    inFlight: new Map(),
    counts,
    cancelled: undefined,
    anyTurnedOff: false,
    pending: { schedules: [], stops: [], transitions: [] },
  };
}

function takePending(book: RunBook): RunStep {
  const { schedules, stops, transitions } = book.pending;
  const commands: RunCommand[] = schedules
    .splice(0)
    .sort((left, right) => compareInstances(left.instance, right.instance))
    .map(({ command }) => command);
  for (const instance of stops.splice(0).sort(compareInstances)) {
    if (book.inFlight.has(pathOf(instance))) {
      commands.push({ type: 'stop', path: pathOf(instance), reason: book.cancelled ?? '' });
    }
  }
  return { commands, transitions: transitions.splice(0) };
}
