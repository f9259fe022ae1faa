import { describe, expect, it } from 'vitest';
import { dag, task } from '../../dsl/index.ts';
import { runtimeOf } from '../../dsl/runtime/index.ts';
import type { WorkerCapabilities } from '../../workflows/protocol/resource-queue.ts';
import type { LoadedDag } from '../loading/index.ts';
import { declaredOf, resourcesOf } from './capabilities.ts';
import { gpusOf } from './device.ts';
import { polledQueues } from './polled-queues.ts';

const GIB = 1024 ** 3;
const CARDS = gpusOf('0, NVIDIA H200, 143771\n1, NVIDIA H200, 143771\n');

function dagsOf(): readonly LoadedDag[] {
  const work = task({ name: 'work', run: () => undefined });
  const wishes = dag({ id: 'wishes' }, () => {
    work({}, { id: 'plain' });
    work({}, { id: 'card', queue: 'gpu', resources: { gpu: 1 } });
    work({}, { id: 'large_card', queue: 'gpu', resources: { gpuMemory: '40Gi' } });
    work({}, { id: 'two_cards', queue: 'gpu', resources: { gpu: 2 } });
    work({}, { id: 'memory', resources: { memory: '16Gi' } });
    work({}, { id: 'card_on_cpu', resources: { gpu: 1 } });
  });
  return [{ runtime: runtimeOf(wishes), file: 'wishes.dag.ts' }];
}

const namesOf = (plain: readonly string[], worker: WorkerCapabilities): unknown =>
  polledQueues(plain, dagsOf(), worker).map(({ name, slots }) => [name, slots]);

describe('the queues of a worker', () => {
  const small = resourcesOf(
    { cpu: 2, memoryBytes: 8 * GIB },
    { gpus: [], standIn: false },
  ).capabilities;

  it('of a plain cpu worker are its own, and no task that needs a device or more memory', () => {
    expect(namesOf(['cpu'], small)).toEqual([['cpu', 100]]);
  });

  it('hold the wishes it can fulfil, with as many slots as fit', () => {
    expect(namesOf(['cpu'], { ...small, memoryBytes: 40 * GIB })).toEqual([
      ['cpu', 100],
      ['cpu@memory=16Gi', 2],
    ]);
  });

  it('of a worker with two cards are those of its devices, one task a device', () => {
    const { capabilities } = resourcesOf({}, { gpus: CARDS, standIn: false });
    expect(namesOf(['gpu'], capabilities)).toEqual([
      ['gpu', 2],
      ['gpu@gpuMemory=40Gi', 2],
      ['gpu@gpu=2', 1],
    ]);
  });

  it('never hold a queue the worker was not started for', () => {
    const { capabilities } = resourcesOf({}, { gpus: CARDS, standIn: false });
    expect(namesOf(['other'], capabilities)).toEqual([['other', 100]]);
  });
});

describe('what a worker offers', () => {
  it('is what its cards have, cut to what it may use', () => {
    const { capabilities, devices } = resourcesOf({ gpus: 1 }, { gpus: CARDS, standIn: false });
    expect(devices).toMatchObject([{ id: '0', name: 'NVIDIA H200' }]);
    expect(capabilities).toMatchObject({ gpus: 1, gpuMemoryBytes: 143_771 * 1024 ** 2 });
  });

  it('is one device where the processor stands in for a card', () => {
    const { capabilities } = resourcesOf({}, { gpus: [], standIn: true });
    expect(capabilities.gpus).toBe(1);
    expect(capabilities.gpuMemoryBytes).toBe(capabilities.memoryBytes);
  });

  it('is read from flags, and what is no size, label or number is refused by name', () => {
    expect(declaredOf({ label: ['zone=a', 'kind=b=c'], memory: '1.5Gi', cpu: '4' })).toEqual({
      labels: { zone: 'a', kind: 'b=c' },
      memoryBytes: 1.5 * GIB,
      cpu: 4,
    });
    expect(() => declaredOf({ label: ['zone'] })).toThrow('Label "zone"');
    expect(() => declaredOf({ memory: '16GB' })).toThrow('Memory "16GB"');
    expect(() => declaredOf({ gpus: 'two' })).toThrow('--gpus "two"');
  });
});
