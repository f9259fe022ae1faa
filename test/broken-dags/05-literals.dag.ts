// Values that cannot travel as JSON, or are too large to.
import { z } from 'zod';
import { dag, task } from 'perdure';

const take = task({ name: 'take', input: z.object({ value: z.any() }), run: () => {} });
const circle: { self?: unknown } = {};
circle.self = circle;

export const literals = dag({ id: 'literals' }, () => {
  take({ value: new Date(0) }, { id: 'date' });
  take({ value: 10n }, { id: 'bigint' });
  take({ value: { deep: [Number.NaN] } }, { id: 'nan' });
  take({ value: () => 1 }, { id: 'function' });
  take({ value: new Map() }, { id: 'map' });
  take({ value: circle }, { id: 'circle' });
  take({ value: 'x'.repeat(70_000) }, { id: 'large' });
});
