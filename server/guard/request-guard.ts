import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem, problemBody } from '../problem/problem.ts';
import { noteCaller, type Callers } from './callers.ts';
import { isCleanPath, isMlflowPath } from './clean-path.ts';
import type { FailedLogins } from './failed-logins.ts';
import type { HostList } from './host-list.ts';
import type { RequestBudget } from './request-budget.ts';

/**
 * G1 Stands before the router: a route, a plugin or a 404 that is added later is behind it without
 *    doing anything.
 * G2 Open is `GET /healthz`, byte for byte; it answers nothing but that the process lives.
 * G3 All else needs `Authorization: Bearer <token>`, compared in constant time; the token's holder
 *    is noted with the request. MLflow's clients may send the token as the password of Basic
 *    instead, to MLflow's paths alone; no answer of ours asks a browser for one.
 * G4 A caller has so many requests to `/api/v1` a minute. Inference has its own bound: its queue.
 *    Programs that log to MLflow's paths send one request a point, and are not counted.
 */
export interface GuardOptions {
  readonly callers: Callers;
  readonly budget: RequestBudget;
  readonly hosts: HostList;
  readonly failures: FailedLogins;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Puts the guard before a request handler. */
export function guarded(options: GuardOptions, inner: Handler): Handler {
  return (request, response) => {
    if (request.method === 'GET' && request.url === '/healthz') {
      answer(response, 200, 'application/json', '{"status":"ok"}');
      return;
    }
    const problem = refusal(options, request);
    if (problem === undefined) inner(request, response);
    else refuse(response, problem);
  };
}

function refusal(options: GuardOptions, request: IncomingMessage): Problem | undefined {
  if (!options.hosts.has(request.headers.host)) {
    return new Problem(
      'WRONG_HOST',
      'This server does not answer to that Host. Names it should answer to go into PERDURE_ALLOWED_HOSTS.',
    );
  }
  const unwelcome = stranger(options, request);
  if (unwelcome !== undefined) return unwelcome;
  if (isCleanPath(request.url ?? '')) return undefined;
  return new Problem('INVALID_PATH', 'The path holds characters or escapes that no id has.');
}

function stranger(
  { callers, budget, failures }: GuardOptions,
  request: IncomingMessage,
): Problem | undefined {
  const address = request.socket.remoteAddress ?? '';
  const locked = failures.lockedSeconds(address);
  if (locked > 0) return slowDown(locked);
  const given = tokenOf(request);
  if (given === undefined) {
    return new Problem('UNAUTHORIZED', 'Send the token: "Authorization: Bearer <token>".');
  }
  const name = callers.find(given);
  if (name === undefined) {
    const wait = failures.note(address, given);
    return wait > 0 ? slowDown(wait) : new Problem('UNAUTHORIZED', 'The token is not valid.');
  }
  noteCaller(request, name);
  const wait = request.url?.startsWith('/api/v1/') === true ? budget.take(name) : 0;
  return wait > 0 ? tooMany(wait) : undefined;
}

function tokenOf({ url, headers: { authorization } }: IncomingMessage): string | undefined {
  const [, bearer] = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization ?? '') ?? [];
  return bearer ?? (isMlflowPath(url ?? '') ? password(authorization) : undefined);
}

/** The password of `Authorization: Basic`; whatever name stands before it. */
function password(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,6000})$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return /^[^:]*:([\x21-\x7e]{1,4096})$/.exec(text)?.[1];
}

function slowDown(seconds: number): Problem {
  return new Problem('TOO_MANY_ATTEMPTS', 'Too many wrong tokens; wait a little.', {
    retryAfterSeconds: seconds,
  });
}

function tooMany(seconds: number): Problem {
  return new Problem('TOO_MANY_REQUESTS', 'This token has used up its requests of this minute.', {
    retryAfterSeconds: seconds,
  });
}

function refuse(response: ServerResponse, problem: Problem): void {
  if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer realm="perdure"');
  if (problem.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(problem.retryAfterSeconds));
  }
  // The body of a refused request is not read, so the connection cannot be used again.
  response.setHeader('connection', 'close');
  answer(
    response,
    problem.status,
    'application/problem+json',
    JSON.stringify(problemBody(problem)),
  );
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
