import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataFaultError } from '../data/data-fault.ts';
import { takeRows, type Table } from '../data/table.ts';
import { realDataset } from '../testing/real-datasets.ts';
import { applyPipeline } from './apply-pipeline.ts';
import { columnVariances } from './column-variance.ts';
import { fitPipeline } from './fit-pipeline.ts';
import { mutualInformation } from './mutual-information.ts';
import type { CategoricalSpec, NumericSpec, PipelineSpec } from './pipeline.ts';
import { anovaF, regressionF } from './selection-scores.ts';
import { matrix } from '../data/matrix.ts';

type Cell = number | null;
interface NumericCase {
  readonly name: string;
  readonly impute: Exclude<NonNullable<NumericSpec['impute']>, 'none'>;
  readonly scale: NonNullable<NumericSpec['scale']>;
  readonly fill: number[];
  readonly train: number[][];
  readonly test: number[][];
}
interface Fixture {
  readonly numeric: readonly {
    readonly name: string;
    readonly train: Cell[][];
    readonly test: Cell[][];
    readonly indicator: number[];
    readonly cases: readonly NumericCase[];
  }[];
  readonly text: {
    readonly train: (string | null)[][];
    readonly test: (string | null)[][];
    readonly cases: readonly {
      readonly impute: string;
      readonly encode: 'one_hot' | 'ordinal';
      readonly categories: string[][];
      readonly train: number[][];
      readonly test: number[][];
    }[];
  };
  readonly selection: readonly {
    readonly name: string;
    readonly task: 'classification' | 'regression';
    readonly keep: number;
    readonly varying: number[];
    readonly variances: number[];
    readonly f: Cell[];
    readonly fKept: number[];
    readonly mutual?: number[];
    readonly mutualDeviation?: number[];
    readonly codes?: number[][];
    readonly mutualOfCodes?: number[];
    readonly mutualOfCodesDeviation?: number[];
  }[];
  readonly untied: {
    readonly data: number[][];
    readonly classes: number[];
    readonly target: number[];
    readonly ofClasses: number[];
    readonly ofTarget: number[];
  };
}
const file = new URL('../../test/oracles/preprocess/preprocess.json', import.meta.url);
// Written by make.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

function numberTable(rows: readonly (readonly Cell[])[]): Table {
  const columns = (rows[0] ?? []).map((_, at) => ({
    name: `x${at}`,
    type: 'number' as const,
    values: Float64Array.from(rows, (row) => row[at] ?? NaN),
  }));
  return { rows: rows.length, columns };
}
function textTable(rows: readonly (readonly (string | null)[])[]): Table {
  const columns = (rows[0] ?? []).map((_, at) => ({
    name: `t${at}`,
    type: 'text' as const,
    values: rows.map((row) => row[at] ?? null),
  }));
  return { rows: rows.length, columns };
}
function lines(pipeline: ReturnType<typeof fitPipeline>, table: Table): number[][] {
  const { rows, columns, values } = applyPipeline(pipeline, table);
  return Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ]);
}

describe('filled and scaled numbers equal scikit-learn but for single precision', () => {
  const cases = fixture.numeric.flatMap((set) => set.cases.map((one) => ({ ...one, set })));
  it.each(cases)('$name', ({ set, impute, scale, fill, train, test }) => {
    const table = numberTable(set.train);
    const pipeline = fitPipeline(table, { numeric: { impute, scale } });
    const own = lines(pipeline, table).slice(0, train.length);
    const later = lines(pipeline, numberTable(set.test));
    pipeline.inputs.forEach((input, column) => {
      if (input.type !== 'number') return;
      const wanted = fill[column] ?? NaN;
      expect(Math.abs((input.fill ?? NaN) - wanted)).toBeLessThanOrEqual(1e-7 * Math.abs(wanted));
      // What rounding shift and value to single precision can cost, in units of the scale.
      const rounding = (3e-7 * Math.abs(input.shift)) / input.scale + 1e-6;
      for (const [mine, theirs] of [[own, train] as const, [later, test] as const]) {
        theirs.forEach((row, at) => {
          const expected = row[column] ?? NaN;
          const apart = Math.abs((mine[at]?.[column] ?? NaN) - expected);
          expect(apart).toBeLessThanOrEqual(rounding + 1e-6 * Math.abs(expected));
        });
      }
    });
  });
  it.each(fixture.numeric)('$name: an indicator where training rows had holes', (set) => {
    const numeric = { impute: 'mean', indicator: true } as const;
    const pipeline = fitPipeline(numberTable(set.train), { numeric });
    const marked = pipeline.inputs.flatMap((input, at) =>
      input.type === 'number' && input.indicator ? [at] : [],
    );
    expect(marked).toEqual(set.indicator);
    const made = lines(pipeline, numberTable(set.test));
    for (const at of marked) {
      const place = pipeline.features.indexOf(`x${at}_missing`);
      const holes = set.test.map((row) => (row[at] === null ? 1 : 0));
      expect(made.map((row) => row[place])).toEqual(holes);
    }
  });
});

describe('encoded texts equal scikit-learn', () => {
  const imputes: { readonly [name: string]: CategoricalSpec } = {
    none: {},
    most_frequent: { impute: 'most_frequent' },
    constant: { impute: { constant: 'unknown' } },
  };
  it.each(fixture.text.cases)('$impute, $encode', ({ impute, encode, categories, ...wanted }) => {
    const table = textTable(fixture.text.train);
    const pipeline = fitPipeline(table, { categorical: { ...imputes[impute], encode } });
    const own = pipeline.inputs.map((input) => (input.type === 'text' ? input.categories : []));
    expect(own).toEqual(categories);
    expect(lines(pipeline, table)).toEqual(wanted.train);
    expect(lines(pipeline, textTable(fixture.text.test))).toEqual(wanted.test);
  });
  it('learns no category rarer than the share asked for', () => {
    const table = textTable(['a', 'a', 'a', 'b', 'b', 'c'].map((text) => [text]));
    const pipeline = fitPipeline(table, { categorical: { minShare: 2 / 6 } });
    expect(pipeline.features).toEqual(['t0=a', 't0=b']);
    expect(lines(pipeline, table).at(-1)).toEqual([0, 0]);
  });
});

describe('selection equals scikit-learn', () => {
  const close = (own: number, wanted: number | null, limit: number): void => {
    if (wanted === null) expect(own).toBeNaN();
    else expect(Math.abs(own - wanted)).toBeLessThanOrEqual(limit * Math.max(1, Math.abs(wanted)));
  };
  it.each(fixture.selection)('$name', (oracle) => {
    const { features, targets } = realDataset(oracle.name);
    const table: Table = {
      rows: features.rows,
      columns: [
        ...numberTable(
          Array.from({ length: features.rows }, (_, row) => [
            ...features.values.subarray(row * features.columns, (row + 1) * features.columns),
          ]),
        ).columns,
        { name: 'y', type: 'number', values: targets },
      ],
    };
    const spec: PipelineSpec = { target: 'y', numeric: { scale: 'none' } };
    columnVariances(features).forEach((own, at) => close(own, oracle.variances[at] ?? NaN, 1e-8));
    const above = oracle.name === 'diabetes' ? 0.0022 : 0.05;
    const varying = fitPipeline(table, { ...spec, select: { by: 'variance', above } });
    expect(varying.selected).toEqual(oracle.varying);
    const classes = oracle.task === 'classification';
    const f = classes
      ? anovaF(features, targets, new Set(targets).size)
      : regressionF(features, targets);
    f.forEach((own, at) => close(own, oracle.f[at] ?? null, 1e-7));
    const by = classes ? 'anova_f' : 'f_regression';
    const best = fitPipeline(table, { ...spec, select: { by, keep: oracle.keep } });
    expect(best.selected).toEqual(oracle.fKept);
    expect(best.features).toEqual(oracle.fKept.map((at) => `x${at}`));
    const { mutual, mutualDeviation } = oracle;
    if (mutual === undefined || mutualDeviation === undefined) return;
    const none = new Array<boolean>(features.columns).fill(false);
    mutualInformation(features, none, targets, classes).forEach((own, at) => {
      // Noise parts equal values; scikit-learn's own seeds deviate so much.
      close(own, mutual[at] ?? NaN, 1e-6 + 5 * (mutualDeviation[at] ?? 0));
    });
  });
  it.each(fixture.selection.filter(({ codes }) => codes !== undefined))(
    '$name: mutual information of codes',
    ({ name, codes = [], mutualOfCodes = [], mutualOfCodesDeviation = [], task }) => {
      const width = codes[0]?.length ?? 0;
      const coded = matrix(codes.length, width, codes.flat());
      const all = new Array<boolean>(width).fill(true);
      const targets = realDataset(name).targets;
      const classes = task === 'classification';
      mutualInformation(coded, all, targets, classes).forEach((own, at) => {
        const noise = classes ? 0 : 5 * (mutualOfCodesDeviation[at] ?? 0);
        close(own, mutualOfCodes[at] ?? NaN, 1e-7 + noise);
      });
    },
  );
  it('mutual information to the last digits where no values are equal', () => {
    const { data, classes, target, ofClasses, ofTarget } = fixture.untied;
    const features = matrix(data.length, 4, data.flat());
    const none = [false, false, false, false];
    mutualInformation(features, none, classes, true).forEach((own, at) => {
      close(own, ofClasses[at] ?? NaN, 1e-10);
    });
    mutualInformation(features, none, target, false).forEach((own, at) => {
      close(own, ofTarget[at] ?? NaN, 1e-10);
    });
  });
  it('keeps the columns that scikit-learn keeps by mutual information', () => {
    const { features, targets } = realDataset('iris');
    const none = new Array<boolean>(4).fill(false);
    const scores = mutualInformation(features, none, targets, true);
    const order = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    expect(order.slice(0, 2).sort()).toEqual([2, 3]);
  });
});

describe('a pipeline learns from its own rows alone', () => {
  const text = ['a', 'b', null, 'a', 'b', 'c', 'a', 'a'];
  const table: Table = {
    rows: 8,
    columns: [
      { name: 'age', type: 'number', values: Float64Array.of(1, 2, 3, NaN, 5, 6, 70, 80) },
      { name: 'town', type: 'text', values: text },
      { name: 'flat', type: 'integer', values: new Float64Array(8).fill(4) },
      { name: 'y', type: 'text', values: ['n', 'n', 'n', 'n', 'p', 'p', 'p', 'p'] },
    ],
  };
  const spec: PipelineSpec = {
    target: 'y',
    numeric: { impute: 'median', indicator: true },
    select: { by: 'anova_f', keep: 3 },
  };
  it('whatever the rows held back are', () => {
    const train = takeRows(table, [0, 1, 2, 3, 4, 5]);
    const fitted = fitPipeline(train, spec);
    const [age] = fitted.inputs;
    expect(age).toMatchObject({ name: 'age', fill: 3, indicator: true });
    expect(fitted.fittedRows).toBe(6);
    expect(fitted.features).not.toContain('flat');
  });
  it('and its target is never needed to apply it', () => {
    const fitted = fitPipeline(table, spec);
    const blind = { rows: 8, columns: table.columns.filter(({ name }) => name !== 'y') };
    expect(applyPipeline(fitted, blind)).toEqual(applyPipeline(fitted, table));
  });
  it('and it survives JSON', () => {
    const fitted = fitPipeline(table, spec);
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
  });
});

describe('what cannot be prepared is refused, all of it at once', () => {
  const table: Table = {
    rows: 3,
    columns: [
      { name: 'a', type: 'number', values: Float64Array.of(1, NaN, 3) },
      { name: 'b', type: 'number', values: Float64Array.of(1, 2, 1e300) },
      { name: 'c', type: 'number', values: Float64Array.of(NaN, NaN, NaN) },
      { name: 'y', type: 'integer', values: Float64Array.of(0, 1, 1) },
    ],
  };
  const codes = (work: () => unknown): string[] => {
    try {
      work();
    } catch (error) {
      if (error instanceof DataFaultError) return error.faults.map(({ code }) => code);
      throw error;
    }
    return [];
  };
  it('columns that hold what no model takes', () => {
    const numeric = { impute: 'mean' } as const;
    expect(codes(() => fitPipeline(table, { target: 'y' }))).toEqual([
      'DATA006',
      'DATA007',
      'DATA006',
    ]);
    expect(codes(() => fitPipeline(table, { target: 'y', numeric }))).toEqual([
      'DATA007',
      'DATA008',
    ]);
  });
  it('a specification that contradicts the table or itself', () => {
    const spec: PipelineSpec = {
      target: 'y',
      columns: ['a', 'y', 'a', 'z'],
      numeric: { indicator: true },
      select: { by: 'anova_f', keep: 0 },
    };
    expect(codes(() => fitPipeline(table, spec))).toEqual([
      'DATA002',
      'DATA003',
      'DATA004',
      'DATA011',
      'DATA011',
    ]);
    expect(() => fitPipeline(table, spec)).toThrow('"z" is not a column of the table');
  });
  it('a selection without a target, or by one that does not fit', () => {
    const select = { by: 'f_regression', keep: 1 } as const;
    expect(codes(() => fitPipeline(table, { columns: ['a'], select }))).toEqual(['DATA012']);
    const named: Table = {
      rows: 3,
      columns: [
        { name: 'a', type: 'number', values: Float64Array.of(1, 2, 3) },
        { name: 'y', type: 'text', values: ['p', 'n', 'p'] },
      ],
    };
    expect(codes(() => fitPipeline(named, { target: 'y', select }))).toEqual(['DATA015']);
    const above = 9;
    const spec = { target: 'y', select: { by: 'variance', above } } as const;
    expect(codes(() => fitPipeline(named, spec))).toEqual(['DATA013']);
  });
  it('texts that are names, of which each would be a column', () => {
    const values = Array.from({ length: 1200 }, (_, row) => `row ${row}`);
    const names: Table = { rows: 1200, columns: [{ name: 'id', type: 'text', values }] };
    expect(codes(() => fitPipeline(names, {}))).toEqual(['DATA009']);
    const spec = { categorical: { minShare: 0.5 } };
    expect(codes(() => fitPipeline(names, spec))).toEqual(['DATA010']);
  });
  it('later rows of another shape', () => {
    const fitted = fitPipeline(takeRows(table, [0, 2]), {
      columns: ['a', 'y'],
    });
    const later: Table = {
      rows: 2,
      columns: [{ name: 'a', type: 'number', values: Float64Array.of(Infinity, NaN) }],
    };
    expect(codes(() => applyPipeline(fitted, later))).toEqual(['DATA007', 'DATA006', 'DATA002']);
    const text: Table = { rows: 1, columns: [{ name: 'a', type: 'text', values: ['1'] }] };
    expect(codes(() => applyPipeline(fitted, text))).toEqual(['DATA005', 'DATA002']);
  });
});
