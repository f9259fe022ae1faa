/** The codes of MLflow's REST API that the stores of tracking and of models answer with. */
export type TrackingCode =
  | 'INVALID_PARAMETER_VALUE'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'INVALID_STATE';

/** Thrown for what tracking does not take, or does not have. */
export class TrackingError extends Error {
  override readonly name = 'TrackingError';
  readonly code: TrackingCode;
  constructor(code: TrackingCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** For something of a client's that breaks a rule. */
export function invalid(message: string): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', message);
}

/** For something that is asked for and not there. */
export function missing(message: string): TrackingError {
  return new TrackingError('RESOURCE_DOES_NOT_EXIST', message);
}
