import { errorCode } from '../../../stores/objects/object-error.ts';
import type { WireError } from './channel.ts';

/** An error as it crosses the channel: its name, message and code. */
export function wireErrorOf(error: unknown): WireError {
  const code = errorCode(error);
  const plain = error instanceof Error ? error : new Error(String(error));
  return { name: plain.name, message: plain.message, ...(code === undefined ? {} : { code }) };
}

/** The error on the other side. Errors of stores are told apart by their code. */
export function errorOfWire(wire: WireError): Error {
  const error = new Error(wire.message);
  error.name = wire.name;
  return wire.code === undefined ? error : Object.assign(error, { code: wire.code });
}
