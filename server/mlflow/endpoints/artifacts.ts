import { z } from 'zod';
import { noLoggedModel } from '../../../stores/tracking/logged-model-search.ts';
import { invalid } from '../../../stores/tracking/tracking-error.ts';
import { listArtifacts } from '../artifacts/list-artifacts.ts';
import { Int, Name, Text, endpoint, filled, type Call, type Endpoint } from '../endpoint.ts';
import { OfRun, foundRun, runIdOf } from './runs.ts';

const Presigned = z.object({
  run_id: Text.default(''),
  model_id: Text.default(''),
  path: Name,
  expiration: Int.optional(),
});

/** Files of a run, by the run; ways to its store that pass this server by are none here. */
export const artifactEndpoints: readonly Endpoint[] = [
  endpoint(
    'GET',
    '/artifacts/list',
    OfRun.extend({ path: Text.default('') }),
    async (input, call) => {
      const { artifactUri } = await foundRun(runIdOf(input), call);
      const files = await listArtifacts(
        call.stores,
        artifactUri,
        input.path.replace(/^\/|\/$/g, ''),
      );
      return filled({ root_uri: artifactUri, files });
    },
  ),
  ...(['upload', 'download'] as const).map((way) =>
    endpoint('POST', `/artifacts/presigned-${way}-url`, Presigned, async (input, call) => {
      await mustHaveOne(input, call);
      // As the stock server answers for artifacts that go through it.
      throw invalid(`Presigned ${way} is not supported: artifacts go through this server.`);
    }),
  ),
];

async function mustHaveOne(
  { run_id: runId, model_id: modelId }: z.output<typeof Presigned>,
  call: Call,
): Promise<void> {
  if ((runId === '') === (modelId === '')) {
    throw invalid('Exactly one of run_id and model_id must be provided.');
  }
  if (runId !== '') await foundRun(runId, call);
  else if ((await call.stores.tracking.loggedModels.get(modelId)) === undefined) {
    throw noLoggedModel(modelId);
  }
}
