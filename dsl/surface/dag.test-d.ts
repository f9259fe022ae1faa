/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { z } from 'zod';
import { dag, type Dag, type Plan } from '../index.ts';
import { ingest, nothing } from './fixtures.test-d.ts';

export const typed: Dag<{ url: string; n?: number | undefined }, { uri: string; rows: number }> =
  dag({ id: 'typed', params: { url: z.string(), n: z.number().default(3) } }, ({ params }) =>
    ingest({ url: params.url }),
  );
export const plan: Plan = typed.plan;
dag({ id: 'silent', schedule: '@daily', defaults: { retries: 1 }, tags: ['a'] }, () => {});
dag({ id: 'structure' }, () => ({ a: 1, b: [nothing()] }));
dag({ id: 'seen', onFailure: ({ error }) => void error }, ({ run }) => {
  ingest({ url: run.dataInterval.start });
});

dag({ id: 'params', params: { url: z.string() } }, ({ params, run }) => {
  // @ts-expect-error
  params.ulr;
  // @ts-expect-error
  run.logicaldate;
});
// @ts-expect-error
dag({ id: 'no' }, async () => {
  nothing();
});
// @ts-expect-error
dag({ id: 'no', shedule: '@daily' }, () => {});
// @ts-expect-error
dag({ id: 'no', schedule: '@dayly' }, () => {});
// @ts-expect-error
dag({ id: 'no', defaults: { retires: 1 } }, () => {});
// @ts-expect-error
dag({ id: 'no', timeout: '5 parsecs' }, () => {});
// @ts-expect-error
dag({}, () => {});
