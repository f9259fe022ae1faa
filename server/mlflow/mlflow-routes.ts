import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Stores } from '../../stores/stores.ts';
import { callerOf } from '../guard/callers.ts';
import { artifactRoutes } from './artifacts/artifact-routes.ts';
import type { Endpoint } from './endpoint.ts';
import { artifactEndpoints } from './endpoints/artifacts.ts';
import { experimentEndpoints } from './endpoints/experiments.ts';
import { loggedModelEndpoints } from './endpoints/logged-models.ts';
import { loggingEndpoints } from './endpoints/logging.ts';
import { metricEndpoints } from './endpoints/metrics.ts';
import { modelVersionEndpoints } from './endpoints/model-versions.ts';
import { registeredModelEndpoints } from './endpoints/registered-models.ts';
import { runEndpoints } from './endpoints/runs.ts';
import { MlflowError, mlflowErrorOf } from './mlflow-error.ts';

/**
 * MLflow's REST API over our stores, so that its unmodified clients work.
 *
 * F1 Requests and answers have the fields of MLflow's messages; what a client sends besides is
 *    ignored, as protobuf's JSON has it.
 * F2 A refusal is `{ error_code, message }` with MLflow's codes and statuses.
 * F3 Every route stands behind the guard, like all others of this server.
 */
export const MLFLOW_PREFIXES = ['/api/2.0', '/api/3.0'] as const;

const BODY_BYTES = 32 * 1024 * 1024; // a data set's profile alone may have 16 MB
const ARTIFACT_BYTES = 20 * 1024 ** 3;

/** What newer clients ask before they send anything. */
const SERVER_INFO = {
  store_type: 'SqlStore',
  features_enabled: {},
  multipart_downloads_enabled: false,
  multipart_uploads_enabled: false,
  workspaces_enabled: false,
};

const ENDPOINTS: readonly Endpoint[] = [
  ...experimentEndpoints,
  ...runEndpoints,
  ...loggingEndpoints,
  ...metricEndpoints,
  ...artifactEndpoints,
  ...loggedModelEndpoints,
  ...registeredModelEndpoints,
  ...modelVersionEndpoints,
];

/** Registers the API below a prefix; a scope of its own, whose errors are MLflow's. */
export async function mlflowRoutes(
  scope: FastifyInstance,
  { stores, maxArtifactBytes = ARTIFACT_BYTES }: { stores: Stores; maxArtifactBytes?: number },
): Promise<void> {
  scope.setErrorHandler<FastifyError>(refuse);
  scope.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    const message = `This server has no ${request.method} ${path ?? ''} of MLflow's API.`;
    sendError(reply, new MlflowError('ENDPOINT_NOT_FOUND', message));
  });
  scope.get('/mlflow/server-info', async () => SERVER_INFO);
  for (const { method, path, run } of ENDPOINTS) {
    scope.route({
      ...{ method, url: `/mlflow${path}`, bodyLimit: BODY_BYTES },
      handler: (request) => run(inputOf(request), { stores, user: callerOf(request) }),
      serializerCompiler: () => (answer) => JSON.stringify(answer),
    });
  }
  await scope.register(async (artifacts) => artifactRoutes(artifacts, stores, maxArtifactBytes));
}

/** What the path, the query and the body say; the body wins, the path over both. */
function inputOf({ query, body, params }: FastifyRequest): unknown {
  return { ...objectOf(query), ...objectOf(body), ...objectOf(params) };
}

function objectOf(given: unknown): object {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {};
}

function refuse(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const known = mlflowErrorOf(error);
  if (known !== undefined) return sendError(reply, known);
  const status = error.statusCode ?? 500;
  if (status < 500) return sendError(reply, new MlflowError('BAD_REQUEST', error.message));
  request.log.error({ err: error }, 'Request failed');
  const told = `The server failed to answer. Its log tells why, under request ${request.id}.`;
  sendError(reply, new MlflowError('INTERNAL_ERROR', told));
}

function sendError(reply: FastifyReply, error: MlflowError): void {
  void reply
    .code(error.status)
    .serializer((body: unknown) => JSON.stringify(body))
    .header('content-type', 'application/json; charset=utf-8')
    .send(error.body);
}
