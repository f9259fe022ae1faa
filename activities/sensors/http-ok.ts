import { z } from 'zod';
import { sensor, type TaskContext } from '../../dsl/index.ts';
import { outboundFetch } from '../outbound/outbound-fetch.ts';
import { isOutboundRefused } from '../outbound/outbound-refused-error.ts';
import { readAt } from './json-at.ts';
import { readLimited } from './read-limited.ts';
import { retryAfter } from './retry-after.ts';

const NotBefore = z.object({ notBefore: z.iso.datetime() });
/** Statuses of a server that will answer otherwise later; other 4xx are faults of the request. */
const LATER: readonly number[] = [404, 408, 409, 423, 425, 429];

/**
 * Waits for an HTTP answer: a status (any 2xx by default), and with `path` a value inside its JSON,
 * equal to `equals` if that is given. A server that is away or says 404, 429 or 5xx is asked again,
 * not before its `Retry-After`; other refusals fail. `secretHeaders` are headers whose value is the
 * secret of that name.
 */
export const httpOk = sensor({
  name: 'http_ok',
  pokeTimeout: '30s',
  input: z.object({
    url: z.url({ protocol: /^https?$/ }),
    method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
    headers: z.record(z.string(), z.string()).default({}),
    secretHeaders: z.record(z.string(), z.string()).default({}),
    /** Sent as JSON. */
    body: z.record(z.string(), z.unknown()).optional(),
    status: z.array(z.int().min(100).max(599)).optional(),
    /** Steps into the JSON: `['job', 'state']`. */
    path: z.array(z.union([z.string(), z.int()])).optional(),
    equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  }),
  /** `value`: what lies at `path`; null without one. */
  output: z.object({ status: z.int(), value: z.unknown() }),
  poke: async (request, ctx) => {
    const asked = await ctx.checkpoint.load(NotBefore);
    if (asked !== undefined && Date.parse(asked.notBefore) > Date.now()) return undefined;
    const response = await ask(request, ctx);
    if (response === undefined) return undefined;
    const { status } = response;
    if (!isWanted(status, request.status)) return refuse(response, request.url, ctx);
    if (request.path === undefined) {
      await response.body?.cancel();
      return { status, value: null };
    }
    const value = readAt(await readJson(response), request.path);
    if (value === undefined) return undefined;
    if (request.equals === undefined) return { status, value };
    return value === request.equals ? { status, value } : undefined;
  },
});

interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly secretHeaders: { readonly [name: string]: string };
  readonly body?: unknown;
}

/** Undefined while the server cannot be reached. */
async function ask(request: Request, ctx: TaskContext): Promise<Response | undefined> {
  const given = new Headers(request.headers);
  for (const [name, secret] of Object.entries(request.secretHeaders)) {
    given.set(name, await ctx.secret(secret));
  }
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  if (body !== undefined && !given.has('content-type')) {
    given.set('content-type', 'application/json');
  }
  const { url, method } = request;
  const headers = Object.fromEntries(given);
  try {
    const { signal } = ctx;
    return await outboundFetch(url, { method, headers, signal, ...(body && { body }) });
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (isOutboundRefused(error)) return ctx.fail(error.message, { retry: false });
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    ctx.log.info(`${url} cannot be reached: ${cause instanceof Error ? cause.message : 'unknown'}`);
    return undefined;
  }
}

function isWanted(status: number, wanted: readonly number[] | undefined): boolean {
  return wanted === undefined ? status >= 200 && status < 300 : wanted.includes(status);
}

async function refuse(response: Response, url: string, ctx: TaskContext): Promise<undefined> {
  const { status } = response;
  await response.body?.cancel();
  if (status >= 400 && status < 500 && !LATER.includes(status)) {
    return ctx.fail(`${url} answered ${status} ${response.statusText}.`);
  }
  const until = retryAfter(response.headers.get('retry-after'), Date.now());
  if (until !== undefined) await ctx.checkpoint.save({ notBefore: until.toISOString() });
  ctx.log.info(`${url} answered ${status}.`);
  return undefined;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await readLimited(response);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
