import { z } from 'zod';
import { checkTags } from '../../../stores/tracking/checked-batch.ts';
import type { Experiment } from '../../../stores/tracking/experiment-store.ts';
import { missing } from '../../../stores/tracking/tracking-error.ts';
import {
  Name,
  Pairs,
  SearchFields,
  Text,
  endpoint,
  filled,
  nextOf,
  requestOf,
  type Endpoint,
} from '../endpoint.ts';
import { experimentView } from '../views.ts';

const OfExperiment = z.object({ experiment_id: Name });
export const View = z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY');

/** `/mlflow/experiments/…` */
export const experimentEndpoints: readonly Endpoint[] = [
  endpoint(
    'POST',
    '/experiments/create',
    z.object({ name: Name, artifact_location: Text.default(''), tags: Pairs }),
    async ({ name, artifact_location: artifactLocation, tags }, { stores }) => {
      checkTags(tags);
      const place = artifactLocation === '' ? {} : { artifactLocation };
      const experimentId = await stores.tracking.experiments.create({ name, tags, ...place });
      return { experiment_id: experimentId };
    },
  ),
  endpoint('GET', '/experiments/get', OfExperiment, async ({ experiment_id: id }, { stores }) => {
    const found = await stores.tracking.experiments.get(id);
    return answer(found, `No Experiment with id=${id} exists`);
  }),
  endpoint(
    'GET',
    '/experiments/get-by-name',
    z.object({ experiment_name: Name }),
    async ({ experiment_name: name }, { stores }) => {
      const found = await stores.tracking.experiments.getByName(name);
      return answer(found, `Could not find experiment with name '${name}'`);
    },
  ),
  ...(['GET', 'POST'] as const).map((method) =>
    endpoint(
      method,
      '/experiments/search',
      z.object({ ...SearchFields, view_type: View }),
      async ({ view_type: view, ...input }, { stores }) => {
        const page = await stores.tracking.experiments.search(view, requestOf(input));
        return filled({ experiments: page.items.map(experimentView), ...nextOf(page) });
      },
    ),
  ),
  endpoint(
    'POST',
    '/experiments/update',
    OfExperiment.extend({ new_name: Text.optional() }),
    async ({ experiment_id: id, new_name: name }, { stores }) => {
      if (name !== undefined) await stores.tracking.experiments.rename(id, name);
    },
  ),
  endpoint('POST', '/experiments/delete', OfExperiment, ({ experiment_id: id }, { stores }) =>
    stores.tracking.experiments.remove(id),
  ),
  endpoint('POST', '/experiments/restore', OfExperiment, ({ experiment_id: id }, { stores }) =>
    stores.tracking.experiments.restore(id),
  ),
  endpoint(
    'POST',
    '/experiments/set-experiment-tag',
    OfExperiment.extend({ key: Name, value: Text.default('') }),
    async ({ experiment_id: id, key, value }, { stores }) => {
      checkTags({ [key]: value });
      await stores.tracking.experiments.setTag(id, key, value);
    },
  ),
  endpoint(
    'POST',
    '/experiments/delete-experiment-tag',
    OfExperiment.extend({ key: Name }),
    ({ experiment_id: id, key }, { stores }) => stores.tracking.experiments.deleteTag(id, key),
  ),
];

function answer(experiment: Experiment | undefined, refusal: string): object {
  if (experiment === undefined) throw missing(refusal);
  return { experiment: experimentView(experiment) };
}
