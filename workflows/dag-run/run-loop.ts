import { condition, patched, workflowInfo } from '@temporalio/workflow';
import { boundSize } from '../run/expression/json-size.ts';
import type { RunCommand } from '../run/command.ts';
import type { RunEvent } from '../run/event.ts';
import type { DagRunReducer, RunStep } from '../run/index.ts';
import type { Delivery } from '../protocol/control.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import type { RunFacts } from '../protocol/run-input.ts';
import type { ShardInput } from '../protocol/shard-input.ts';
import type { ControlDesk } from './control-desk.ts';
import { Flights, type Begun } from './flights.ts';
import { Mailbox } from './mailbox.ts';
import { Shards } from './shards.ts';
import { takesSlot, type Schedule } from './start-node.ts';
import { transitionSink } from './transition-sink.ts';

/**
 * Drives one reducer.
 *
 * L1 One `condition()` in the whole driver, over an inbox that promises only ever push to.
 * L2 All instances that are ready go out in one workflow task, in the reducer's order.
 * L3 At most `MAX_IN_FLIGHT` activities and children are pending; the rest wait here, first come
 *    first served.
 * L4 A cancel of the workflow becomes an event; the loop itself is never cancelled from outside.
 * L5 An execution ends, to go on as a new one, only while nothing is in flight: what is in flight
 *    at that moment would be lost without a word.
 */
const MAX_IN_FLIGHT = 500;
/** Temporal refuses more than 4 MB in one batch; what is left over starts at the next wake. */
const BATCH_BYTES = 1024 * 1024;
/** From here on nothing more starts, so that the run can go on in a new execution. */
const DRAIN_AT_EVENTS = 8_000;
/**
 * Temporal suggests a new execution from 4 MB on; after a large plan the execution begins with as
 * much, and a new one would read it again.
 */
const SUGGESTED_BYTES = 3_000_000;
const BYTES_OF_ITS_OWN = 'suggested-by-bytes-of-its-own';
/** Temporal ends a run at 51,200 events without a word to it; we end it before, with one. */
const MOST_EVENTS = 45_000;

type Finish = Extract<RunCommand, { type: 'finish' }>;

/** Why a run is to stop before its end. */
export interface StopOrder {
  readonly reason: string;
  /** Temporal's own cancel: the workflow then closes as cancelled. */
  readonly byTemporal: boolean;
}

export type LoopEnd =
  | { readonly kind: 'finished'; readonly finish: Finish; readonly stop: StopOrder | null }
  /** Nothing is in flight, and the execution has grown long. */
  | { readonly kind: 'longEnough' };

export interface LoopOptions {
  readonly reducer: DagRunReducer;
  readonly run: RunFacts;
  readonly planHash: string;
  readonly revision: number;
  readonly generation: number;
  readonly paused: boolean;
  readonly desk: ControlDesk;
  /** Takes one request from the desk. */
  readonly handle: (loop: RunLoop) => void;
  readonly begun: { readonly [path: string]: Begun };
  readonly checkpoints: readonly string[];
  readonly drainAtEvents?: number;
  /** Most activities and children pending at once. */
  readonly window?: number;
  /** What shards of this run's maps start from; they have none themselves. */
  readonly shardBase?: Pick<ShardInput, 'run'> & { readonly again: boolean };
}

export class RunLoop {
  readonly mailbox = new Mailbox();
  readonly flights: Flights;
  readonly shards: Shards;
  /** Cleared with their checkpoints kept, and not started since. */
  readonly checkpoints: Set<string>;
  generation: number;
  paused: boolean;
  stopped: StopOrder | null = null;
  private readonly options: LoopOptions;
  private readonly inbox: RunEvent[] = [{ type: 'start' }];
  private readonly tasks: Schedule[] = [];
  private readonly waits: Schedule[] = [];
  private readonly begun: Map<string, Begun>;
  private readonly bytesBefore = workflowInfo().historySize;
  private finish: Finish | undefined;
  private draining = false;
  private fault: { readonly failure: unknown } | undefined;

  constructor(options: LoopOptions) {
    this.options = options;
    this.generation = options.generation;
    this.paused = options.paused;
    this.checkpoints = new Set(options.checkpoints);
    this.begun = new Map(Object.entries(options.begun));
    this.flights = new Flights((event) => this.push(event));
    this.shards = new Shards(
      (event) => this.push(event),
      (failure) => (this.fault ??= { failure }),
    );
  }

  /** Something has come that the reducer has not seen. */
  get hasNews(): boolean {
    return this.inbox.length > 0 || this.options.desk.hasRequests;
  }

  push(event: RunEvent): void {
    this.inbox.push(event);
  }

  /** Begins with verbs that came before, so that nothing starts that they are about. */
  begin(verbs: readonly RunEvent[]): void {
    this.inbox.push(...verbs);
  }

  stop(order: StopOrder): void {
    if (this.stopped !== null) return;
    this.stopped = order;
    this.inbox.push({ type: 'cancel', reason: order.reason });
  }

  /** An event for an instance that waits for one; nobody waits any more for one that comes twice. */
  deliver(delivery: Delivery): void {
    const { path, eventId, payload } = delivery;
    const waiter = this.mailbox.waiter(path);
    if (waiter !== undefined) waiter.take({ kind: 'event', eventId, payload });
    else this.shards.tellAll({ kind: 'deliver', delivery });
  }

  /** Gives the reducer an event now and does as it says; for requests, which are answered at once. */
  apply(event: RunEvent): RunStep {
    const step = this.options.reducer.apply([...this.inbox.splice(0), event]);
    this.carryOut(step);
    return step;
  }

  async untilEnd(onWake: () => void): Promise<LoopEnd> {
    for (;;) {
      await condition(() => this.hasNews || this.isAtRest || this.fault !== undefined);
      if (this.fault !== undefined) throw this.fault.failure;
      if (this.hasNews) {
        this.wake();
        onWake();
      }
      if (this.hasNews || !this.isAtRest) continue;
      if (this.finish === undefined) return { kind: 'longEnough' };
      // A cancel that came with the last report came too late.
      const stop = this.finish.state === 'success' ? null : this.stopped;
      return { kind: 'finished', finish: this.finish, stop };
    }
  }

  private get isAtRest(): boolean {
    return (this.finish !== undefined || this.isDrained) && this.options.desk.isIdle;
  }

  private get isDrained(): boolean {
    return this.draining && this.isEmpty && this.stopped === null;
  }

  private get isEmpty(): boolean {
    return this.flights.size === 0 && this.shards.size === 0;
  }

  private wake(): void {
    if (this.inbox.length > 0) this.carryOut(this.options.reducer.apply(this.inbox.splice(0)));
    this.minTheHistory();
    this.startReady();
    if (!this.options.desk.hasRequests) return;
    while (this.options.desk.hasRequests) this.options.handle(this);
    this.startReady();
  }

  private carryOut({ commands, transitions }: RunStep): void {
    if (transitions.length > 0) {
      const { dagId, runId } = this.options.run;
      transitionSink.transitions(dagId, runId, transitions, this.generation);
    }
    for (const command of commands) {
      this.carryOutOne(command);
    }
    if (!this.options.reducer.done) this.finish = undefined;
  }

  private carryOutOne(command: RunCommand): void {
    switch (command.type) {
      case 'schedule':
        (takesSlot(command) ? this.tasks : this.waits).push(command);
        break;
      case 'startShard':
        this.startShard(command);
        break;
      case 'tellShard':
        this.shards.tell(command.path, { kind: command.event.type });
        break;
      case 'passVerb':
        this.passVerb(command);
        break;
      case 'stop':
        this.stopOne(command.path, command.reason);
        break;
      case 'finish':
        this.finish = command;
        break;
    }
  }

  private startShard(command: Extract<RunCommand, { type: 'startShard' }>): void {
    const { shardBase } = this.options;
    if (shardBase === undefined) throw new Error('A shard has no shards of its own.');
    const { generation, paused } = this;
    const again = shardBase.again || generation > this.options.generation;
    this.shards.start(command, { ...shardBase, generation, paused, again });
  }

  private passVerb({ path, verb, serial }: Extract<RunCommand, { type: 'passVerb' }>): void {
    this.shards.tell(path, { kind: 'verb', verb, serial, generation: this.generation });
  }

  private minTheHistory(): void {
    const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
    if (historyLength > MOST_EVENTS) {
      const reason = `The run needs more than ${MOST_EVENTS} history events at once; split it into several.`;
      this.stop({ reason, byTemporal: false });
    }
    if (this.draining || this.finish !== undefined) return;
    const isLong = historyLength >= (this.options.drainAtEvents ?? DRAIN_AT_EVENTS);
    if (!isLong && !(continueAsNewSuggested && this.isEmpty)) return;
    const ownBytes = historySize - this.bytesBefore;
    if (!isLong && ownBytes < SUGGESTED_BYTES && patched(BYTES_OF_ITS_OWN)) return;
    this.draining = true;
    this.flights.drain();
  }

  private startReady(): void {
    // Teardowns of a run that is stopped have to start, long as it may be.
    if (this.paused || (this.draining && this.stopped === null)) return;
    for (const command of this.waits.splice(0)) this.start(command);
    let bytes = 0;
    while (
      this.flights.slotsTaken < (this.options.window ?? MAX_IN_FLIGHT) &&
      bytes < BATCH_BYTES
    ) {
      const command = this.tasks.shift();
      if (command === undefined) return;
      bytes += boundSize(command.input);
      this.start(command);
    }
  }

  private start(command: Schedule): void {
    const { path } = command;
    const { run, planHash, revision } = this.options;
    const begun = this.begunOf(command);
    this.flights.start(command, begun, {
      ...{ run, planHash, revision },
      generation: command.node.kind === 'sensor' ? this.generation : begun.generation,
      keepCheckpoint: this.checkpoints.delete(path),
      begun: begun.at,
      mailbox: this.mailbox,
      wait: (state, reason) => this.inbox.push({ type: 'waiting', path, state, reason }),
    });
  }

  /** One that was interrupted goes on where it was; only the first start in an execution may. */
  private begunOf({ path }: Schedule): Begun {
    const before = this.begun.get(path);
    this.begun.delete(path);
    return before ?? { at: Date.now(), generation: this.generation };
  }

  /** Handed out, and not begun in this execution or about to begin in the next one. */
  isHeldBack(path: string): boolean {
    const isQueued = [...this.tasks, ...this.waits].some((command) => command.path === path);
    return isQueued || this.flights.wasInterrupted(path);
  }

  private stopOne(path: string, reason: string): void {
    if (this.flights.stop(path) || this.shards.stop(path)) return;
    if (this.flights.forget(path)) this.cancelled(path, reason);
    for (const queue of [this.tasks, this.waits]) {
      const index = queue.findIndex((command) => command.path === path);
      if (index < 0) continue;
      queue.splice(index, 1);
      this.cancelled(path, reason);
    }
  }

  private cancelled(path: string, message: string): void {
    this.inbox.push({ type: 'failed', path, error: { type: FAILURE_TYPES.cancelled, message } });
  }
}
