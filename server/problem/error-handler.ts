import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isTransient } from '../../stores/postgres/with-retry.ts';
import { Problem, problemBody, type ProblemIssue } from './problem.ts';

/**
 * E1 Whatever is thrown, the caller gets a problem body with a stable code.
 * E2 No stack, no file path and no text of an unforeseen error leaves the server; those are logged
 *    under the request's id, and the answer names that id.
 */
export function registerErrorHandling(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = toProblem(error, request);
    if (problem.status >= 500) request.log.error({ err: error }, 'Request failed');
    send(reply, problem, request);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    send(
      reply,
      new Problem('NOT_FOUND', `There is nothing at ${request.method} ${path}.`),
      request,
    );
  });
}

/** For what the router itself refuses: a part of a path that is too long, an escape that is none. */
export function refuseBeforeRouting(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  send(reply, toProblem(error, request), request);
}

function send(reply: FastifyReply, problem: Problem, request: FastifyRequest): void {
  if (problem.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(problem.retryAfterSeconds));
  }
  // Serialised here: a refusal must not depend on a route's response schema.
  void reply
    .code(problem.status)
    .serializer((body: unknown) => JSON.stringify(body))
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(request.url.startsWith('/v2') ? inferenceError(problem) : problemBody(problem));
}

/** Clients of the Open Inference Protocol read one word, `error`; the rest is ours. */
function inferenceError(problem: Problem): ReturnType<typeof problemBody> & { error: string } {
  return { error: problem.message, ...problemBody(problem) };
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(error, request);
  if (isElsewhere(error)) {
    return new Problem('UNAVAILABLE', 'A store or Temporal does not answer; try again.', {
      retryAfterSeconds: 2,
    });
  }
  const code = codeOf(error);
  const known = code === undefined ? undefined : BY_FASTIFY_CODE[code];
  if (known !== undefined) return known(error);
  return new Problem(
    'INTERNAL',
    `The server failed to answer. Its log tells why, under request ${request.id}.`,
  );
}

interface ValidationError {
  readonly validationContext?: string | undefined;
  readonly validation: readonly {
    readonly instancePath: string;
    readonly message?: string | undefined;
    readonly keyword: string;
    readonly params?: Record<string, unknown>;
  }[];
}

function invalidRequest(error: ValidationError, request: FastifyRequest): Problem {
  const where = error.validationContext ?? 'request';
  const issues = error.validation.map((issue): ProblemIssue => {
    const expected = issue.params?.['expected'];
    return {
      path: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message: issue.message ?? 'Not valid',
      code: issue.keyword,
      ...(typeof expected === 'string' ? { expected } : {}),
    };
  });
  const what = where === 'params' ? 'path' : where === 'querystring' ? 'query' : where;
  const code = where === 'params' ? 'INVALID_ID' : 'INVALID_REQUEST';
  return new Problem(
    code,
    `The ${what} of ${request.method} ${request.routeOptions.url ?? ''} is not valid.`,
    {
      issues,
    },
  );
}

/** Postgres or Temporal is away: nothing is wrong with the request, nor with this server. */
function isElsewhere(error: unknown): boolean {
  return isTransient(error) || (error instanceof Error && error.name === 'ServiceError');
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return error instanceof SyntaxError ? 'SYNTAX' : undefined;
}

const BY_FASTIFY_CODE: { readonly [code: string]: (error: unknown) => Problem } = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new Problem('BODY_TOO_LARGE', 'The body is larger than this route takes.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new Problem('UNSUPPORTED_MEDIA_TYPE', 'Bodies must be application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Problem('MALFORMED_BODY', 'The body is empty.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem('MALFORMED_BODY', 'The body is shorter or longer than its Content-Length.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Problem('MALFORMED_BODY', 'The body is not valid JSON.'),
  FST_ERR_BAD_URL: () => new Problem('INVALID_PATH', 'The path is not valid.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('INVALID_PATH', 'A part of the path is too long.'),
  SYNTAX: () =>
    new Problem('MALFORMED_BODY', 'The body is not valid JSON, or holds a forbidden key.'),
  OBJECT_MISSING: () => new Problem('NOT_FOUND', 'The stored object is gone.'),
  TAMPERED_OBJECT: () =>
    new Problem('TAMPERED_OBJECT', 'A stored object does not match its hash; it is not used.'),
};
