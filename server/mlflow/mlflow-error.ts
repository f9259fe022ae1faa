import { z } from 'zod';
import { RegistryError } from '../../stores/registry/registry-name.ts';
import { errorCode } from '../../stores/objects/object-error.ts';
import { isTransient } from '../../stores/postgres/with-retry.ts';
import { TrackingError } from '../../stores/tracking/tracking-error.ts';
import { Problem } from '../problem/problem.ts';

/** MLflow's codes, with the status each answers by. */
const STATUS = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  INVALID_STATE: 500,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type MlflowCode = keyof typeof STATUS;

/** A refusal that MLflow's clients understand. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  readonly code: MlflowCode;
  constructor(code: MlflowCode, message: string) {
    super(message);
    this.code = code;
  }
  get status(): number {
    return STATUS[this.code];
  }
  get body(): { readonly error_code: MlflowCode; readonly message: string } {
    return { error_code: this.code, message: this.message };
  }
}

const REGISTRY: { readonly [code in RegistryError['code']]: MlflowCode } = {
  INVALID_NAME: 'INVALID_PARAMETER_VALUE',
  INVALID_METRIC: 'INVALID_PARAMETER_VALUE',
  NO_SUCH_MODEL: 'RESOURCE_DOES_NOT_EXIST',
  NO_SUCH_VERSION: 'RESOURCE_DOES_NOT_EXIST',
  NO_SUCH_ALIAS: 'RESOURCE_DOES_NOT_EXIST',
  MODEL_EXISTS: 'RESOURCE_ALREADY_EXISTS',
};

/** What a client is told of whatever was thrown; undefined for what nobody foresaw. */
export function mlflowErrorOf(error: unknown): MlflowError | undefined {
  if (error instanceof MlflowError) return error;
  if (error instanceof TrackingError) return new MlflowError(error.code, error.message);
  if (error instanceof RegistryError) return new MlflowError(REGISTRY[error.code], error.message);
  if (error instanceof z.ZodError) return new MlflowError('INVALID_PARAMETER_VALUE', told(error));
  if (error instanceof Problem) return new MlflowError(codeOf(error.status), error.message);
  switch (errorCode(error)) {
    case 'OBJECT_KEY':
      return new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid path of an artifact.');
    case 'OBJECT_MISSING':
      return new MlflowError('RESOURCE_DOES_NOT_EXIST', 'No such artifact.');
    default:
      return isTransient(error)
        ? new MlflowError('TEMPORARILY_UNAVAILABLE', 'A store does not answer; try again.')
        : undefined;
  }
}

function codeOf(status: number): MlflowCode {
  if (status === 404) return 'RESOURCE_DOES_NOT_EXIST';
  return status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR';
}

function told({ issues }: z.ZodError): string {
  const [first] = issues;
  const name = first?.path.join('.') ?? '';
  const missing = first?.code === 'invalid_type' && first.input === undefined;
  if (missing) return `Missing value for required parameter '${name}'.`;
  return `Invalid value for parameter '${name}' supplied: ${first?.message ?? 'not valid'}.`;
}
