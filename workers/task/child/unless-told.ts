/** Waits for a process to start, as long as nobody says stop. @throws Error when told to stop first. */
export async function unlessTold(stop: AbortSignal, ready: Promise<void>): Promise<void> {
  const told = (): Error => new Error('Told to stop before its process was ready.');
  if (stop.aborted) throw told();
  let listen = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    listen = () => reject(told());
    stop.addEventListener('abort', listen, { once: true });
  });
  try {
    await Promise.race([ready, stopped]);
  } finally {
    stop.removeEventListener('abort', listen);
  }
}
