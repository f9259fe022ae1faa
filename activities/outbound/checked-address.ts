import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { AllowedAddresses } from './allowed-addresses.ts';
import { ALLOWED_ADDRESSES } from './allowed-addresses.ts';
import { OutboundRefusedError } from './outbound-refused-error.ts';

/** An address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}
/** Asks for all addresses of a host. @throws what DNS throws */
export type Resolve = (host: string) => Promise<readonly HostAddress[]>;

export const resolveHost: Resolve = (host) => lookup(host, { all: true });

/**
 * The one address at which a URL may be asked; connecting to it, and to no other, is what keeps a
 * second answer of DNS from leading elsewhere.
 *
 * @param url as the URL parser reads it: decimal, octal and hexadecimal forms of an address are
 *   ordinary ones by then
 * @throws OutboundRefusedError when any address of the host is not allowed
 */
export async function checkedAddress(
  url: URL,
  allowed: AllowedAddresses,
  resolve: Resolve = resolveHost,
): Promise<HostAddress> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OutboundRefusedError(`"${url.protocol}" is not asked: only http and https are.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundRefusedError(
      `The address at ${url.host} holds a user or password. Give a header instead.`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family === 0 ? await resolve(host) : [{ address: host, family }];
  const refused = found.find(({ address }) => !allowed.allows(host, address));
  if (refused !== undefined) {
    throw new OutboundRefusedError(
      `${url.host} leads to ${refused.address}, which is not on the public internet. ` +
        `If tasks may reach it, name it in ${ALLOWED_ADDRESSES}.`,
    );
  }
  const [first] = found;
  if (first === undefined) throw new Error(`${url.host} has no address.`);
  return first;
}
