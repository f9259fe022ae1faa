/**
 * The codes of the server's refusals. Clients match these, never the words; docs/http-api.md
 * explains each.
 */
export const PROBLEM_STATUS = {
  INVALID_REQUEST: 422,
  INVALID_ID: 400,
  INVALID_PATH: 400,
  MALFORMED_BODY: 400,
  INVALID_PARAMS: 422,
  INVALID_TENSOR: 422,
  MODEL_REJECTED: 422,
  UNAUTHORIZED: 401,
  NOT_ASSIGNED: 403,
  NOT_FOUND: 404,
  UNKNOWN_DAG: 404,
  UNKNOWN_RUN: 404,
  UNKNOWN_PLAN: 404,
  UNKNOWN_TASK_INSTANCE: 404,
  UNKNOWN_MODEL: 404,
  UNKNOWN_APPROVAL: 404,
  UNKNOWN_BUILD: 404,
  UNKNOWN_EXPERIMENT: 404,
  ALIAS_MOVED: 409,
  RUN_EXISTS: 409,
  RUN_NOT_OPEN: 409,
  VERB_REFUSED: 409,
  NO_WORKERS: 409,
  APPROVAL_CLOSED: 409,
  BUILD_NOT_READY: 409,
  INVALID_SELECTION: 422,
  INVALID_FILTER: 422,
  INVALID_ANSWER: 422,
  INVALID_PAYLOAD: 422,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WRONG_HOST: 421,
  TOO_MANY_ATTEMPTS: 429,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  MODEL_OUTPUT_NOT_FINITE: 500,
  TAMPERED_OBJECT: 500,
  UNAVAILABLE: 503,
  RUN_NOT_ANSWERING: 503,
  OVERLOADED: 503,
  MODEL_NOT_READY: 503,
  INFERENCE_CRASHED: 503,
  INFERENCE_TIMEOUT: 504,
} as const;
export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** One thing wrong with a request, as zod found it. */
export interface ProblemIssue {
  /** `minAccuracy`, `trials[2].lr`; empty for the value as a whole. */
  readonly path: string;
  readonly message: string;
  readonly code: string;
  readonly expected?: string;
}

/** The body of every refusal, as RFC 9457 has it, with a stable `code`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly issues?: readonly ProblemIssue[];
}

export interface ProblemOptions {
  readonly issues?: readonly ProblemIssue[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** Thrown by route handlers to refuse a request. Its message is shown to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly issues: readonly ProblemIssue[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.issues = options.issues;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
  get status(): number {
    return PROBLEM_STATUS[this.code];
  }
}

/** A refusal as it is sent. */
export function problemBody(problem: Problem): ProblemBody {
  return {
    type: `urn:perdure:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: titleOf(problem.code),
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    ...(problem.issues === undefined ? {} : { issues: problem.issues }),
  };
}

function titleOf(code: ProblemCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
