import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { outboundFetch } from '../outbound/outbound-fetch.ts';
import { isOutboundRefused } from '../outbound/outbound-refused-error.ts';
import { servicesOf } from '../services.ts';

/**
 * Tells people: a line in the log and, with a webhook, a POST of JSON. The idempotency key is the
 * same for every attempt of one task instance, so a receiver can tell a repeat from a second message.
 */
export const notify = task({
  name: 'notify',
  retries: 3,
  retryDelay: '5s',
  timeout: '1m',
  input: z.object({
    text: z.string(),
    level: z.enum(['info', 'warn', 'error']).default('info'),
    webhook: z.url().optional(),
  }),
  output: z.object({ sent: z.boolean() }),
  run: async ({ text, level, webhook }, ctx) => {
    ctx.log[level](text);
    if (webhook === undefined) return { sent: false };
    const { dagId, runId, path } = servicesOf(ctx).instance;
    const response = await outboundFetch(webhook, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': `${dagId}/${runId}/${path}`,
      },
      body: JSON.stringify({ text, level, dagId, runId, task: path }),
      signal: ctx.signal,
    }).catch((error: unknown) => {
      if (!isOutboundRefused(error)) throw error;
      return ctx.fail(error.message, { retry: false });
    });
    await response.body?.cancel();
    if (!response.ok) {
      const retry = response.status >= 500 || response.status === 429;
      return ctx.fail(`The webhook answered ${response.status}.`, { retry });
    }
    return { sent: true };
  },
});
