import { BlockList, isIP } from 'node:net';
import { addRange, familyOf, isSpecialAddress } from './special-addresses.ts';

/** The setting that names the non-public addresses which tasks may reach. */
export const ALLOWED_ADDRESSES = 'PERDURE_ALLOWED_ADDRESSES';

/** Which addresses tasks may reach besides the public ones. */
export interface AllowedAddresses {
  /** Whether a host may be reached at an address that it resolves to. */
  allows(host: string, address: string): boolean;
}

/**
 * Reads a list such as `127.0.0.1, 10.0.0.0/8, hooks.internal`: addresses, ranges, and names of hosts,
 * which are allowed at whatever address they have.
 *
 * @throws TypeError naming what is none of them
 */
export function allowedAddresses(list = ''): AllowedAddresses {
  const ranges = new BlockList();
  const hosts = new Set<string>();
  for (const entry of list.split(',').map((text) => text.trim())) {
    if (entry === '') continue;
    if (isIP(entry.split('/')[0] ?? '') !== 0) addRange(ranges, entry);
    else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)) hosts.add(entry.toLowerCase());
    else throw new TypeError(`${ALLOWED_ADDRESSES}: "${entry}" is no address, range or host.`);
  }
  return {
    allows: (host, address) =>
      !isSpecialAddress(address) ||
      hosts.has(host.toLowerCase()) ||
      ranges.check(address, familyOf(address)),
  };
}
