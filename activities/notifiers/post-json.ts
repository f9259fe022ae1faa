import type { CallbackContext } from '../../dsl/index.ts';
import { outboundFetch } from '../outbound/outbound-fetch.ts';

/** The words of a refusal that are worth showing. */
const MOST_ANSWER_CHARACTERS = 300;

/**
 * Posts JSON. The idempotency key is that of the event, so a receiver knows a repeat.
 *
 * @throws Error when the receiver does not take it; the message is then sent again, later.
 */
export async function postJson(
  url: string,
  body: object,
  headers: { readonly [name: string]: string },
  { messageId, signal }: Pick<CallbackContext, 'messageId' | 'signal'>,
): Promise<void> {
  const response = await outboundFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': messageId, ...headers },
    body: JSON.stringify(body),
    signal,
  });
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  const said = (await response.text()).slice(0, MOST_ANSWER_CHARACTERS);
  // The address itself may be a secret; its host is not.
  throw new Error(`${new URL(url).host} answered ${response.status}: ${said}`);
}
