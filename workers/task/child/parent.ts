import type { Ask, FromChild, ToChild } from './channel.ts';
import { errorOfWire } from './wire-error.ts';

/** The child's side of the channel. Taken before any author code runs, and hidden from it. */
const send = process.send?.bind(process);
delete process.send;

let asks = 0;
const open = new Map<
  number,
  { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
>();

export function tellParent(message: FromChild): void {
  send?.(message, undefined, {}, () => undefined);
}

/** As `tellParent`, done once the message has left this process. */
export async function toldParent(message: FromChild): Promise<void> {
  await new Promise<void>((resolve) => {
    if (send === undefined) resolve();
    else send(message, undefined, {}, () => resolve());
  });
}

export function askParent(what: Ask): Promise<unknown> {
  const ask = ++asks;
  return new Promise((resolve, reject) => {
    open.set(ask, { resolve, reject });
    tellParent({ perdure: 'ask', ask, what });
  });
}

/** Settles an ask. */
export function hearAnswer(message: Extract<ToChild, { perdure: 'answer' | 'refusal' }>): void {
  const waiting = open.get(message.ask);
  open.delete(message.ask);
  if (message.perdure === 'answer') waiting?.resolve(message.value);
  else waiting?.reject(errorOfWire(message.error));
}
