/** How a body hears that it is to end. */
export interface Signals {
  /** Ends what can be ended politely. */
  readonly stop: AbortSignal;
  /** Ends the rest. */
  readonly kill: AbortSignal;
}

/** Signals that are made when somebody looks at them: most bodies are quick and never do. */
export class StopSignals implements Signals {
  #stop: AbortController | undefined;
  #kill: AbortController | undefined;

  get stop(): AbortSignal {
    return (this.#stop ??= new AbortController()).signal;
  }

  get kill(): AbortSignal {
    return (this.#kill ??= new AbortController()).signal;
  }

  tellStop(reason: unknown): void {
    (this.#stop ??= new AbortController()).abort(reason);
  }

  tellKill(reason: unknown): void {
    (this.#kill ??= new AbortController()).abort(reason);
  }
}
