import { describe, expect, it } from 'vitest';
import { shouldPrune, type Pruner } from './prune.ts';
import type { CurvePoint, Direction } from './trial.ts';

const curve = (...values: readonly number[]): readonly CurvePoint[] =>
  values.map((value, i) => ({ step: i + 1, value }));
function prunes(
  pruner: Pruner,
  own: readonly CurvePoint[],
  others: readonly (readonly CurvePoint[])[],
  more: { direction?: Direction; number?: number } = {},
): boolean {
  return shouldPrune({
    ...{ pruner, curve: own, direction: more.direction ?? 'minimize', number: more.number ?? 99 },
    others: others.map((each, number) => ({ number, curve: each })),
  });
}

describe('the median rule', () => {
  const median = { kind: 'median' } as const;
  const peers = [curve(5, 1), curve(5, 2), curve(5, 3), curve(5, 4)];
  it('stops what is worse than half of the others at the same step', () => {
    expect(prunes(median, curve(5, 2.6), peers)).toBe(true);
    expect(prunes(median, curve(5, 2.4), peers)).toBe(false);
    const rising = peers.map((each) => [{ step: 1, value: 0 }, ...each.slice(1)]);
    expect(prunes(median, curve(0, 2.4), rising, { direction: 'maximize' })).toBe(true);
    expect(prunes(median, curve(0, 2.6), rising, { direction: 'maximize' })).toBe(false);
  });
  it('looks at the best so far, so that one bad step stops nobody', () => {
    expect(prunes(median, curve(2, 9), peers)).toBe(false);
  });
  it('waits for its warm-up, and for others that came as far', () => {
    expect(prunes(median, curve(9), peers)).toBe(false);
    expect(prunes(median, curve(9, 9), peers.slice(1))).toBe(false);
    expect(prunes(median, curve(9, 9, 9), peers)).toBe(false);
    expect(prunes({ ...median, warmup: 2 }, curve(9, 9), peers)).toBe(false);
  });
});

describe('successive halving', () => {
  const halving = { kind: 'halving', least: 1, factor: 3 } as const;
  it('lets one in three go on from a rung', () => {
    const peers = [1, 2, 3, 4, 5].map((value) => curve(value));
    expect(prunes(halving, curve(1.5), peers)).toBe(false);
    expect(prunes(halving, curve(2.5), peers)).toBe(true);
  });
  it('asks at rungs alone, each once', () => {
    const peers = [curve(1, 1), curve(1, 1), curve(1, 1)];
    expect(prunes(halving, curve(9, 9), peers)).toBe(false);
    expect(
      prunes(
        halving,
        curve(1, 9, 9),
        peers.map((each) => [...each, { step: 3, value: 1 }]),
      ),
    ).toBe(true);
  });
  it('lets the best go on while few have come', () => {
    expect(prunes(halving, curve(5), [])).toBe(false);
    expect(prunes(halving, curve(5), [curve(9)])).toBe(false);
    expect(prunes(halving, curve(9), [curve(5)])).toBe(true);
  });
});

describe('hyperband', () => {
  it('deals trials to brackets, the later ones of which stop nobody early', () => {
    const pruner = { kind: 'hyperband', most: 9, factor: 3 } as const;
    const peers = Array.from({ length: 60 }, () => curve(1));
    const stopped = Array.from({ length: 60 }, (_, number) =>
      prunes(pruner, curve(9), peers, { number }),
    ).filter(Boolean);
    expect(stopped.length).toBeGreaterThan(20);
    expect(stopped.length).toBeLessThan(50);
  });
});

it('a value that is none stops a trial under every pruner', () => {
  const kinds = [{ kind: 'median' }, { kind: 'halving' }, { kind: 'hyperband', most: 9 }] as const;
  for (const pruner of kinds) expect(prunes(pruner, curve(1, NaN), [])).toBe(true);
});
