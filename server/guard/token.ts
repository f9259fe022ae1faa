import { isLoopback } from './host-list.ts';

const MIN_CHARS = 16;
const SHAPE = /^[\x21-\x7e]+$/;

/**
 * There is no default token and no open mode: without one the server does not start, least of all
 * on an address that others reach.
 * @throws Error with the mend.
 */
export function checkToken(token: string | undefined, host: string): asserts token is string {
  if (token === undefined || token === '') {
    const reach = isLoopback(host) ? '' : ` on "${host}", which other machines reach`;
    throw new Error(
      `The server does not start without a token${reach}. Set PERDURE_TOKEN to a secret of at least ${MIN_CHARS} characters.`,
    );
  }
  if (token.length < MIN_CHARS || !SHAPE.test(token)) {
    throw new Error(
      `The token is too weak: it needs at least ${MIN_CHARS} visible ASCII characters and no space. Set PERDURE_TOKEN to a random one.`,
    );
  }
}
