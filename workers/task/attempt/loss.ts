/** Whether a newer attempt has turned out to own the task; told once, to whoever watches then. */
export class Loss {
  #isLost = false;
  #tell: (() => void) | undefined;

  /** One watcher at a time; a loss that was found before is told at once. */
  watch(tell: () => void): void {
    if (this.#isLost) tell();
    else this.#tell = tell;
  }

  unwatch(): void {
    this.#tell = undefined;
  }

  found(): void {
    this.#isLost = true;
    this.#tell?.();
  }
}
