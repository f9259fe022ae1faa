import fc from 'fast-check';
import { randomCase } from './testing/random-case.ts';
import { assertAgreesWithModel } from './testing/agrees-with-model.ts';
const n = Number(process.argv[2] ?? 1000),
  seed = Number(process.argv[3] ?? 1);
const s = performance.now();
let tasks = 0,
  runs = 0,
  max = 0;
const st: any = {};
const res = fc.check(
  fc.property(randomCase, (c) => {
    const p = assertAgreesWithModel(c);
    runs++;
    let k = 0;
    for (const x of p.steps) {
      for (const t of x.transitions) {
        st[t.state] = (st[t.state] ?? 0) + 1;
      }
      for (const cm of x.commands) if (cm.type === 'schedule') k++;
    }
    tasks += k;
    max = Math.max(max, k);
  }),
  { numRuns: n, seed },
);
console.log(
  res.failed
    ? 'FAILED ' +
        res.numRuns +
        ' ' +
        String((res as any).errorInstance?.stack ?? '').slice(0, 1500) +
        '\n' +
        JSON.stringify(res.counterexample)
    : 'ok',
  ((performance.now() - s) / 1000).toFixed(1) + 's',
  'tasks/run',
  tasks / runs,
  'max',
  max,
  st,
);
