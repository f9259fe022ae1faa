import { describe, expect, it } from 'vitest';
import { learningCurve } from './learning-curve.ts';

describe('a learning curve', () => {
  it('trains on more and more of the same rows', async () => {
    const seen: number[][] = [];
    const points = await learningCurve(40, [0.1, 0.5, 1], async (rows) => {
      seen.push([...rows]);
      return { train: 1, validation: rows.length / 40 };
    });
    expect(points.map(({ rows, validation }) => [rows, validation])).toEqual([
      [4, 0.1],
      [20, 0.5],
      [40, 1],
    ]);
    const [few = [], half = [], all = []] = seen;
    expect(few.every((row) => half.includes(row))).toBe(true);
    expect(all).toEqual(Array.from({ length: 40 }, (_, row) => row));
  });
  it('is refused for a size that leaves no row', async () => {
    const none = async (): Promise<{ train: number; validation: number }> => ({
      train: 0,
      validation: 0,
    });
    await expect(learningCurve(10, [0.01], none)).rejects.toThrow('0.01 of 10 rows');
    await expect(learningCurve(10, [2], none)).rejects.toThrow('2 of 10 rows');
  });
});
