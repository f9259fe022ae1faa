import { describe, expect, it } from 'vitest';
import { stratifiedSplit } from './stratified-split.ts';

const labels = Array.from({ length: 1000 }, (_, row) =>
  row % 10 === 0 ? 2 : row % 3 === 0 ? 1 : 0,
);
const shares = { train: 0.65, validation: 0.1, holdout: 0.2, unseen: 0.05 };

describe('a stratified split', () => {
  const parts = stratifiedSplit(labels, shares, 7);

  it('puts every row into exactly one part', () => {
    const all = Object.values(parts).flatMap((rows) => [...rows]);
    expect(all.sort((a, b) => a - b)).toEqual(labels.map((_, row) => row));
  });
  it('keeps the share of every class in every part to within one row', () => {
    for (const [part, share] of Object.entries(shares)) {
      for (const label of [0, 1, 2]) {
        const total = labels.filter((one) => one === label).length;
        const rows = [...parts[part as keyof typeof parts]]; // keys of the same record
        const own = rows.filter((row) => labels[row] === label).length;
        expect(Math.abs(own - total * share)).toBeLessThan(1);
      }
    }
  });
  it('is the same for the same seed and another for another', () => {
    expect(stratifiedSplit(labels, shares, 7)).toEqual(parts);
    expect(stratifiedSplit(labels, shares, 8).holdout).not.toEqual(parts.holdout);
  });
  it('is known for seed 7, so that holdouts of old runs can be made again', () => {
    expect([...parts.unseen.slice(0, 6)]).toMatchInlineSnapshot(`
      [
        40,
        44,
        54,
        115,
        119,
        135,
      ]
    `);
  });
  it('keeps the shares overall too when classes are small and many', () => {
    const small = Array.from({ length: 500 }, (_, row) => row % 100);
    const wanted = { train: 0.75, validation: 0.15, holdout: 0.1 };
    const cut = stratifiedSplit(small, wanted, 3);
    expect([cut.train.length, cut.validation.length, cut.holdout.length]).toEqual([375, 75, 50]);
    for (const label of [0, 57, 99]) {
      const own = [...cut.train].filter((row) => small[row] === label).length;
      expect(Math.abs(own - 5 * 0.75)).toBeLessThan(1);
    }
  });
  it('refuses shares that do not sum to 1', () => {
    expect(() => stratifiedSplit(labels, { train: 0.5, holdout: 0.4 }, 1)).toThrow('sum to 1');
  });
});
