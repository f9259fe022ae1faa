const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The names this server answers to. A page of another site that points its own name at this
 * machine (DNS rebinding) sends that name as Host, and is refused.
 */
export class HostList {
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set([...LOOPBACK, ...names.map((name) => name.toLowerCase())]);
  }

  has(host: string | undefined): boolean {
    if (host === undefined) return false;
    const match = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i.exec(host);
    return match?.[1] !== undefined && this.#names.has(match[1].toLowerCase());
  }
}

/** Whether only this machine reaches an address to listen on. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
