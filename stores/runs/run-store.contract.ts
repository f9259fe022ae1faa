import { describe, expect, it } from 'vitest';
import { describeClaims } from './claim.contract.ts';
import { describeTransitions } from './transition.contract.ts';
import type { NewRun, RunRow, RunStore } from './run-store.ts';

/** What every run store has to keep. `store` gives an open one; tests use ids of their own in it. */
export function describeRunStore(name: string, store: () => RunStore): void {
  describe(`run store: ${name}`, () => {
    describeRuns(store);
    describeLists(store);
    describeTurns(store);
    describeClaims(store);
    describeTransitions(store);
  });
}

let count = 0;
/** A run of a dag that no other test uses. */
export function sampleRun(changes: Partial<NewRun> = {}): NewRun {
  count += 1;
  const day = new Date('2026-11-20T03:00:00.000Z');
  const dagId = changes.dagId ?? `dag-${process.pid}-${Date.now()}-${count}`;
  return {
    dagId,
    runId: `run-${count}`,
    runType: 'manual',
    planHash: 'hash',
    params: { url: 'file:///x', deep: { list: [1, null, 'a\u0000b'] } },
    logicalDate: day,
    dataInterval: { start: new Date('2026-11-19T03:00:00.000Z'), end: day },
    state: 'queued',
    workflowId: `${dagId}/run`,
    ...changes,
  };
}

function describeRuns(store: () => RunStore): void {
  it('creates a run once and gives back what was stored', async () => {
    const run = sampleRun({ build: 'b1' });
    const first = await store().createRun(run);
    expect(first.created).toBe(true);
    expect(first.run).toMatchObject({ ...run, generation: 1, endedAt: null, result: null });
    const second = await store().createRun({ ...run, params: { other: true } });
    expect(second).toEqual({ created: false, run: first.run });
    expect(await store().getRun(run.dagId, run.runId)).toEqual(first.run);
    expect(await store().getRun(run.dagId, 'none')).toBeUndefined();
  });

  it('lets exactly one of many creators create a run', async () => {
    const run = sampleRun();
    const answers = await Promise.all(Array.from({ length: 10 }, () => store().createRun(run)));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  it('moves a run forward only, and ends it once', async () => {
    const run = sampleRun();
    const { dagId, runId } = run;
    await store().createRun(run);
    const started = new Date('2026-11-20T03:00:01.000Z');
    await store().setRunState(dagId, runId, 'running', started);
    await store().setRunState(dagId, runId, 'queued', new Date());
    await store().setRunState(dagId, runId, 'running', new Date());
    expect(await store().getRun(dagId, runId)).toMatchObject({
      state: 'running',
      startedAt: started,
    });
    const endedAt = new Date('2026-11-20T03:10:00.000Z');
    const end = {
      dagId,
      runId,
      state: 'success',
      endedAt,
      result: { a: 1 },
      instances: [],
    } as const;
    await store().finishRun({ ...end, note: 'fine' });
    await store().finishRun({ ...end, state: 'failed', result: null });
    await store().setRunState(dagId, runId, 'running', new Date());
    const expected = { state: 'success', endedAt, result: { a: 1 }, note: 'fine' };
    expect(await store().getRun(dagId, runId)).toMatchObject(expected);
  });

  it('says so when a run that is written to was never created', async () => {
    const missing = { code: 'NO_SUCH_RUN' };
    const set = store().setRunState('nobody', 'none', 'running', new Date());
    await expect(set).rejects.toMatchObject(missing);
    await expect(store().tryStart('nobody', 'none', 1)).rejects.toMatchObject(missing);
    const end = { state: 'failed', endedAt: new Date(), result: null, instances: [] } as const;
    const finish = store().finishRun({ dagId: 'nobody', runId: 'none', ...end });
    await expect(finish).rejects.toMatchObject(missing);
  });
}

function describeLists(store: () => RunStore): void {
  it('lists runs newest first, by dag, by state, page by page', async () => {
    const { dagId } = sampleRun();
    const made: RunRow[] = [];
    for (const runId of ['a', 'b', 'c']) {
      made.push((await store().createRun(sampleRun({ dagId, runId }))).run);
      // Pages are cut by creation time, which has milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await store().setRunState(dagId, 'b', 'running', new Date());
    const ids = (rows: readonly RunRow[]): string[] => rows.map(({ runId }) => runId);
    expect(ids(await store().listRuns({ dagId }))).toEqual(['c', 'b', 'a']);
    expect(ids(await store().listRuns({ dagId, limit: 2 }))).toEqual(['c', 'b']);
    const before = made[1]?.createdAt ?? new Date(0);
    expect(ids(await store().listRuns({ dagId, before }))).toEqual(['a']);
    expect(ids(await store().listRuns({ dagId, state: 'running' }))).toEqual(['b']);
    const logicalDate = new Date('2026-11-21T03:00:00.000Z');
    await store().createRun(sampleRun({ dagId, runId: 'dated', logicalDate }));
    expect(ids(await store().listRuns({ dagId, logicalDate }))).toEqual(['dated']);
    expect(ids(await store().listRuns({ dagId, logicalDate: new Date(0) }))).toEqual([]);
    const all = await store().listRuns({ limit: 1000 });
    expect(all.length).toBeGreaterThanOrEqual(3);
    expect(await store().listRuns({ dagId: "x' or 1=1 --" })).toEqual([]);
  });
}

function describeTurns(store: () => RunStore): void {
  const queued = async (dates: readonly string[]): Promise<string> => {
    const { dagId } = sampleRun();
    for (const [index, date] of dates.entries()) {
      const logicalDate = new Date(date);
      await store().createRun(sampleRun({ dagId, runId: `r${index}`, logicalDate }));
    }
    return dagId;
  };
  const end = { state: 'success', endedAt: new Date(), result: null, instances: [] } as const;

  it('lets queued runs start by logical date, as many as may run', async () => {
    const dagId = await queued(['2026-01-03', '2026-01-01', '2026-01-02', '2026-01-02']);
    expect(await store().tryStart(dagId, 'r0', 2)).toBe(false);
    expect(await store().tryStart(dagId, 'r1', 2)).toBe(true);
    expect(await store().tryStart(dagId, 'r1', 2)).toBe(true);
    expect(await store().tryStart(dagId, 'r3', 2)).toBe(false);
    expect(await store().tryStart(dagId, 'r2', 2)).toBe(true);
    expect(await store().tryStart(dagId, 'r3', 2)).toBe(false);
    await store().finishRun({ dagId, runId: 'r1', ...end });
    expect(await store().tryStart(dagId, 'r1', 2)).toBe(false);
    expect(await store().tryStart(dagId, 'r3', 2)).toBe(true);
    expect((await store().getRun(dagId, 'r3'))?.startedAt).toBeInstanceOf(Date);
  });

  it('never lets more runs start than may, whoever asks at once', async () => {
    const dagId = await queued(Array.from({ length: 12 }, () => '2026-01-01'));
    const ask = (index: number): Promise<boolean> => store().tryStart(dagId, `r${index % 12}`, 3);
    await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
    const running = (await store().listRuns({ dagId, state: 'running' })).length;
    expect(running).toBeLessThanOrEqual(3);
    expect(running).toBeGreaterThanOrEqual(1);
  });
}
