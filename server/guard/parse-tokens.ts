import { ADMIN } from './callers.ts';
import { checkToken } from './token.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,99}$/;

/**
 * Reads PERDURE_TOKENS: `ada=<token>,grace=<token>`.
 * @throws Error that names the entry, never its token.
 */
export function parseTokens(text: string | undefined): { readonly [name: string]: string } {
  const tokens: { [name: string]: string } = {};
  for (const entry of (text ?? '').split(',').filter(Boolean)) {
    const [name = '', ...rest] = entry.split('=');
    if (!NAME.test(name) || name === ADMIN || name in tokens) {
      throw new Error(
        `PERDURE_TOKENS needs name=token entries, each name once and none of them "${ADMIN}"; one of its names does not fit.`,
      );
    }
    const token = rest.join('=');
    try {
      checkToken(token, '127.0.0.1');
    } catch {
      throw new Error(
        `The token of "${name}" in PERDURE_TOKENS is too weak: it needs at least 16 visible ASCII characters and no space.`,
      );
    }
    tokens[name] = token;
  }
  return tokens;
}
