import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random/seeded-random.ts';
import { gridPoints } from '../grid-sampler.ts';
import { pointAt, randomPoint } from '../random-sampler.ts';
import { checkSpace } from './check-space.ts';
import { coordinatesOf, fromPoint, levelAt, toPoint } from './coordinates.ts';
import { choice, integer, real, variant, type SearchSpace } from './search-space.ts';

const space = {
  lr: real(1e-4, 1, { log: true }),
  units: integer(8, 128, { log: true }),
  depth: integer(2, 10, { step: 4 }),
  kind: choice(['a', 'b', null]),
  model: variant({ svm: { c: real(0, 2) }, forest: { trees: integer(1, 3) } }),
};

describe('the coordinates of a space', () => {
  const coordinates = coordinatesOf(space);

  it('give back the parameters of any point (C2)', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 200; i += 1) {
      const params = fromPoint(coordinates, randomPoint(coordinates, random));
      const again = fromPoint(coordinates, toPoint(coordinates, params));
      expect({ ...again, lr: 0, model: 0 }).toEqual({ ...params, lr: 0, model: 0 });
      expect(again['lr']).toBeCloseTo(Number(params['lr']), 12);
    }
  });

  it('hold only what exists: a case of a variant has its own parameters (C1)', () => {
    const first = fromPoint(
      coordinates,
      pointAt(coordinates, () => 0),
    );
    expect({ ...first, lr: 0 }).toEqual({
      ...{ lr: 0, units: 8, depth: 2, kind: 'a' },
      model: { kind: 'svm', c: 0 },
    });
    const last = fromPoint(
      coordinates,
      pointAt(coordinates, () => 1 - 1e-12),
    );
    expect(last).toMatchObject({ units: 128, depth: 10, kind: null });
    expect(last['model']).toEqual({ kind: 'forest', trees: 3 });
  });

  it('spread a logarithmic scale over orders of magnitude', () => {
    const middle = fromPoint(
      coordinates,
      pointAt(coordinates, () => 0.5),
    );
    expect(middle['lr']).toBeCloseTo(0.01, 10);
    expect(middle['units']).toBeGreaterThan(28);
    expect(middle['units']).toBeLessThan(36);
  });

  it('find the level of a position in its cell', () => {
    for (const coordinate of coordinates.filter(({ kind }) => kind !== 'real')) {
      for (let level = 0; level < coordinate.levels; level += 1) {
        const [low, high] = coordinate.cell(level);
        expect(levelAt(coordinate, (low + high) / 2)).toBe(level);
        expect(levelAt(coordinate, coordinate.position(level))).toBe(level);
      }
    }
  });
});

describe('a grid', () => {
  it('has every combination once, the parameters of a case only in it', () => {
    const small = { n: integer(1, 2), model: variant({ a: { x: real(0, 1) }, b: {} }) };
    const coordinates = coordinatesOf(small);
    const all = gridPoints(coordinates, 3).map((point) => fromPoint(coordinates, point));
    expect(all).toHaveLength(2 * (3 + 1));
    expect(all).toContainEqual({ n: 2, model: { kind: 'a', x: 0.5 } });
    expect(all).toContainEqual({ n: 1, model: { kind: 'b' } });
  });
  it('that would be endless is refused', () => {
    const wide = Object.fromEntries(Array.from('abcdefgh', (name) => [name, real(0, 1)]));
    expect(() => gridPoints(coordinatesOf(wide), 10)).toThrow('more than 100000 points');
  });
});

describe('a space that is none', () => {
  it.each<[string, SearchSpace]>([
    ['The search space has no parameter', {}],
    ['"x"', { x: real(2, 1) }],
    ['"x"', { x: real(NaN, 1) }],
    ['its logarithm', { x: real(0, 1, { log: true }) }],
    ['whole numbers', { x: integer(0.5, 2) }],
    ['step 1 or more', { x: integer(1, 2, { step: 0 }) }],
    ['each of them once', { x: choice(['a', 'a']) }],
    ['at least one value', { x: choice([]) }],
    ['"m.a.y"', { m: variant({ a: { y: real(2, 1) } }) }],
    ['the case stands there', { m: variant({ a: { kind: choice(['b']) } }) }],
  ])('is refused by name: %s', (words, wrong) => {
    expect(() => checkSpace(wrong)).toThrow(words);
  });
});
