import { describe, expect, it } from 'vitest';
import { testDag, type DagTest, type TestDagOptions } from 'perdure/testing';
import { labelled, release } from './release.dag.ts';

const DAY_MS = 24 * 3_600_000;
const state = (run: DagTest<unknown>, path: string): string | undefined =>
  run.instances.find((instance) => instance.path === path)?.state;

/** A week until the upload, labels on the second day. */
const world = {
  mocks: { upload: (_input, _context, time) => (time.now >= 7 * DAY_MS ? 's3://data' : undefined) },
  events: [{ source: labelled, payload: { batch: 'b7' }, at: '2d' }],
} satisfies TestDagOptions;
const why = { why: 'better' };

describe('the release', () => {
  it('takes a week and a day, and two people', async () => {
    const run = await testDag(release, {
      ...world,
      answers: {
        approval: [
          { decision: 'approved', by: 'ada', answer: why, after: '2h' },
          { decision: 'approved', by: 'bob', answer: why, after: '1d' },
        ],
      },
    });
    expect(run.state).toBe('success');
    expect(run.virtualMs).toBe(8 * DAY_MS);
    expect(state(run, 'deploy')).toBe('success');
    expect(run.waits.map(({ path, state: waits }) => [path, waits])).toEqual([
      ['labels.ready', 'deferred'],
      ['upload', 'up_for_reschedule'],
      ['approval', 'awaiting_input'],
    ]);
  });

  it('is off when nobody answers for three days', async () => {
    const run = await testDag(release, world);
    expect([state(run, 'deploy'), state(run, 'tell')]).toEqual(['skipped', 'success']);
    expect(run.virtualMs).toBe(10 * DAY_MS);
  });

  it('trains again after a failure, and again when it is cleared', async () => {
    const run = await testDag(release, {
      ...world,
      outcomes: { train: ['fail', 'timeout', 'fail', 'ok'] },
      answers: { approval: { decision: 'rejected' } },
      interventions: [{ at: 'end', verb: 'clear', selection: { onlyFailed: true } }],
    });
    expect(run.instances.find(({ path }) => path === 'train')?.tries).toBe(4);
    expect(run.state).toBe('success');
  });

  it('is skipped when no upload comes', async () => {
    const run = await testDag(release, { events: world.events });
    expect([state(run, 'upload'), state(run, 'train')]).toEqual(['skipped', 'skipped']);
  });
});
