import { BlockList, isIP } from 'node:net';

/**
 * Ranges that are not the public internet: loopback, private, link-local (where clouds keep their
 * metadata), shared, documentation, multicast and reserved, and IPv6 forms that carry an IPv4
 * address. From the IANA special-purpose address registries (RFC 6890 and its updates).
 */
const SPECIAL = {
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
    ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
    ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ],
  ipv6: [
    // The unspecified address, the loopback and IPv4-compatible ones. IPv4-mapped ones (::ffff:…) are
    // looked up among the IPv4 ranges by the list itself.
    '::/96',
    ...['64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
    ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  ],
} as const;

const special = new BlockList();
for (const family of ['ipv4', 'ipv6'] as const) {
  for (const range of SPECIAL[family]) addRange(special, range);
}

/** Whether an IP address is no public one. @throws TypeError for what is no address */
export function isSpecialAddress(address: string): boolean {
  return special.check(address, familyOf(address));
}

/** Adds `10.0.0.0/8`, `fd00::/8` or a single address. @throws TypeError for anything else */
export function addRange(list: BlockList, range: string): void {
  const [address = '', bits, ...rest] = range.split('/');
  const family = familyOf(address);
  const most = family === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  if (rest.length > 0 || !(length <= most)) throw new TypeError(`"${range}" is no range.`);
  list.addSubnet(address, length, family);
}

/** `ipv4` or `ipv6`. @throws TypeError for what is no address */
export function familyOf(address: string): 'ipv4' | 'ipv6' {
  const version = isIP(address);
  if (version === 0) throw new TypeError(`"${address}" is no IP address.`);
  return version === 4 ? 'ipv4' : 'ipv6';
}
