import type { Json } from '../../../dsl/plan/json.ts';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import type { RunCommand } from '../command.ts';
import { createRun, type DagRunReducer, type RunOptions, type RunStep } from '../create-run.ts';
import type { ControlEvent, RunEvent } from '../event.ts';
import type { Loose } from '../expression/loose.ts';
import { applyOperator } from '../expression/operators.ts';
import { stepInto } from '../expression/step-into.ts';
import type { InstancePath } from '../instance-path.ts';
import type { Kept } from '../kept.ts';
import { shardKey, type ShardLimits } from './shard.ts';

/** How a started instance ends, by its path. */
export type Outcome = (path: InstancePath) => {
  readonly state: 'success' | 'failed' | 'skipped';
  readonly value?: Json;
};

interface Execution {
  readonly key: InstancePath;
  verbsDone: number;
  readonly reducer: DagRunReducer;
  readonly shard: number;
  readonly map: InstancePath;
}

/** A run with all its shards in one process, for tests: what a driver does, without one. */
export class CutRun {
  readonly root: DagRunReducer;
  /** Every reducer that is open, the run's own under ''. */
  readonly executions = new Map<InstancePath, Execution>();
  /** What is in flight, and who waits for it. */
  readonly open = new Map<InstancePath, InstancePath>();
  readonly inputs = new Map<InstancePath, Loose>();
  readonly states = new Map<InstancePath, string>();
  readonly started: string[] = [];
  /** What each shard that was started has of the run's `maxActiveTasks`. */
  readonly shares = new Map<InstancePath, number | undefined>();
  /** Clears and marks on their way to shards: with `isSlow` they wait until somebody delivers them. */
  readonly passed: { readonly to: Execution; readonly verb: RunEvent }[] = [];
  isSlow = false;
  mostShards = 0;
  finish: Extract<RunCommand, { type: 'finish' }> | undefined;
  private readonly options: RunOptions;
  private readonly outcome: Outcome;
  private readonly blobs = new Map<string, Loose>();
  private readonly outputs = new Map<InstancePath, Json>();
  /** What each shard left, as a database would have it. */
  private readonly left = new Map<InstancePath, readonly Kept[]>();

  constructor(plan: CompiledPlan, outcome: Outcome, shards?: ShardLimits) {
    const time = '2026-01-01T00:00:00.000Z';
    const dataInterval = { start: time, end: time };
    const facts = { dagId: 'demo', runId: 'r', runType: 'manual', isLatest: true } as const;
    const run = { ...facts, logicalDate: time, dataInterval };
    this.options = { plan, run, params: {}, events: {}, ...(shards && { shards }) };
    this.outcome = outcome;
    this.root = createRun(this.options);
    this.executions.set('', { key: '', verbsDone: 0, reducer: this.root, shard: 0, map: '' });
    this.apply('', { type: 'start' });
  }

  /** Lets everything in flight end, the one that `pick` says next, until the run is done. */
  play(pick: (limit: number) => number): this {
    for (let left = 20_000; this.open.size > 0; left -= 1) {
      if (left === 0) throw new Error('The run does not come to an end.');
      this.report([...this.open.keys()][pick(this.open.size)] ?? '');
    }
    if (!this.root.done) throw new Error('Nothing is in flight, and the run has not finished.');
    return this;
  }

  /** One that comes when the shard has ended is lost. */
  deliver(): void {
    const next = this.passed.shift();
    if (next === undefined || this.executions.get(next.to.key) !== next.to) return;
    next.to.verbsDone += 1;
    this.apply(next.to.key, next.verb);
  }

  control(event: ControlEvent): this {
    this.apply('', event);
    return this;
  }

  report(path: InstancePath): void {
    const owner = this.open.get(path);
    if (owner === undefined) throw new Error(`"${path}" is not in flight.`);
    this.open.delete(path);
    const { state, value = null } = this.outcome(path);
    if (state === 'success') {
      this.outputs.set(path, value);
      this.apply(owner, { type: 'succeeded', path, output: { kind: 'inline', value } });
    } else if (state === 'skipped') this.apply(owner, { type: 'skipped', path, reason: 'So.' });
    else this.apply(owner, { type: 'failed', path, error: { type: 'TaskFailed', message: 'No.' } });
  }

  valueOf(bound: BoundExpression): Loose {
    switch (bound.kind) {
      case 'literal':
        return bound.value;
      case 'blob':
        return stepInto(this.blobs.get(bound.blob.sha256), bound.path);
      case 'instance':
        return stepInto(this.outputs.get(bound.instance), bound.path);
      case 'list':
        return bound.items.map((each) => this.valueOf(each));
      case 'object':
        return Object.fromEntries(
          Object.entries(bound.fields).map(([key, field]) => [key, this.valueOf(field)]),
        );
      case 'call': {
        const args = bound.args.map((each) => this.valueOf(each));
        return stepInto(applyOperator(bound.operator, args), bound.path);
      }
      default:
        return undefined;
    }
  }

  private apply(owner: InstancePath, ...events: RunEvent[]): void {
    const execution = this.executions.get(owner);
    if (execution === undefined) throw new Error(`Nobody runs "${owner}".`);
    this.carryOut(execution, execution.reducer.apply(events));
  }

  private carryOut(execution: Execution, step: RunStep): void {
    for (const { path, state } of step.transitions) this.states.set(path, state);
    for (const command of step.commands) this.obey(execution, command);
  }

  private obey(execution: Execution, command: RunCommand): void {
    switch (command.type) {
      case 'schedule':
        this.open.set(command.path, execution.key);
        this.inputs.set(command.path, this.valueOf(command.input));
        this.started.push(command.path);
        return;
      case 'startShard':
        this.startShard(command);
        return;
      case 'tellShard':
        this.apply(command.path, command.event);
        return;
      case 'passVerb':
        this.passVerb(command);
        return;
      case 'stop':
        this.stop(command.path, command.reason);
        return;
      case 'finish':
        if (execution.key === '') this.finish = command;
        else this.endShard(execution, command);
    }
  }

  private passVerb({ path, verb, serial }: Extract<RunCommand, { type: 'passVerb' }>): void {
    const to = this.executions.get(path);
    if (to === undefined) throw new Error(`No shard "${path}" is in flight.`);
    const before = to.verbsDone + this.passed.filter((each) => each.to === to).length;
    if (serial !== before) throw new Error(`Shard "${path}" gets verb ${serial} out of its turn.`);
    this.passed.push({ to, verb });
    if (!this.isSlow) this.deliver();
  }

  private startShard(command: Extract<RunCommand, { type: 'startShard' }>): void {
    const { path: map, shard, verbs } = command;
    const key = shardKey(map, shard);
    const kept = this.left.get(key) ?? [];
    const reducer = createRun({ ...this.options, focus: command, kept });
    this.executions.set(key, { key, verbsDone: 0, reducer, shard, map });
    this.shares.set(key, command.slots);
    this.mostShards = Math.max(this.mostShards, this.executions.size - 1);
    this.started.push(`shard ${key}`);
    this.apply(key, ...verbs, { type: 'start' });
  }

  private endShard(
    { key, verbsDone, reducer, shard, map }: Execution,
    finish: Extract<RunCommand, { type: 'finish' }>,
  ): void {
    this.executions.delete(key);
    this.left.set(key, reducer.kept());
    const sha256 = `${key} ${this.blobs.size}`;
    const list = this.valueOf(finish.result);
    this.blobs.set(sha256, Array.isArray(list) ? list.map((each: Loose) => each ?? null) : null);
    const tally = finish.tally;
    if (tally === undefined) throw new Error('A shard ends with a tally.');
    const results = { sha256, size: 1 };
    const end = { shard, tally, counts: reducer.counts(), results, errors: [], verbsDone };
    const owner = [...this.executions.keys()]
      .filter((each) => isWithin(this.executions.get(each)?.reducer, map))
      .at(-1);
    this.apply(owner ?? '', { type: 'shardEnded', path: map, end });
  }

  private stop(path: InstancePath, reason: string): void {
    if (this.executions.has(path)) this.apply(path, { type: 'cancel', reason });
  }
}

/** The execution whose own map it is: the innermost that has it in its snapshot. */
function isWithin(reducer: DagRunReducer | undefined, map: InstancePath): boolean {
  return reducer?.snapshot().some(({ path }) => path === map) ?? false;
}
