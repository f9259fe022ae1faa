import { describe, expect, it } from 'vitest';
import { lacking, plainQueue, resourceQueue, type WorkerCapabilities } from './resource-queue.ts';

const GIB = 1024 ** 3;
const CARD: WorkerCapabilities = {
  cpu: 8,
  memoryBytes: 64 * GIB,
  gpus: 1,
  gpuMemoryBytes: 80 * GIB,
  labels: { zone: 'a' },
};

describe('the queue of a wish', () => {
  it.each([
    ['cpu', undefined, 'cpu'],
    ['cpu', {}, 'cpu'],
    ['cpu', { gpu: 0, cpu: 0 }, 'cpu'],
    ['gpu', { gpu: 1 }, 'gpu'],
    ['gpu', { gpu: 2 }, 'gpu@gpu=2'],
    ['cpu', { gpu: 1 }, 'cpu@gpu=1'],
    ['gpu', { gpu: 1, gpuMemoryBytes: 40 * GIB }, 'gpu@gpuMemory=40Gi'],
    ['cpu', { memoryBytes: 1.5 * GIB }, 'cpu@memory=1610612736'],
    [
      'gpu',
      { labels: { zone: 'a', kind: 'x' }, gpuMemoryBytes: 40 * GIB },
      'gpu@gpuMemory=40Gi,label.kind=x,label.zone=a',
    ],
  ])('on "%s" for %j is "%s"', (queue, resources, name) => {
    expect(resourceQueue(queue, resources)).toBe(name);
    expect(plainQueue(name)).toBe(queue);
  });

  it('does not depend on the order of labels', () => {
    const one = resourceQueue('cpu', { labels: { a: '1', b: '2' } });
    expect(resourceQueue('cpu', { labels: { b: '2', a: '1' } })).toBe(one);
  });

  it('keeps wishes apart whose labels look like other wishes', () => {
    const sly = resourceQueue('cpu', { labels: { 'a=1,memory': '2Gi' } });
    expect(sly).not.toBe(resourceQueue('cpu', { labels: { a: '1' }, memoryBytes: 2 * GIB }));
    expect(plainQueue(resourceQueue('cpu', { labels: { a: '@b' } }))).toBe('cpu');
  });
});

describe('what a worker lacks', () => {
  it('is nothing for a wish it can fulfil', () => {
    const wish = { gpu: 1, gpuMemoryBytes: 40 * GIB, cpu: 8, labels: { zone: 'a' } };
    expect(lacking(CARD, wish)).toEqual([]);
    expect(lacking(CARD, undefined)).toEqual([]);
  });

  it('names each part that is missing', () => {
    const wish = { gpu: 2, memoryBytes: 65 * GIB, cpu: 9, labels: { zone: 'b' } };
    expect(lacking(CARD, wish)).toEqual([
      'gpu 1 of 2',
      'cpu 8 of 9',
      'memory 65Gi',
      'label zone=b',
    ]);
  });

  it('counts memory of a device as a device', () => {
    const bare = { ...CARD, gpus: 0, gpuMemoryBytes: 0 };
    expect(lacking(bare, { gpuMemoryBytes: GIB })).toEqual(['gpu 0 of 1', 'gpuMemory 1Gi']);
  });
});
