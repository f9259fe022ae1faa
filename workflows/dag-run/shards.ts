import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  startChild,
  workflowInfo,
  WorkflowIdReusePolicy,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import { attributesOf } from '../protocol/run-attributes.ts';
import { ENGINE_ACTIVITY, SHARD_SIGNAL, SHARD_WORKFLOW } from '../protocol/names.ts';
import type { ShardInput, ShardMessage, ShardStart } from '../protocol/shard-input.ts';
import type { RunCommand } from '../run/command.ts';
import type { RunEvent, ShardEnd } from '../run/event.ts';
import { engineActivities } from './engine-activities.ts';
import { TRAVELS_CHARS } from './load-text.ts';

type StartShard = Extract<RunCommand, { type: 'startShard' }>;

interface ShardFlight {
  readonly scope: CancellationScope;
  handle: ChildWorkflowHandle<Workflow> | undefined;
  /** What came before it had started. */
  readonly early: ShardMessage[];
  /** All clears and marks of this flight: an execution that takes over from another gets them too. */
  readonly verbs: ShardMessage[];
}

/** A shard is started again after an end that was not its own, such as a termination. */
const MOST_STARTS = 3;

/**
 * The parts of large maps that run in executions of their own.
 *
 * S1 A shard's workflow id follows from the run, the map's path and its number: one at a time.
 * S2 Whatever happens to a shard's execution, the run hears exactly one end of it.
 * S3 A verb that was passed on is in the shard's history, or the shard's end does not count it.
 */
export class Shards {
  private readonly flights = new Map<string, ShardFlight>();
  private readonly push: (event: RunEvent) => void;
  private readonly fail: (failure: unknown) => void;
  private readonly sending = new Set<Promise<void>>();
  /** A few lines of what failed in them, for the run's end. */
  readonly errors: string[] = [];
  /** True once a map of the run has been cut. */
  any = false;

  constructor(push: (event: RunEvent) => void, fail: (failure: unknown) => void) {
    this.push = push;
    this.fail = fail;
  }

  get size(): number {
    return this.flights.size;
  }

  start(command: StartShard, base: Omit<ShardInput, 'focus' | 'shard' | 'verbs'>): void {
    this.any = true;
    const { path, shard, verbs } = command;
    const key = `${path}/${shard}`;
    const scope = new CancellationScope({ cancellable: true });
    const flight: ShardFlight = { scope, handle: undefined, early: [], verbs: [] };
    this.flights.set(key, flight);
    const again = base.again || verbs.length > 0;
    const input: ShardInput = { ...base, again, shard, verbs, focus: focusOf(command) };
    scope
      .run(() => this.untilEnd(flight, key, input))
      .then(
        (end) => {
          this.flights.delete(key);
          this.errors.push(...end.errors);
          this.push({ type: 'shardEnded', path, end });
        },
        (failure: unknown) => this.fail(failure),
      );
  }

  /** @returns false when no such shard is in flight. */
  stop(key: string): boolean {
    const flight = this.flights.get(key);
    flight?.scope.cancel();
    return flight !== undefined;
  }

  tell(key: string, message: ShardMessage): void {
    const flight = this.flights.get(key);
    if (flight === undefined) return;
    if (message.kind === 'verb') flight.verbs.push(message);
    if (flight.handle === undefined) flight.early.push(message);
    else this.send(flight.handle, message);
  }

  /** When the verbs on their way have reached their shards; undefined when there are none. */
  get delivered(): Promise<unknown> | undefined {
    return this.sending.size === 0 ? undefined : Promise.all(this.sending);
  }

  tellAll(message: ShardMessage): void {
    for (const key of this.flights.keys()) this.tell(key, message);
  }

  private async untilEnd(flight: ShardFlight, key: string, input: ShardInput): Promise<ShardEnd> {
    for (let starts = 1; ; starts += 1) {
      try {
        const again = input.again || starts > 1;
        flight.handle = await startShardWorkflow(key, { ...input, again });
        for (const message of flight.early.splice(0)) this.send(flight.handle, message);
        // The shard's workflow returns this, also when it was cancelled.
        return (await flight.handle.result()) as ShardEnd;
      } catch (failure) {
        if (starts >= MOST_STARTS) throw failure;
        flight.handle = undefined;
        flight.early.splice(0, Infinity, ...flight.verbs);
      }
    }
  }

  /** A message to a shard that has just ended is for nobody. */
  private send(handle: ChildWorkflowHandle<Workflow>, message: ShardMessage): void {
    // Outside of the shard's scope: stopping it stops no message.
    const sent = CancellationScope.nonCancellable(() => handle.signal(SHARD_SIGNAL, message)).catch(
      () => undefined,
    );
    if (message.kind !== 'verb') return;
    this.sending.add(sent);
    void sent.then(() => this.sending.delete(sent));
  }
}

function focusOf(command: StartShard): ShardInput['focus'] {
  const { path, from, to, items, outside, states, off, slots } = command;
  const share = slots === undefined ? {} : { slots };
  return { path, from, to, items, outside, states, off, ...share };
}

async function startShardWorkflow(
  key: string,
  input: ShardInput,
): Promise<ChildWorkflowHandle<Workflow>> {
  const { run } = input.run;
  const start = await CancellationScope.nonCancellable(() => travelling(input));
  return startChild(SHARD_WORKFLOW, {
    workflowId: `${workflowInfo().workflowId}/${key}`,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    args: [start],
    parentClosePolicy: ParentClosePolicy.TERMINATE,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    typedSearchAttributes: attributesOf(run),
    staticSummary: `${run.dagId}: items ${input.focus.from} to ${input.focus.to - 1} of ${input.focus.path}`,
  });
}

async function travelling(input: ShardInput): Promise<ShardStart> {
  if (JSON.stringify(input).length <= TRAVELS_CHARS) return { kind: 'inline', input };
  const blob = await engineActivities[ENGINE_ACTIVITY.storeInput](input);
  return { kind: 'blob', blob };
}
