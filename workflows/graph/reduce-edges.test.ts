import { describe, expect, it } from 'vitest';
import { reducedUpstream } from './reduce-edges.ts';
import type { PlanNode, Region } from '../../dsl/plan/plan.ts';
import { sampleMap, sampleRegion, sampleTask } from './sample-plan.ts';

const region = (...nodes: PlanNode[]): Region => sampleRegion(nodes);

describe('edges of a picture', () => {
  it('leave out what a longer way says already', () => {
    const nodes = [sampleTask('a'), sampleTask('b', ['a']), sampleTask('c', ['a', 'b'])];
    expect(reducedUpstream(region(...nodes)).get('c')).toEqual(['b']);
  });

  it('keep two ways of equal length', () => {
    const nodes = [
      sampleTask('a'),
      sampleTask('b', ['a']),
      sampleTask('c', ['a']),
      sampleTask('d', ['b', 'c']),
    ];
    expect(reducedUpstream(region(...nodes)).get('d')).toEqual(['b', 'c']);
  });

  it('leave out what the frame around a task waits for already', () => {
    const inner = sampleTask('inner', ['a', 'b']);
    const map = sampleMap('m', ['a'], region(inner));
    const root = region(sampleTask('a'), sampleTask('b'), map);
    expect(reducedUpstream(root).get('inner')).toEqual(['b']);
  });
});
