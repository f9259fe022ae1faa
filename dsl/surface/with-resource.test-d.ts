/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { withResource } from '../index.ts';
import { ingest, raw, soft, train } from './fixtures.test-d.ts';

const w = withResource(
  {
    setup: () => ingest({ url: 'x' }),
    teardown: (r) => soft({ why: r.uri }, { triggerRule: 'all_done' }),
  },
  (r) => train({ data: r, lr: 1, layers: [] }),
);
ingest({ url: w.uri });

withResource(
  { setup: () => raw, teardown: () => {}, teardownWhen: 'failure', failRunOnTeardownFailure: true },
  (r) => r,
);

// @ts-expect-error
withResource({ setup: () => raw, teardown: () => {}, teardownWhen: 'never' }, (r) => r);
// @ts-expect-error
withResource({ setup: () => raw, teardown: (r) => ingest({ url: r.url }) }, (r) => r);
// @ts-expect-error
withResource({ setup: () => 3, teardown: () => {} }, (r) => r);
// @ts-expect-error
withResource({ setup: () => raw }, (r) => r);
