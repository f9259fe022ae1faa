import { describe, expect, it } from 'vitest';
import { bodyOf, callOf, failureOf, labOf } from '../testing/task-fixture.ts';

describe('a task with outlets', () => {
  it('updates each asset once with its output when it succeeds', async () => {
    const lab = labOf(bodyOf(() => ({ rows: 3 })));
    const call = { ...callOf(), outlets: ['raw', 'copy'] };
    await lab.attempt(call);
    await lab.attempt(call, { attempt: 2 });
    const events = await lab.stores.events.list({});
    expect(events.map(({ source }) => source).sort()).toEqual(['copy', 'raw']);
    expect(events[0]).toMatchObject({
      kind: 'asset',
      payload: { rows: 3 },
      origin: { dagId: 'lab', runId: 'manual-1', path: 'work' },
    });
  });

  it('updates none when it fails or skips itself', async () => {
    const call = { ...callOf(), outlets: ['raw'] };
    const failing = labOf(bodyOf(() => Promise.reject(new Error('no'))));
    await failureOf(failing.attempt(call));
    const skipping = labOf(bodyOf((_input, { skip }) => skip('no')));
    await skipping.attempt(call);
    expect(await failing.stores.events.list({})).toEqual([]);
    expect(await skipping.stores.events.list({})).toEqual([]);
  });

  it('tells a payload that lies in the object store, and refuses one no event can carry', async () => {
    const call = { ...callOf(), outlets: ['raw'] };
    const large = labOf(bodyOf(() => 'x'.repeat(70_000)));
    await large.attempt(call);
    expect((await large.stores.events.list({}))[0]?.payload).toHaveLength(70_000);
    const huge = labOf(bodyOf(() => 'x'.repeat(1_100_000)));
    expect(await failureOf(huge.attempt(call))).toMatchObject({
      type: 'OutputTooLarge',
      nonRetryable: true,
    });
  });
});
