import { describe, expect, it } from 'vitest';
import { restoreRandom, seededRandom } from './seeded-random.ts';

describe('a seeded random source', () => {
  it('gives the sequence of its seed, on every machine', () => {
    const random = seededRandom(42);
    expect([random.next(), random.next(), random.below(100)]).toMatchInlineSnapshot(`
      [
        0.15377165307290852,
        0.8504893006756902,
        1,
      ]
    `);
  });
  it('goes on from a state as if it had not stopped (R2)', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 100; i += 1) random.next();
    const restored = restoreRandom(random.state());
    for (let i = 0; i < 100; i += 1) expect(restored.next()).toBe(random.next());
  });
  it('is uniform and normal enough to train with', () => {
    const random = seededRandom(3);
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i += 1) {
      const drawn = random.below(10);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(1700);
  });
});
