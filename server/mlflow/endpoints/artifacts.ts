import { listArtifacts } from '../artifacts/list-artifacts.ts';
import { Text, endpoint, filled, type Endpoint } from '../endpoint.ts';
import { OfRun, foundRun, runIdOf } from './runs.ts';

/** `/mlflow/artifacts/list`: files of a run, by the run. */
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
];
