import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { RunCommand, Transition } from './command.ts';
import { collectKept, travelling } from './collect-kept.ts';
import { compareInstances, comparePlaces } from './command-order.ts';
import { drain } from './drain.ts';
import type { RunEvent } from './event.ts';
import { enqueueAll } from './enqueue.ts';
import { finishOf, giveUpUnreached, hasEnded, notReached, stopUnreached } from './finish.ts';
import { openFrame } from './frame.ts';
import { Heap } from './heap.ts';
import type { InstancePath } from './instance-path.ts';
import { look } from './look.ts';
import { buildStaticPlan } from './plan/build-static-plan.ts';
import type { Kept } from './kept.ts';
import { layOut, tellRebuilt } from './rebuild.ts';
import type { RunBook, StoppedRun } from './run-book.ts';
import { openFocus } from './shards/focus-book.ts';
import { compareShards, releaseShards } from './shards/run-shards.ts';
import type { Focus, ShardLimits } from './shards/shard.ts';
import { selectRows } from './select/select-instances.ts';
import { rowsOf, selectableOf } from './selectable.ts';
import type { Selection } from './selection.ts';
import { snapshotOf, type InstanceRow } from './snapshot.ts';
import { releaseHeld } from './start-node.ts';
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
  readonly kept?: readonly Kept[];
  /** What `stopped` of the run before gave. */
  readonly stopped?: StoppedRun | undefined;
  /** What `cleared` of the run before gave. */
  readonly cleared?: readonly InstancePath[];
  /** Begins as after a `pause`. */
  readonly paused?: boolean;
  /** Runs only these items of one map; for shards. */
  readonly focus?: Focus;
  /** Where maps are cut into shards; none when absent (`dag.test()`). */
  readonly shards?: ShardLimits;
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
  kept(): readonly Kept[];
  /** What was cleared and not reached since: a later execution has to know it for its end (G3). */
  cleared(): readonly InstancePath[];
  /** What `clear` or `mark` with this selection would touch now, in the plan's order. */
  selected(selection: Selection, verb?: 'clear' | 'mark'): readonly InstanceRow[];
  /** True once `finish` was given, until a clear or mark opens the run again. */
  readonly done: boolean;
  /** Why the run was stopped, if it was: a later execution of the run has to know. */
  readonly stopped: StoppedRun | undefined;
}

/**
 * A dag run as a pure fold: events in, commands out. No clock, no chance, no I/O: the same events
 * give the same commands in the same order, always.
 *
 * A driver applies `start` first, then does as the commands say: each `schedule` starts a task and
 * sooner or later leads to exactly one `succeeded`, `skipped` or `failed` of the same path (with
 * `running`, `waiting` and `retrying` on the way, if it likes); `stop` asks a started one to hurry;
 * `finish` comes last, once, and again after a clear or mark opened the run again. Retries are the driver's: the reducer sees only their last word.
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
  return {
    apply(events) {
      for (const event of events) takeIn(book, event);
      const step = takePending(book);
      if (book.finished || !book.started || !hasEnded(book)) return step;
      book.finished = true;
      return { ...step, commands: [...step.commands, finishOf(book)] };
    },
    snapshot: () => snapshotOf(book),
    kept: () => travelling(book, collectKept(book)),
    cleared: () => notReached(book),
    selected: (selection, verb = 'clear') =>
      rowsOf(book, selectRows(book.plan, selectableOf(book), selection, verb).rows),
    counts: () => Object.fromEntries([...book.counts].filter(([, count]) => count > 0)),
    get done() {
      return book.finished;
    },
    get stopped() {
      return book.stopped;
    },
  };
}

const OUTLIVES_THE_RUN: ReadonlySet<RunEvent['type']> = new Set([
  'clear',
  'mark',
  'pause',
  'resume',
]);

function takeIn(book: RunBook, event: RunEvent): void {
  if (event.type === 'start') {
    if (book.started) return;
    book.started = true;
    if (book.focus === undefined) enqueueAll(book.root);
  } else {
    // What else comes after the end is late, in the same batch or in a later one.
    if (!OUTLIVES_THE_RUN.has(event.type) && book.started && hasEnded(book)) return;
    takeEvent(book, event);
  }
  if (!book.started) return;
  comeToRest(book);
  tellRebuilt(book);
  // With the event and not with the batch: what comes next in the batch may open the run again.
  if (hasEnded(book)) giveUpUnreached(book);
}

/** Looks at all that has changed, until nothing more starts and nothing more ends. */
function comeToRest(book: RunBook): void {
  do {
    drain(book, book.root, look);
    releaseHeld(book);
    releaseShards(book);
  } while (book.root.queued);
  stopUnreached(book);
}

/** A run before its first event. */
export function openBook(options: RunOptions): RunBook {
  const plan = buildStaticPlan(options.plan);
  const counts = new Map<TaskState, number>();
  const { run } = options;
  const book: RunBook = {
    plan,
    root: openFrame(
      options.focus === undefined ? counts : new Map<TaskState, number>(),
      plan.root,
      {
        owner: undefined,
        index: 0,
        mapIndex: [],
      },
    ),
    run: { ...run, dataInterval: { ...run.dataInterval } },
    params: options.params,
    events: options.events,
    kept: new Map(),
    inFlight: new Map(),
    dropped: new Map(),
    restarting: new Map(),
    cleared: new Set(options.cleared ?? []),
    counts,
    started: false,
    finished: false,
    stopped: options.stopped,
    paused: options.paused ?? false,
    ready: { slots: new Heap(compareInstances), free: new Heap(compareInstances) },
    active: 0,
    anyTurnedOff: false,
    shards: options.shards && {
      limits: options.shards,
      inFlight: new Map(),
      queue: new Heap(compareShards),
      outside: new Map(),
      opened: 0,
    },
    keptInside: new Set(),
    begunInside: new Set(),
    cutMaps: new Set(),
    stoppedUnreached: new Set(),
    focus: undefined,
    rebuilt: undefined,
    pending: { schedules: [], stops: new Map(), transitions: [], tells: [] },
  };
  layOut(book, options.kept ?? []);
  if (options.focus !== undefined) openFocus(book, options.focus);
  return book;
}

function takePending(book: RunBook): RunStep {
  const { schedules, stops, transitions, tells } = book.pending;
  const commands: RunCommand[] = schedules
    .splice(0)
    .sort(comparePlaces)
    .map(({ command }) => command);
  for (const { path, reason } of [...stops.values()].sort(comparePlaces)) {
    commands.push({ type: 'stop', path, reason });
  }
  stops.clear();
  commands.push(...tells.splice(0));
  return { commands, transitions: transitions.splice(0) };
}
