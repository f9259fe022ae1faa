// Retries by rule and with jitter, skipping and failing from code, limits, and callbacks.
import { z } from 'zod';
import { dag, map, task, type Callback } from 'perdure';

class RateLimited extends Error {
  override readonly name = 'RateLimited';
}

const tell: Callback = (event, { log }) => log.info(`${event.path} is ${event.state}.`);

const fetchPage = task({
  name: 'fetch_page',
  input: z.object({ page: z.number() }),
  output: z.object({ page: z.number(), tries: z.number() }),
  retries: 3,
  retryDelay: '1s',
  retryBackoff: 2,
  retryJitter: 0.2,
  retryRules: [
    { on: 'RateLimited', after: '500ms' },
    { on: 'TypeError', retry: false },
  ],
  timeout: '1m',
  totalTimeout: '5m',
  onRetry: tell,
  run: ({ page }, ctx) => {
    if (page === 0) return ctx.skip('There is no page 0.');
    if (ctx.attempt < page) throw new RateLimited(`Page ${page} asks for ${page} tries.`);
    return { page, tries: ctx.attempt };
  },
});
const gather = task({
  name: 'gather',
  input: z.object({ pages: z.array(z.unknown()).optional() }),
  output: z.number(),
  run: ({ pages = [] }) => pages.filter((page) => page !== null && page !== undefined).length,
});

export const failing = dag({ id: 'failing', timeout: '1h', onFailure: tell }, () => {
  const pages = map([0, 1, 2, 3], (page) => fetchPage({ page }));
  return gather({ pages }, { triggerRule: 'none_failed' });
});
