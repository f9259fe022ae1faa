/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { concat, flatten, map, type Ref } from '../index.ts';
import {
  grid,
  ingest,
  list,
  m,
  many,
  nothing,
  params,
  pick,
  raw,
  soft,
  train,
} from './fixtures.test-d.ts';

type Model = typeof m extends Ref<infer T> ? T : never;
export const models: Ref<Model[]> = map(list(), (t) =>
  train({ data: raw, lr: t.lr, layers: [params.n] }),
);
export const matrix: Ref<Model[][]> = map(list(), (t) =>
  map([1, 2], (n, i) => train({ data: { uri: raw.uri, rows: n }, lr: t.lr, layers: [n, i] })),
);
grid({ m: matrix });
grid({ m: [models, models] });
grid({ m: [[m, m]] });
pick({ models });
pick({ models: [m, m] });
pick({ models: flatten(matrix) });
pick({ models: concat(models, models) });
map(list(), (t) => train({ data: raw, layers: [], ...t }));
map([m, m], (x) => train({ data: x.data, lr: 1, layers: [] }), { maxParallel: 3, id: 'x' });
map([{ lr: 1 }, { lr: 2, deep: true }], (t) => {
  const deep: Ref<boolean | undefined> = t.deep;
  return { deep };
});
soft({ why: 'x', uri: 'y' });
void many;

// @ts-expect-error
pick({ models: models.uri });
// @ts-expect-error
pick({ models: m });
// @ts-expect-error
pick({ models: map(list(), () => models) });
// @ts-expect-error
grid({ m: models });
// @ts-expect-error
map(raw, () => nothing());
// @ts-expect-error
map(params.n, () => nothing());
// @ts-expect-error
map(list(), async () => nothing());
// @ts-expect-error
map(list(), () => nothing(), { maxParalel: 3 });
// @ts-expect-error
map(list(), (t) => ingest({ url: t.lr }));
