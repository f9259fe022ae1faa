/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { and, chain, eq, gt, includes, not, shortCircuit } from '../index.ts';
import { m, nothing, raw, run } from './fixtures.test-d.ts';

shortCircuit(
  and(m.ok, not(run.isLatest), gt(m.acc, 3), eq(m.verdict, 'promote'), includes(m.tags, 'x')),
  { after: raw, ignoreDownstreamTriggerRules: false },
);
chain(raw, [m, nothing()], nothing({}, { after: raw }));

// @ts-expect-error
shortCircuit(m.acc);
// @ts-expect-error
shortCircuit(true);
// @ts-expect-error
chain('ingest', m);
