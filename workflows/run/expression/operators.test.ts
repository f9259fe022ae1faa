import { describe, expect, test } from 'vitest';
import type { Operator } from '../../../dsl/plan/expression.ts';
import type { Loose } from './loose.ts';
import { applyOperator } from './operators.ts';

const missing = undefined;

describe('operators', () => {
  test.each<[Operator, readonly Loose[], Loose]>([
    [
      'eq',
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      true,
    ],
    [
      'eq',
      [
        [1, 2],
        [2, 1],
      ],
      false,
    ],
    ['eq', [null, missing], false],
    ['eq', [missing, missing], true],
    ['ne', ['a', 'b'], true],
    ['gt', [2, 1], true],
    ['gte', [1, 1], true],
    ['lt', [1, 1], false],
    ['lte', [1, 1], true],
    ['lt', [missing, 1], missing],
    ['and', [], true],
    ['and', [true, false], false],
    ['and', [missing, false], false],
    ['and', [missing, true], missing],
    ['or', [], false],
    ['or', [missing, true], true],
    ['or', [false, missing], missing],
    ['not', [true], false],
    ['not', [missing], missing],
    ['length', [[1, 2, 3]], 3],
    ['length', ['four'], 4],
    ['includes', [[{ a: 1 }, 2], { a: 1 }], true],
    ['includes', [missing, 1], missing],
    ['at', [['a', 'b', 'c'], 1], 'b'],
    ['at', [['a', 'b', 'c'], -1], 'c'],
    ['at', [['a'], 5], missing],
    ['at', [{ f1: 0.9 }, 'f1'], 0.9],
    ['at', [{ 3: 'three' }, 3], 'three'],
    ['at', [{}, 'constructor'], missing],
    ['coalesce', [missing, null, 0, 1], 0],
    ['coalesce', [missing, null], missing],
    ['concat', [[1], [], [2, 3]], [1, 2, 3]],
    ['flatten', [[[1], [[2]], []]], [1, [2]]],
    [
      'zip',
      [{ x: [1, 2], y: ['a', 'b'] }],
      [
        { x: 1, y: 'a' },
        { x: 2, y: 'b' },
      ],
    ],
    ['zip', [{}], []],
    ['zip', [{ x: [1], y: missing }], missing],
    [
      'cross',
      [{ fold: [0, 1], c: ['x', 'y'] }],
      [
        { fold: 0, c: 'x' },
        { fold: 0, c: 'y' },
        { fold: 1, c: 'x' },
        { fold: 1, c: 'y' },
      ],
    ],
    ['cross', [{ a: [1, 2], b: [] }], []],
    ['shift', ['2026-01-31T00:00:00Z', '1d'], '2026-02-01T00:00:00.000Z'],
    ['shift', ['2026-03-01T00:00:00.000Z', '-24h'], '2026-02-28T00:00:00.000Z'],
    ['shift', ['2024-02-28', '1d'], '2024-02-29T00:00:00.000Z'],
    ['shift', ['2026-03-29T00:30:00+01:00', '90m'], '2026-03-29T01:00:00.000Z'],
    ['shift', ['2026-01-01T00:00:00Z', '1.5s'], '2026-01-01T00:00:01.500Z'],
  ])('%s of %j is %j', (operator, args, result) => {
    expect(applyOperator(operator, args)).toEqual(result);
  });

  test.each<[Operator, readonly Loose[], string]>([
    ['gt', ['2', 1], 'gt got "2", expected a number.'],
    ['and', [true, 'yes'], 'and got "yes", expected true or false.'],
    ['not', [0], 'not got 0, expected true or false.'],
    ['length', [{ a: 1 }], 'length got an object with a, expected a list.'],
    ['at', [['a'], 0.5], 'at got position 0.5, expected a whole number.'],
    ['at', [['a'], 'x'], 'at got "x", expected a number.'],
    ['at', ['text', 0], 'at got "text", expected a list or an object.'],
    ['concat', [[1], 2], 'concat got 2, expected a list.'],
    ['zip', [{ x: [1], y: [1, 2] }], 'zip got lists of unequal length: "x" has 1, "y" has 2.'],
    ['cross', [[1]], 'cross got a list of 1, expected an object of lists.'],
    [
      'shift',
      ['2026-01-01T00:00:00', '1d'],
      'shift got the time "2026-01-01T00:00:00", expected ISO 8601 with an offset such as "2026-01-31T00:00:00Z".',
    ],
    [
      'shift',
      ['2026-01-01', '5 parsecs'],
      'shift got the duration "5 parsecs", expected one such as "30s", "2h" or "-1d".',
    ],
  ])('%s of %j says: %s', (operator, args, message) => {
    expect(() => applyOperator(operator, args)).toThrow(message);
  });

  test('an operator of a newer plan is refused by name', () => {
    // A plan from elsewhere may hold any string here.
    expect(() => applyOperator('toString' as Operator, [])).toThrow('Unknown operator "toString".');
  });
});
