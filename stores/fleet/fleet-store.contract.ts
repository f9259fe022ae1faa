import { describe, expect, it } from 'vitest';
import type { FleetStore, WorkerBeat } from './fleet-store.ts';

/** What every fleet store has to keep. */
export function describeFleetStore(name: string, store: () => FleetStore): void {
  describe(`fleet store: ${name}`, () => {
    it('lists who was heard of lately, one row a queue, until they leave', async () => {
      const identity = `w-${process.pid}-${Date.now()}`;
      const mine = async (withinMs?: number): Promise<readonly WorkerBeat[]> =>
        (await store().list(withinMs)).filter((each) => each.identity === identity);
      await store().beat(worker(identity, 'gpu'));
      await store().beat(worker(identity, 'cpu'));
      await store().beat({ ...worker(identity, 'cpu'), build: 'b2' });
      expect(await mine()).toEqual([
        { ...worker(identity, 'cpu'), build: 'b2' },
        worker(identity, 'gpu'),
      ]);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await mine(10)).toEqual([]);
      await store().beat(worker(identity, 'gpu'));
      expect(await mine(1000)).toHaveLength(2);
      await store().leave(identity);
      expect(await mine()).toEqual([]);
    });
  });
}

function worker(identity: string, queue: 'cpu' | 'gpu'): WorkerBeat {
  return {
    ...{ identity, role: queue, queue, build: 'b1', host: 'h', pid: 12 },
    ...{ device: 'cpu', backend: 'wasm', startedAt: new Date('2026-11-20T03:00:00.000Z') },
    queues: [queue, `${queue}@label.zone=a`],
    capabilities: { cpu: 2, memoryBytes: 8, gpus: 0, gpuMemoryBytes: 0, labels: { zone: 'a' } },
  };
}
