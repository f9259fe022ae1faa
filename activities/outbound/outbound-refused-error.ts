/** Thrown when a URL leads where tasks may not go. Trying again does not help. */
export class OutboundRefusedError extends Error {
  override readonly name = 'OutboundRefusedError';
  readonly code = 'OUTBOUND_REFUSED';
}

/** Whether an error, of whatever copy of this module, is such a refusal. */
export function isOutboundRefused(error: unknown): error is Error {
  return error instanceof Error && Reflect.get(error, 'code') === 'OUTBOUND_REFUSED';
}
