import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { pino, type Logger } from 'pino';
import type { Stores } from '../stores/stores.ts';
import { apiRoutes } from './api/api.ts';
import { registerOpenApi } from './api/openapi.ts';
import type { RunControl } from './control/run-control.ts';
import { Callers } from './guard/callers.ts';
import { FailedLogins } from './guard/failed-logins.ts';
import { HostList } from './guard/host-list.ts';
import { jsonDepth } from './guard/json-depth.ts';
import { RequestBudget } from './guard/request-budget.ts';
import { guarded } from './guard/request-guard.ts';
import { checkToken } from './guard/token.ts';
import { createInference, type InferenceLimits } from './inference/index.ts';
import { MLFLOW_PREFIXES, mlflowRoutes } from './mlflow/mlflow-routes.ts';
import { refuseBeforeRouting, registerErrorHandling } from './problem/error-handler.ts';
import { Problem } from './problem/problem.ts';

/**
 * R1 Every request passes the guard (`guard/request-guard.ts`) before it is routed.
 * R2 Nothing here imports a dag file; dags are plans in the database.
 * R3 Bodies are strict: JSON alone, at most 1 MB and 64 levels, no `__proto__`, no unknown key.
 */
export interface ServerOptions {
  readonly stores: Stores;
  readonly control: RunControl;
  /** At least 16 characters; there is no default and no way without. */
  readonly token: string;
  /** Further people and programs with tokens of their own, by name. */
  readonly tokens?: { readonly [name: string]: string };
  /** Requests to `/api` of each caller in a minute; 0 for any number. */
  readonly requestsPerMinute?: number;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** Names besides loopback's that clients may call this server by. */
  readonly allowedHosts?: readonly string[];
  readonly inference?: Partial<InferenceLimits>;
  readonly log?: Logger;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

const BODY_BYTES = 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_PARAM_CHARS = 4_200; // an instance path may be 4,096 long

/** Starts the HTTP server. @throws Error when the token is missing or weak, or the port is taken. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  checkToken(options.token, options.host ?? '127.0.0.1');
  const app = await buildApp(options);
  await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 8080 });
  return { url: urlOf(app), app, close: () => app.close() };
}

async function buildApp(options: ServerOptions): Promise<FastifyInstance> {
  const guard = {
    callers: new Callers(options.token, options.tokens),
    budget: new RequestBudget(options.requestsPerMinute),
    hosts: new HostList([options.host ?? '127.0.0.1', ...(options.allowedHosts ?? [])]),
    failures: new FailedLogins(),
  };
  const log: FastifyBaseLogger = options.log ?? pino({ level: 'silent' });
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: refuseBeforeRouting,
    bodyLimit: BODY_BYTES,
    // A large artifact takes its time; who sends one has shown a token before.
    requestTimeout: 15 * 60_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_CHARS },
    serverFactory: (handler) => createHttpServer(guarded(guard, handler)),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrorHandling(app);
  registerBodies(app);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  await registerRoutes(app, options);
  await app.ready();
  return app;
}

async function registerRoutes(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const { stores, control } = options;
  const inference = createInference(stores, options.inference ?? {});
  app.addHook('onClose', () => inference.close());
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  await app.register(
    async (scope) => {
      await registerOpenApi(scope);
      const api = scope.withTypeProvider<ZodTypeProvider>();
      apiRoutes(api, { stores, control });
      api.get('/openapi.json', { schema: { hide: true } }, async () => scope.swagger());
    },
    { prefix: '/api/v1' },
  );
  await app.register(async (scope) => inference.routes(scope.withTypeProvider<ZodTypeProvider>()), {
    prefix: '/v2',
  });
  for (const prefix of MLFLOW_PREFIXES) {
    await app.register(async (scope) => mlflowRoutes(scope, { stores }), { prefix });
  }
}

/** JSON alone, not too deep; the parser underneath refuses `__proto__`. */
function registerBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (jsonDepth(body) > MAX_DEPTH) {
        done(new Problem('MALFORMED_BODY', `The body is nested deeper than ${MAX_DEPTH} levels.`));
        return;
      }
      void parse(request, body, done);
    },
  );
}

function urlOf(app: FastifyInstance): string {
  const address: AddressInfo | string | null = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const { family, port } = address;
  const any = address.address === '0.0.0.0' || address.address === '::';
  const host = any ? '127.0.0.1' : family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${port}`;
}
