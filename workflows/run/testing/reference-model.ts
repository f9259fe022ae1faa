import type { Json, JsonObject } from '../../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { Loose } from '../expression/loose.ts';
import type { Selection } from '../selection.ts';
import type { FinalState, TaskState } from '../state.ts';
import { clear, mark } from './model/control.ts';
import { handOutHeld } from './model/hand-out.ts';
import { emptyMemory, type Memory } from './model/memory.ts';
import { runState } from './model/run-state.ts';
import { unfold } from './model/unfold.ts';
import { blank, ended, isTeardown, startedSpots, type Unfolding } from './model/unfolding.ts';
import { valueOf } from './model/value-of.ts';

/**
 * The run reducer once more, for tests: small, slow, and without a counter. It remembers how
 * started instances ended and what was asked of the run; after every event it works out all else
 * again from the first node to the last.
 */
export class ReferenceModel {
  readonly memory: Memory;
  run: Unfolding;
  /** How often the run came to its end. */
  finishes = 0;
  private finishIsTold = false;
  private readonly plan: CompiledPlan;

  constructor(plan: CompiledPlan, params: JsonObject = {}) {
    this.plan = plan;
    this.memory = emptyMemory(params);
    this.run = blank(plan, this.memory);
  }

  start(): void {
    this.rest();
  }
  cancel(): void {
    if (this.finished) return;
    this.memory.cancelled = true;
    this.rest();
  }
  pause(): void {
    this.memory.paused = true;
  }
  resume(): void {
    this.memory.paused = false;
    this.rest();
  }

  /** An instance in flight changes its state, and stays in flight. */
  move(path: string, state: TaskState): void {
    const open = this.memory.open.get(path);
    if (open === undefined || open.dropped) return;
    this.memory.open.set(path, { ...open, state });
    this.rest();
  }

  /** An instance in flight tells its end. */
  report(path: string, state: FinalState, output?: Json): void {
    const open = this.memory.open.get(path);
    if (open === undefined) return;
    this.memory.open.delete(path);
    if (!open.dropped) this.end(path, open.stopped ? 'failed' : state, output);
    this.rest();
  }

  /** Commands come after a whole batch, and so does the word that the run has ended. */
  endOfBatch(): void {
    if (this.finished && !this.finishIsTold) this.finishes += 1;
    this.finishIsTold = this.finished;
  }

  get paused(): boolean {
    return this.memory.paused;
  }

  clear(selection: Selection): void {
    if (clear(this.run, selection)) this.reopen();
  }
  mark(selection: Selection, state: 'success' | 'failed' | 'skipped'): void {
    if (mark(this.run, selection, state)) this.reopen();
  }
  /** A new execution of the same run: it has the ends, and what is in flight, and no more. */
  continueAsNew(): void {
    this.memory.forgotten.clear();
    this.foldAgain();
  }

  get states(): ReadonlyMap<string, TaskState> {
    return this.run.states;
  }
  get started(): readonly string[] {
    return this.memory.handedOut.map(({ path }) => path);
  }
  /** What an instance was given when it was handed out last. */
  inputOf(path: string): Loose {
    return this.memory.handedOut.findLast((each) => each.path === path)?.input;
  }
  get finished(): boolean {
    return ended(this.run, this.run.root) && this.memory.open.size === 0;
  }
  get runState(): 'success' | 'failed' {
    return runState(this.run);
  }
  /** Instances that were cleared, or kept, and that the run does not reach any more. */
  get removed(): readonly string[] {
    return this.unreached(this.memory.forgotten);
  }
  get result(): Loose {
    return valueOf(this.run, this.plan.root.result, this.run.root);
  }

  private rest(): void {
    do {
      this.run = unfold(this.plan, this.memory);
      this.stopIfCancelled();
    } while (handOutHeld(this.run));
    this.stopUnreached();
    if (!this.finished) return;
    for (const path of this.unreached(this.memory.ends)) {
      this.memory.ends.delete(path);
      this.memory.forgotten.add(path);
    }
  }

  private reopen(): void {
    this.finishIsTold = false;
    this.foldAgain();
  }

  private foldAgain(): void {
    const { ends, open, begun, decided, cancelled } = this.memory;
    decided.clear();
    begun.clear();
    const ran = [...ends].filter(([, { state }]) => state === 'success' || state === 'failed');
    if (cancelled) for (const [path] of [...ran, ...open]) begun.add(path);
    this.rest();
  }

  private end(path: string, state: FinalState, output: Json | undefined): void {
    this.memory.ends.set(path, { state, ...(output === undefined ? {} : { output }) });
    // What the run no longer reaches has no say in it.
    const counts = this.run.states.has(path) && this.plan.settings.failFast;
    if (state === 'failed' && counts) this.memory.cancelled = true;
  }

  /** Nobody waits any more for what is in flight where the run no longer comes. */
  private stopUnreached(): void {
    if (!ended(this.run, this.run.root)) return;
    for (const path of this.unreached(this.memory.open)) {
      const open = this.memory.open.get(path);
      if (open?.dropped === false) this.memory.open.set(path, { ...open, stopped: true });
    }
  }

  private unreached(among: ReadonlyMap<string, unknown> | ReadonlySet<string>): readonly string[] {
    const there = new Set(startedSpots(this.run).map(({ path }) => path));
    return [...among.keys()].filter((path) => !there.has(path));
  }

  /** Teardowns are not told to stop: they are what a cancel waits for. */
  private stopIfCancelled(): void {
    if (!this.memory.cancelled) return;
    for (const { path, place } of startedSpots(this.run)) {
      const open = this.memory.open.get(path);
      if (open === undefined || open.dropped || isTeardown(this.run, place)) continue;
      this.memory.open.set(path, { ...open, stopped: true });
    }
  }
}
