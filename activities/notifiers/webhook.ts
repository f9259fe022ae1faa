import type { Callback, CallbackContext, TaskEvent } from '../../dsl/index.ts';
import { describeEvent } from './describe-event.ts';
import { postJson } from './post-json.ts';
import { readText, type SecretText } from './secret-text.ts';

export interface Webhook {
  readonly url: SecretText;
  readonly headers?: { readonly [name: string]: SecretText };
  /** What is posted instead of the event itself. */
  readonly body?: (event: TaskEvent) => object;
}

/**
 * Posts each event as JSON.
 *
 * @example
 * ```ts
 * const tell = webhook({
 *   url: 'https://hooks.example.org/perdure',
 *   headers: { authorization: { secret: 'hook-token' } },
 * });
 * const flaky = task({ name: 'flaky', onFailure: tell, run: () => {} });
 * ```
 */
export function webhook({ url, headers = {}, body = bodyOf }: Webhook): Callback {
  return async (event, context) => {
    const address = await readText(url, context);
    await postJson(address, body(event), await readHeaders(headers, context), context);
  };
}

function bodyOf(event: TaskEvent): object {
  return { text: describeEvent(event), ...event };
}

async function readHeaders(
  headers: { readonly [name: string]: SecretText },
  context: CallbackContext,
): Promise<{ readonly [name: string]: string }> {
  const read = Object.entries(headers).map(
    async ([name, text]) => [name.toLowerCase(), await readText(text, context)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
