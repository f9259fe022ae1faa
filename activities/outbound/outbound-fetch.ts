import { allowedAddresses, ALLOWED_ADDRESSES, type AllowedAddresses } from './allowed-addresses.ts';
import { checkedAddress, type Resolve } from './checked-address.ts';
import { OutboundRefusedError } from './outbound-refused-error.ts';
import { requestAt, type OutboundRequest } from './request-at.ts';

export interface OutboundOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}
/** For tests: another resolver, another list. */
export interface OutboundRules {
  readonly resolve?: Resolve;
  readonly allowed?: AllowedAddresses;
}

const MOST_REDIRECTS = 10;
/** What may be told to another origin than the one it was meant for. */
const HARMLESS: readonly string[] = ['accept', 'content-type'];

/**
 * Asks a URL that a user gave, as `fetch` does.
 *
 * O1 Every host is resolved once, each of its addresses is checked, and the connection goes to the
 *    address that was checked. Loopback, private and link-local addresses are refused unless
 *    `PERDURE_ALLOWED_ADDRESSES` names them.
 * O2 A redirect is a new URL: O1 holds for it, and headers that may hold secrets stay at their origin.
 *
 * @throws OutboundRefusedError; the signal's reason; what the network throws
 */
export async function outboundFetch(
  address: string,
  options: OutboundOptions,
  rules: OutboundRules = {},
): Promise<Response> {
  const allowed = rules.allowed ?? allowedAddresses(process.env[ALLOWED_ADDRESSES]);
  let url = new URL(address);
  let request: OutboundRequest = {
    ...{ method: options.method ?? 'GET', signal: options.signal },
    headers: lowerCased(options.headers ?? {}),
    ...(options.body === undefined ? {} : { body: options.body }),
  };
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    options.signal.throwIfAborted();
    const at = await checkedAddress(url, allowed, rules.resolve);
    const response = await requestAt(url, at, request);
    const next = redirectOf(response, url);
    if (next === undefined) return response;
    await response.body?.cancel();
    request = redirected(request, response.status, next.origin === url.origin);
    url = next;
  }
  throw new OutboundRefusedError(`${new URL(address).host} redirects without end.`);
}

function redirectOf({ status, headers }: Response, from: URL): URL | undefined {
  const location = headers.get('location');
  const redirects = [301, 302, 303, 307, 308].includes(status);
  return redirects && location !== null ? new URL(location, from) : undefined;
}

/** As browsers do: 303, and 301 and 302 of a POST, are asked for with GET. */
function redirected(
  request: OutboundRequest,
  status: number,
  sameOrigin: boolean,
): OutboundRequest {
  const headers = sameOrigin
    ? request.headers
    : Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => HARMLESS.includes(name)),
      );
  const asksAgain =
    (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  if (!asksAgain) return { ...request, headers };
  const { 'content-type': _, ...rest } = headers;
  return { method: 'GET', headers: rest, signal: request.signal };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
