import { z } from 'zod';
import { dag, map, task, type Dag, type Ref } from 'perdure';

/** No-op tasks: what is left is the engine's own cost. */
const step = task({
  name: 'step',
  input: z.object({ n: z.number() }),
  output: z.number(),
  run: ({ n }) => n + 1,
});
const join = task({
  name: 'join',
  input: z.object({ values: z.array(z.number()) }),
  output: z.number(),
  run: ({ values }) => values.length + 1,
});

export const chain40 = chainDag(40);
export const chain3 = chainDag(3);
export const fan40 = fanDag(40);
export const fan500 = fanDag(500);
export const fan1000 = fanDag(1_000);
export const fan10000 = fanDag(10_000);

function chainDag(length: number): Dag<Record<string, never>, number> {
  return dag({ id: `bench_chain_${length}` }, () => {
    let value: Ref<number> = step({ n: 0 }, { id: 'step_0' });
    for (let index = 1; index < length; index += 1) {
      value = step({ n: value }, { id: `step_${index}` });
    }
    return value;
  });
}

function fanDag(width: number): Dag<Record<string, never>, number> {
  const items = Array.from({ length: width }, (_, index) => index);
  return dag({ id: `bench_fan_${width}` }, () => {
    const first = step({ n: 0 }, { id: 'first' });
    const values = map(items, () => step({ n: first }, { id: 'each' }));
    return join({ values });
  });
}
