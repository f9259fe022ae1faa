/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { A, ingest, m, nothing, raw } from './fixtures.test-d.ts';

ingest({ url: 'x' }, { retries: 3, retryDelay: '5m', queue: 'gpu', isolation: 'process' });
ingest({ url: 'x' }, { id: 'again', after: [raw, m], doc: 'why', outlets: [A] });
ingest({ url: 'x' }, { onFailure: ({ error }) => void error, resources: { gpu: 1 } });
ingest({ url: 'x' }, { onRetry: async (event, { secret }) => void (await secret(event.path)) });
nothing();
nothing({}, { after: raw });
nothing({}, { resources: { gpuMemory: '40Gi', memory: '512Mi', labels: { zone: 'a' } } });
nothing(
  {},
  {
    retryJitter: 0.5,
    retryRules: [
      { on: 'X', after: '1m' },
      { on: 'Y', retry: false },
    ],
  },
);
nothing({}, { local: true, cache: true, outputTtl: '7d' });
nothing({}, { cache: { scope: 'global', salt: 's', ttl: '1d', version: '2' } });
nothing({}, { cache: false, totalTimeout: '1h', queueTimeout: '1m' });

// @ts-expect-error
nothing({}, { retryDelay: '5 parsecs' });
// @ts-expect-error
nothing({}, { after: ['ingest'] });
// @ts-expect-error
nothing({}, { retires: 3 });
// @ts-expect-error
nothing({}, { resources: { gpus: 1 } });
// @ts-expect-error
nothing({}, { after: 'ingest' });
// @ts-expect-error
nothing({}, { resources: { memory: '40GB' } });
// @ts-expect-error
nothing({}, { resources: { labels: { zone: 1 } } });
// @ts-expect-error
nothing({}, { retryRules: [{ retry: false }] });
// @ts-expect-error
nothing({}, { retryRules: [{ on: 'X', after: 3 }] });
// @ts-expect-error
nothing({}, { cache: { scope: 'team' } });
// @ts-expect-error
nothing({}, { cache: { tll: '1d' } });
// @ts-expect-error
nothing({}, { local: 'yes' });
// @ts-expect-error
nothing({}, { pokeInterval: '5s' });
// @ts-expect-error
nothing({}, { onFailure: (event: string) => event });
