import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instancePath, mapIndexOf, parseInstancePath, type MapScope } from './instance-path.ts';

describe('instance paths', () => {
  test.each([
    ['train', [], [], 'train'],
    ['train', [{ id: 'train[]', named: false }], [3], 'train[3]'],
    [
      'train',
      [
        { id: 'train[][]', named: false },
        { id: 'train[]', named: false },
      ],
      [3, 1],
      'train[3][1]',
    ],
    ['fold.train', [{ id: 'fold', named: true }], [3], 'fold[3].train'],
    [
      'g.fold.c.train',
      [
        { id: 'g.fold', named: true },
        { id: 'g.fold.c', named: true },
      ],
      [3, 1],
      'g.fold[3].c[1].train',
    ],
    [
      'fold.train',
      [
        { id: 'fold', named: true },
        { id: 'fold.train[]', named: false },
      ],
      [3, 1],
      'fold[3].train[1]',
    ],
    [
      'cand.t',
      [
        { id: 'cand[]', named: false },
        { id: 'cand', named: true },
      ],
      [3, 1],
      'cand[1].t[3]',
    ],
  ] as const)('of %s in %j at %j is the last of these', (taskId, maps, mapIndex, path) => {
    expect(instancePath(taskId, maps, mapIndex)).toBe(path);
    expect(parseInstancePath(path).taskId).toBe(taskId);
    expect(mapIndexOf(path, maps)).toEqual(mapIndex);
  });

  test('any nesting of named and unnamed maps can be read back from the path', () => {
    const level = fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,5}$/),
      named: fc.boolean(),
      index: fc.nat({ max: 99_999 }),
    });
    fc.assert(
      fc.property(
        fc.array(level, { maxLength: 5 }),
        fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,9}$/),
        (levels, name) => {
          const maps: MapScope[] = [];
          let prefix = '';
          for (const each of levels) {
            maps.push({ id: `${prefix}${each.name}${each.named ? '' : '[]'}`, named: each.named });
            if (each.named) prefix += `${each.name}.`;
          }
          const mapIndex = levels.map(({ index }) => index);
          const path = instancePath(prefix + name, maps, mapIndex);
          expect(mapIndexOf(path, maps)).toEqual(mapIndex);
          expect(parseInstancePath(path).taskId).toBe(prefix + name);
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });
});
