import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/seeded-random.ts';
import { augment } from './augment.ts';
import type { AugmentSpec } from './network-spec.ts';

/** 4 x 4 x 1, counted from 1. */
const image = (): Float32Array => Float32Array.from({ length: 16 }, (_, at) => at + 1);
const changed = (spec: AugmentSpec, seed: number, rows = image()): Float32Array => {
  augment(rows, [4, 4, 1], spec, seededRandom(seed));
  return rows;
};
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

describe('augmentation', () => {
  it('gives the same rows for the same seed and other ones for another', () => {
    const spec = { shift: 1, rotate: 20, scale: 0.2, flip: 'both', noise: 0.1 } as const;
    expect(changed(spec, 1)).toEqual(changed(spec, 1));
    expect(changed(spec, 1)).not.toEqual(changed(spec, 2));
  });

  it('mirrors about half of the images, exactly', () => {
    const mirrored = Float32Array.from([4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9, 16, 15, 14, 13]);
    const made = seeds.map((seed) => changed({ flip: 'horizontal' }, seed));
    const turned = made.filter((one) => one[0] === 4);
    expect(turned.length).toBeGreaterThan(4);
    expect(turned.length).toBeLessThan(16);
    for (const one of made) expect(one).toEqual(one[0] === 4 ? mirrored : image());
  });

  it('shifts by no more than it may, and what comes in is 0', () => {
    for (const seed of seeds) {
      const flat = changed({ shift: 1 }, seed, new Float32Array(16).fill(1));
      // A shift of up to one pixel reaches no further than the outer rows and columns.
      expect([...flat.subarray(5, 7), ...flat.subarray(9, 11)].map((v) => v.toFixed(5))).toEqual(
        new Array(4).fill('1.00000'),
      );
      expect(Math.min(...flat)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...flat)).toBeLessThan(1);
    }
  });

  it('turns about the centre: a quarter turn moves each corner to the next', () => {
    const random = { ...seededRandom(1), next: () => 1 }; // every draw at its upper end
    const rows = image();
    augment(rows, [4, 4, 1], { rotate: 90 }, random);
    const corners = [rows[0], rows[3], rows[15], rows[12]].map((value) => Math.round(value ?? 0));
    expect([
      [4, 16, 13, 1],
      [13, 1, 4, 16],
    ]).toContainEqual(corners);
  });

  it('treats every row by a draw of its own', () => {
    const rows = new Float32Array(32);
    augment(rows, [16], { noise: 1 }, seededRandom(1));
    expect(rows.subarray(0, 16)).not.toEqual(rows.subarray(16));
  });

  it('refuses to turn rows that are no images', () => {
    expect(() => augment(new Float32Array(4), [4], { rotate: 5 }, seededRandom(1))).toThrow(
      'Only noise can be added to rows that are no images',
    );
  });
});
