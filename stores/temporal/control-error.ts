/** Why a request to a run was not done. */
export type ControlCode = 'NOT_FOUND' | 'NOT_OPEN' | 'NOT_ANSWERING' | 'REFUSED' | 'NO_WORKERS';

/** Thrown by `controlRun`; the message is for whoever asked. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlCode;

  constructor(code: ControlCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
