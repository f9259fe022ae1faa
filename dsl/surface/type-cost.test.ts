import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeErrors, errorsIn, programOf, projectRoot } from '../testing/check-program.ts';

const TASKS = 200;
/** Instantiations for each task; a rise means that editors get slower on large dags. */
const CEILING = 2_000;

const HEAD = `import { branch, dag, map, task } from 'perdure';
import { z } from 'zod';
const Base = z.object({ uri: z.string(), rows: z.number(), ok: z.boolean() });
`;

/** Tasks with schemas of their own, chained, every tenth mapped over and every tenth branched on. */
function dagOf(count: number): string {
  const define = (i: number): string => `
const Out${i} = Base.extend({ f${i}: z.string(), tags: z.array(z.string()) });
const t${i} = task({
  name: 't${i}',
  input: z.object({ from: z.string(), n: z.number().optional(), extra: Base.optional() }),
  output: Out${i},
  run: () => null as never,
});`;
  const call = (i: number): string => {
    const from = i === 0 ? `'x'` : `r${i - 1}.uri`;
    const one = `  const r${i} = t${i}({ from, n: 1 });`.replace('from,', `from: ${from},`);
    if (i % 10 === 3)
      return `${one}\n  map(r${i}.tags, (tag) => t${i}({ from: tag }, { id: 'm${i}' }));`;
    if (i % 10 === 7)
      return `${one}\n  branch(r${i}.ok, { true: () => t${i}({ from: r${i}.f${i} }, { id: 'b${i}' }), false: () => {} });`;
    return one;
  };
  const numbers = Array.from({ length: count }, (_, i) => i);
  return `${HEAD}${numbers.map(define).join('')}
export const d = dag({ id: 'd' }, () => {
${numbers.map(call).join('\n')}
});
`;
}

function instantiations(count: number): number {
  const file = join(projectRoot, `dsl/surface/generated-${count}.ts`);
  const program = programOf([], new Map([[file, dagOf(count)]]));
  expect(describeErrors(errorsIn(program, file))).toBe('');
  return program.getInstantiationCount();
}

const SLOW = 300_000;

test(
  `a dag of ${TASKS} tasks costs the compiler at most ${CEILING} instantiations a task`,
  () => {
    const each = (instantiations(TASKS) - instantiations(1)) / (TASKS - 1);
    expect(Math.round(each)).toBeLessThanOrEqual(CEILING);
    expect(each).toBeGreaterThan(100);
  },
  SLOW,
);
