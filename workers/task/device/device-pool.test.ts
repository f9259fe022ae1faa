import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bodyOf, callOf, failureOf, labOf } from '../testing/task-fixture.ts';
import { readLog } from '../../../stores/logs/index.ts';
import { fakePort } from '../testing/fake-port.ts';
import { DevicePool } from './device-pool.ts';

const CARDS = ['0', '1'].map((id) => ({ id, name: 'card' }));

describe('the devices of a worker', () => {
  it('have one holder each, first come first served', async () => {
    const pool = new DevicePool(CARDS);
    const [first] = await pool.take(1);
    const both = pool.take(2);
    const late = pool.take(1);
    expect(pool.free).toBe(0);
    const order: string[] = [];
    void both.then(() => order.push('both'));
    void late.then(() => order.push('late'));
    await sleep(5);
    // One is free, but it is kept for who came first and needs two.
    expect(order).toEqual([]);
    pool.giveBack(first === undefined ? [] : [first]);
    pool.giveBack(await both);
    await late;
    expect(order).toEqual(['both', 'late']);
    expect(pool.free).toBe(1);
  });

  it('pass on a turn whose holder was told to stop', async () => {
    const pool = new DevicePool(CARDS.slice(0, 1));
    const held = await pool.take(1);
    const stopping = new AbortController();
    const left = pool.take(1, stopping.signal);
    const next = pool.take(1);
    stopping.abort();
    await expect(left).rejects.toThrow('Told to stop');
    pool.giveBack(held);
    await expect(next).resolves.toMatchObject([{ id: '0' }]);
  });

  it('are refused where there are never enough of them', async () => {
    await expect(new DevicePool(CARDS).take(3)).rejects.toThrow('asks for 3 devices');
  });
});

describe('tasks that need a device', () => {
  const call = (path: string) => callOf({ path, options: { queue: 'gpu' } });

  it('have it for themselves: eight tasks on one device are never two at once', async () => {
    let now = 0;
    let most = 0;
    const lab = labOf(
      bodyOf(async () => {
        most = Math.max(most, ++now);
        await sleep(3);
        now -= 1;
      }),
      { devices: new DevicePool(CARDS.slice(0, 1)) },
    );
    const attempts = Array.from({ length: 8 }, (_, at) => lab.attempt(call(`work[${at}]`)));
    await Promise.all(attempts);
    expect([most, now]).toEqual([1, 0]);
  });

  it('are told which it is, in the log too, and give it back when they fail', async () => {
    const devices = new DevicePool(CARDS.slice(1));
    const lab = labOf(
      bodyOf((_input, { log }) => {
        log.info('working');
        throw new Error('no');
      }),
      { devices },
    );
    await failureOf(lab.attempt(call('work')));
    expect(devices.free).toBe(1);
    const { lines } = await readLog(lab.stores.objects, 'logs/lab/manual-1/work/g1-a1');
    expect(lines[0]?.data).toMatchObject({ deviceIds: ['1'] });
  });

  it('leave their place when they are cancelled while they wait', async () => {
    const devices = new DevicePool(CARDS.slice(0, 1));
    const held = await devices.take(1);
    const port = fakePort();
    const waiting = labOf(
      bodyOf(() => 1),
      { devices },
    ).attempt(call('work'), port);
    await sleep(10);
    port.cancel();
    expect((await failureOf(waiting)).name).toBe('CancelledFailure');
    devices.giveBack(held);
    expect(devices.free).toBe(1);
  });

  it('do not hold up those that need none', async () => {
    const devices = new DevicePool(CARDS.slice(0, 1));
    await devices.take(1);
    const lab = labOf(
      bodyOf(() => 1),
      { devices },
    );
    await expect(lab.attempt(callOf())).resolves.toMatchObject({ kind: 'success' });
  });
});
