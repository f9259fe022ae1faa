// branch on one key and on several, and shortCircuit: what is not chosen is skipped.
import { z } from 'zod';
import { branch, dag, gt, shortCircuit, task } from 'perdure';

const Kind = z.enum(['small', 'large']);
const Report = z.enum(['mean', 'max', 'histogram']);

const look = task({
  name: 'look',
  input: z.object({ values: z.array(z.number()), reports: z.array(Report) }),
  output: z.object({ kind: Kind, rows: z.number(), reports: z.array(Report) }),
  run: ({ values, reports }) => ({
    kind: values.length > 100 ? ('large' as const) : ('small' as const),
    rows: values.length,
    reports,
  }),
});
const compute = task({
  name: 'compute',
  input: z.object({ values: z.array(z.number()), what: z.string() }),
  output: z.number(),
  run: ({ values, what }) => {
    if (what === 'mean') return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
    return what === 'max' ? Math.max(...values) : new Set(values).size;
  },
});
const publish = task({
  name: 'publish',
  input: z.object({ mean: z.number().optional(), max: z.number().optional(), how: z.string() }),
  output: z.string(),
  run: ({ mean, max, how }, ctx) => {
    const text = `${how}: mean ${mean ?? '-'}, max ${max ?? '-'}`;
    ctx.log.info(text);
    return text;
  },
});

const params = {
  values: z.array(z.number()).default([3, 1, 2]),
  reports: z.array(Report).default(['mean', 'max']),
};

export const branching = dag({ id: 'branching', params }, ({ params: { values, reports } }) => {
  const found = look({ values, reports });
  const enough = shortCircuit(gt(found.rows, 0), { id: 'enough' });
  const made = branch(
    found.reports,
    {
      mean: () => compute({ values, what: 'mean' }, { id: 'mean', after: enough }),
      max: () => compute({ values, what: 'max' }, { id: 'max', after: enough }),
      histogram: () => compute({ values, what: 'histogram' }, { id: 'histogram', after: enough }),
    },
    { id: 'reports' },
  );
  const how = branch(found.kind, { small: () => 'in memory', large: () => 'streamed' });
  return publish({ mean: made.mean, max: made.max, how }, { after: enough });
});
