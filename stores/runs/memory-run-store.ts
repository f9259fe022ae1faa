import { MemoryAuditStore } from '../audit/memory-audit-store.ts';
import { MemoryOutputCache } from '../cache/memory-output-cache.ts';
import { MemoryEventStore } from '../events/memory-event-store.ts';
import { jsonCopy } from '../json-copy.ts';
import { MemoryOutboxStore } from '../outbox/memory-outbox-store.ts';
import { auditEntryOf } from './control-audit.ts';
import { valueKeyOf } from './output-object.ts';
import { pageOf } from './instance-page.ts';
import { MemoryInstanceTable } from './memory-instance-table.ts';
import { MemoryLifetimes } from './memory-lifetimes.ts';
import { MemoryRunTable, runKeyText, type RunKey } from './memory-run-table.ts';
import type { ControlRecord, ReopenedRun } from './run-control.ts';
import type {
  AttemptRow,
  CheckpointPointer,
  Claim,
  ClaimAnswer,
  Completion,
  FailedAttempt,
  Fence,
  FinishedRun,
  InstanceKey,
  InstancePage,
  InstanceRow,
  NewRun,
  OldCheckpoint,
  Outgoing,
  ReopenOptions,
  RunFilter,
  RunRow,
  RunStore,
  TransitionRow,
} from './run-store.ts';

/** The stores that a write of runs also writes to. */
export interface MemoryNeighbours {
  readonly events: MemoryEventStore;
  readonly outbox: MemoryOutboxStore;
  readonly audit: MemoryAuditStore;
  readonly cache: MemoryOutputCache;
}

/** Runs of one process, for `dag.test()` and unit tests. One thread: each method is a transaction. */
export class MemoryRunStore implements RunStore {
  readonly #runs = new MemoryRunTable();
  readonly #tables = new Map<string, MemoryInstanceTable>();
  readonly #lifetimes = new MemoryLifetimes((run) => this.#runs.get(run)?.endedAt);
  readonly #beside: MemoryNeighbours;

  constructor(beside?: MemoryNeighbours) {
    this.#beside = beside ?? {
      events: new MemoryEventStore(),
      outbox: new MemoryOutboxStore(),
      audit: new MemoryAuditStore(),
      cache: new MemoryOutputCache(),
    };
  }

  async createRun(run: NewRun): Promise<{ readonly created: boolean; readonly run: RunRow }> {
    return this.#runs.create(run);
  }

  async getRun(dagId: string, runId: string): Promise<RunRow | undefined> {
    return this.#runs.get({ dagId, runId });
  }

  async listRuns(filter: RunFilter): Promise<readonly RunRow[]> {
    return this.#runs.list(filter);
  }

  async listChildren(dagId: string, runId: string): Promise<readonly RunRow[]> {
    return this.#runs.childrenOf({ dagId, runId });
  }

  async setRunState(
    dagId: string,
    runId: string,
    state: 'queued' | 'running',
    at: Date,
  ): Promise<void> {
    this.#runs.setState({ dagId, runId }, state, at);
  }

  async tryStart(dagId: string, runId: string, maxActiveRuns: number): Promise<boolean> {
    return this.#runs.tryStart({ dagId, runId }, maxActiveRuns);
  }

  async setPaused(dagId: string, runId: string, paused: boolean): Promise<void> {
    this.#runs.change({ dagId, runId }, { paused });
  }

  async finishRun({ dagId, runId, ...end }: FinishedRun): Promise<void> {
    const row = this.#runs.existing({ dagId, runId });
    const table = this.#table({ dagId, runId });
    const { generation = row.generation } = end;
    table.recordTransitions(end.instances, generation);
    table.loseAttempts(end.endedAt, generation);
    // A run that was opened again since is not ended by its older generation.
    const isOpen = row.state === 'queued' || row.state === 'running';
    if (!isOpen || row.generation > generation) return;
    const { state, endedAt, note = null } = end;
    const result = jsonCopy(end.result);
    this.#runs.change({ dagId, runId }, { state, endedAt, result, note });
    this.#send(end);
  }

  async reopen(
    dagId: string,
    runId: string,
    execution: string,
    { lost = false }: ReopenOptions = {},
  ): Promise<ReopenedRun | undefined> {
    const run = this.#runs.reopen({ dagId, runId }, execution, lost);
    if (run === undefined) return undefined;
    return { run, kept: this.#table({ dagId, runId }).kept() };
  }

  async recordControl(control: ControlRecord): Promise<void> {
    const { dagId, runId, at, paused } = control;
    const row = this.#runs.existing({ dagId, runId });
    if (!this.#beside.audit.add(auditEntryOf(control))) return;
    const generation = Math.max(row.generation, control.generation);
    const pause = paused === undefined ? {} : { paused };
    this.#runs.change({ dagId, runId }, { ...pause, generation });
    const table = this.#table({ dagId, runId });
    for (const path of control.reset) table.reset(path, control.generation, at);
    for (const marked of control.marked) table.mark(marked, control.generation, at);
  }

  async claim(key: InstanceKey, claim: Claim): Promise<ClaimAnswer> {
    return this.#table(key).claim(key.path, claim);
  }

  async complete(key: InstanceKey, fence: Fence, completion: Completion): Promise<boolean> {
    const kept = this.#table(key).complete(key.path, fence, completion);
    if (kept) {
      this.#send(completion);
      this.#lifetimes.note(key, completion);
    }
    return kept;
  }

  async recordFailure(key: InstanceKey, fence: Fence, failure: FailedAttempt): Promise<boolean> {
    const kept = this.#table(key).recordFailure(key.path, fence, failure);
    if (kept) this.#send(failure);
    return kept;
  }

  async recordTransitions(
    dagId: string,
    runId: string,
    transitions: readonly TransitionRow[],
    generation?: number,
  ): Promise<void> {
    const newest = this.#runs.get({ dagId, runId })?.generation ?? 1;
    this.#table({ dagId, runId }).recordTransitions(transitions, generation ?? newest);
  }

  async getInstance(key: InstanceKey): Promise<InstanceRow | undefined> {
    return this.#table(key).get(key.path);
  }

  async listInstances(
    dagId: string,
    runId: string,
    page: InstancePage = {},
  ): Promise<readonly InstanceRow[]> {
    return pageOf(this.#table({ dagId, runId }).list(), page);
  }

  async countInstances(
    dagId: string,
    runId: string,
  ): Promise<{ readonly [state: string]: number }> {
    const counts: { [state: string]: number } = {};
    for (const { state } of this.#table({ dagId, runId }).list()) {
      counts[state] = (counts[state] ?? 0) + 1;
    }
    return counts;
  }

  async listAttempts(key: InstanceKey): Promise<readonly AttemptRow[]> {
    return this.#table(key).attempts(key.path);
  }

  async saveCheckpoint(
    key: InstanceKey,
    fence: Fence,
    checkpoint: CheckpointPointer,
  ): Promise<boolean> {
    return this.#table(key).saveCheckpoint(key.path, fence, checkpoint);
  }

  async loadCheckpoint(key: InstanceKey, since?: number): Promise<CheckpointPointer | undefined> {
    return this.#table(key).loadCheckpoint(key.path, since);
  }

  async listOldCheckpoints(endedBefore: Date, limit: number): Promise<readonly OldCheckpoint[]> {
    return this.#runs
      .endedBefore(endedBefore)
      .flatMap(({ dagId, runId }) =>
        this.#table({ dagId, runId })
          .checkpoints()
          .map(({ path, objectKey }) => ({ dagId, runId, path, objectKey })),
      )
      .slice(0, limit);
  }

  async forgetCheckpoint(checkpoint: OldCheckpoint): Promise<void> {
    this.#table(checkpoint).forgetCheckpoint(checkpoint.path, checkpoint.objectKey);
  }

  async listExpired(now: Date, limit: number): Promise<readonly string[]> {
    return this.#lifetimes.expired(now).slice(0, limit);
  }

  async isObjectNeeded(objectKey: string, now: Date): Promise<boolean> {
    const cached = this.#beside.cache.fresh(now).map(({ output }) => valueKeyOf(output));
    return cached.includes(objectKey) || this.#lifetimes.isNeeded(objectKey, now);
  }

  async forgetExpired(objectKey: string, now: Date): Promise<void> {
    this.#lifetimes.forget(objectKey, now);
  }

  #send({ messages = [], events = [] }: Outgoing): void {
    this.#beside.outbox.add(messages);
    for (const event of events) this.#beside.events.keep(event);
  }

  #table(run: RunKey): MemoryInstanceTable {
    const key = runKeyText(run);
    const table = this.#tables.get(key) ?? new MemoryInstanceTable();
    this.#tables.set(key, table);
    return table;
  }
}
