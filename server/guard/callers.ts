import type { IncomingMessage } from 'node:http';
import { sameSecret } from './same-secret.ts';

/** The name of whoever holds PERDURE_TOKEN. */
export const ADMIN = 'admin';

/**
 * Who may call, by token. The audit and the approvals name people; so several may have tokens of
 * their own (PERDURE_TOKENS), each with the same rights.
 */
export class Callers {
  readonly #tokens: readonly (readonly [name: string, token: string])[];

  constructor(token: string, others: { readonly [name: string]: string } = {}) {
    this.#tokens = [[ADMIN, token], ...Object.entries(others)];
  }

  /** The name of a token's holder. Every token is compared, so that the time tells nothing. */
  find(given: string): string | undefined {
    let found: string | undefined;
    for (const [name, token] of this.#tokens) if (sameSecret(given, token)) found ??= name;
    return found;
  }
}

const names = new WeakMap<IncomingMessage, string>();

/** Keeps the name of a request's caller beside the request; the guard alone does. */
export function noteCaller(request: IncomingMessage, name: string): void {
  names.set(request, name);
}

/** Who sent a request that the guard let in. */
export function callerOf(request: { readonly raw: IncomingMessage }): string {
  const name = names.get(request.raw);
  if (name === undefined) throw new Error('The request did not pass the guard.');
  return name;
}
