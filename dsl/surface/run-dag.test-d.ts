/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { runDag, triggerDag } from '../index.ts';
import { child, ingest, m, raw } from './fixtures.test-d.ts';

const r = runDag(child, { model: raw });
ingest({ url: r.uri });
runDag(child, { model: { uri: 'x', rows: 1 }, size: 2, mode: 'x' }, { cancel: 'leave' });
ingest({ url: triggerDag(child, { model: m.data }).runId });

runDag(
  child,
  { model: raw },
  { id: 'x', retries: 2, after: m, timeout: '1h', cancel: 'with_parent' },
);

// @ts-expect-error
runDag(child, { model: raw }, { outlets: [] });
// @ts-expect-error
runDag(child, {});
// @ts-expect-error
runDag(child, { model: raw.uri });
// @ts-expect-error
runDag(child, { model: raw, sise: 3 });
// @ts-expect-error
ingest({ url: runDag(child, { model: raw }).rows });
// @ts-expect-error
runDag(child, { model: raw }, { triggerRule: 'all_done' });
// @ts-expect-error
triggerDag(child, { model: raw }, { cancel: 'leave' });
// @ts-expect-error
runDag('child', {});
