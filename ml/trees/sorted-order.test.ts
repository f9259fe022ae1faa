import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnSorter } from './sorted-order.ts';

describe('the order of a column', () => {
  it('is that of a stable sort by comparison, column after column on the same memory', () => {
    const value = fc.oneof(
      fc.float({ noNaN: true }),
      fc.constantFrom(0, 1, -1, 0.5, 1e-45, -1e-45, 3.4e38, -3.4e38),
    );
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 7, maxLength: 7 })), (columns) => {
        const sorter = new ColumnSorter(7);
        for (const numbers of columns) {
          const column = Float32Array.from(numbers, (each) => each + 0);
          const expected = [...column.keys()].sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0));
          expect([...sorter.order(column)]).toEqual(expected);
        }
      }),
      { seed: 1 },
    );
  });

  it('holds for infinities, for one value many times and for no rows', () => {
    const column = Float32Array.of(2, Infinity, 2, -Infinity);
    expect([...new ColumnSorter(4).order(column)]).toEqual([3, 0, 2, 1]);
    expect([...new ColumnSorter(3).order(Float32Array.of(5, 5, 5))]).toEqual([0, 1, 2]);
    expect([...new ColumnSorter(0).order(new Float32Array())]).toEqual([]);
  });
});
