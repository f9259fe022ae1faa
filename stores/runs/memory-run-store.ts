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
import type { ControlRecord, ReopenedRun } from './run-control.ts';
import { noSuchRun } from './run-error.ts';
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
  readonly #runs = new Map<string, RunRow>();
  readonly #tables = new Map<string, MemoryInstanceTable>();
  /** Which execution opened a run last, by run. */
  readonly #reopened = new Map<string, string>();
  readonly #lifetimes = new MemoryLifetimes(
    ({ dagId, runId }) => this.#runs.get(runKey(dagId, runId))?.endedAt,
  );
  readonly #beside: MemoryNeighbours;
  #lastCreated = 0;

  constructor(beside?: MemoryNeighbours) {
    this.#beside = beside ?? {
      events: new MemoryEventStore(),
      outbox: new MemoryOutboxStore(),
      audit: new MemoryAuditStore(),
      cache: new MemoryOutputCache(),
    };
  }

  async createRun(run: NewRun): Promise<{ readonly created: boolean; readonly run: RunRow }> {
    const key = runKey(run.dagId, run.runId);
    const known = this.#runs.get(key);
    if (known !== undefined) return { created: false, run: copyRun(known) };
    // Never twice the same instant, so that paging by creation time skips nothing.
    this.#lastCreated = Math.max(Date.now(), this.#lastCreated + 1);
    const createdAt = new Date(this.#lastCreated);
    const startedAt = run.state === 'running' ? createdAt : null;
    const row: RunRow = {
      ...run,
      params: jsonCopy(run.params),
      build: run.build ?? null,
      parent: run.parent ?? null,
      events: jsonCopy(run.events ?? {}),
      paused: false,
      ...{ generation: 1, createdAt, startedAt, endedAt: null, result: null, note: null },
    };
    this.#runs.set(key, row);
    return { created: true, run: copyRun(row) };
  }

  async getRun(dagId: string, runId: string): Promise<RunRow | undefined> {
    const row = this.#runs.get(runKey(dagId, runId));
    return row && copyRun(row);
  }

  async listRuns(filter: RunFilter): Promise<readonly RunRow[]> {
    const { dagId, state, before, logicalDate, limit = 100 } = filter;
    const date = logicalDate?.getTime();
    return [...this.#runs.values()]
      .filter((row) => dagId === undefined || row.dagId === dagId)
      .filter((row) => state === undefined || row.state === state)
      .filter((row) => before === undefined || row.createdAt < before)
      .filter((row) => date === undefined || row.logicalDate.getTime() === date)
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
      .slice(0, limit)
      .map(copyRun);
  }

  async listChildren(dagId: string, runId: string): Promise<readonly RunRow[]> {
    return [...this.#runs.values()]
      .filter(({ parent }) => parent?.dagId === dagId && parent.runId === runId)
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
      .map(copyRun);
  }

  async setRunState(
    dagId: string,
    runId: string,
    state: 'queued' | 'running',
    at: Date,
  ): Promise<void> {
    const row = this.#existing(dagId, runId);
    if (state !== 'running' || row.state !== 'queued') return;
    this.#runs.set(runKey(dagId, runId), { ...row, state, startedAt: row.startedAt ?? at });
  }

  async tryStart(dagId: string, runId: string, maxActiveRuns: number): Promise<boolean> {
    const row = this.#existing(dagId, runId);
    if (row.state !== 'queued') return row.state === 'running';
    const others = [...this.#runs.values()].filter((run) => run.dagId === dagId && run !== row);
    const running = others.filter((run) => run.state === 'running').length;
    const earlier = others.some((run) => run.state === 'queued' && isEarlier(run, row));
    if (running >= maxActiveRuns || earlier) return false;
    await this.setRunState(dagId, runId, 'running', new Date());
    return true;
  }

  async setPaused(dagId: string, runId: string, paused: boolean): Promise<void> {
    this.#runs.set(runKey(dagId, runId), { ...this.#existing(dagId, runId), paused });
  }

  async finishRun({ dagId, runId, ...end }: FinishedRun): Promise<void> {
    const row = this.#existing(dagId, runId);
    const table = this.#table({ dagId, runId });
    const { generation = row.generation } = end;
    table.recordTransitions(end.instances, generation);
    table.loseAttempts(end.endedAt, generation);
    // A run that was opened again since is not ended by its older generation.
    const isOpen = row.state === 'queued' || row.state === 'running';
    if (!isOpen || row.generation > generation) return;
    const { state, endedAt, note = null } = end;
    const result = jsonCopy(end.result);
    this.#runs.set(runKey(dagId, runId), { ...row, state, endedAt, result, note });
    this.#send(end);
  }

  async reopen(
    dagId: string,
    runId: string,
    execution: string,
    { lost = false }: ReopenOptions = {},
  ): Promise<ReopenedRun | undefined> {
    const key = runKey(dagId, runId);
    const row = this.#runs.get(key);
    if (row === undefined) return undefined;
    const isClosed = row.state === 'success' || row.state === 'failed';
    if (isClosed || (lost && this.#reopened.get(key) !== execution)) {
      const anew = { state: 'running', endedAt: null, result: null, note: null } as const;
      const [generation, paused] = [row.generation + 1, row.paused && lost];
      this.#runs.set(key, { ...row, ...anew, generation, paused });
      this.#reopened.set(key, execution);
    }
    if (this.#reopened.get(key) !== execution) return undefined;
    const run = copyRun(this.#existing(dagId, runId));
    return { run, kept: this.#table({ dagId, runId }).kept() };
  }

  async recordControl(control: ControlRecord): Promise<void> {
    const { dagId, runId, at, paused } = control;
    const row = this.#existing(dagId, runId);
    if (!this.#beside.audit.add(auditEntryOf(control))) return;
    const generation = Math.max(row.generation, control.generation);
    const pause = paused === undefined ? {} : { paused };
    this.#runs.set(runKey(dagId, runId), { ...row, ...pause, generation });
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
    const newest = this.#runs.get(runKey(dagId, runId))?.generation ?? 1;
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
    return [...this.#runs.values()]
      .filter(({ endedAt }) => endedAt !== null && endedAt < endedBefore)
      .sort((a, b) => (a.endedAt?.getTime() ?? 0) - (b.endedAt?.getTime() ?? 0))
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

  #table({ dagId, runId }: Pick<InstanceKey, 'dagId' | 'runId'>): MemoryInstanceTable {
    const key = runKey(dagId, runId);
    const table = this.#tables.get(key) ?? new MemoryInstanceTable();
    this.#tables.set(key, table);
    return table;
  }

  #existing(dagId: string, runId: string): RunRow {
    const row = this.#runs.get(runKey(dagId, runId));
    if (row === undefined) throw noSuchRun(dagId, runId);
    return row;
  }
}

/** Queued runs take their turns by logical date; runs of one date by id, so that one is first. */
function isEarlier(a: RunRow, b: RunRow): boolean {
  const apart = a.logicalDate.getTime() - b.logicalDate.getTime();
  return apart < 0 || (apart === 0 && a.runId < b.runId);
}

function runKey(dagId: string, runId: string): string {
  return JSON.stringify([dagId, runId]);
}

function copyRun(row: RunRow): RunRow {
  return { ...row, params: jsonCopy(row.params), result: jsonCopy(row.result) };
}
