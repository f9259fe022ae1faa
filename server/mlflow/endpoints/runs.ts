import { z } from 'zod';
import { noRun } from '../../../stores/tracking/experiment-rule.ts';
import { invalid } from '../../../stores/tracking/tracking-error.ts';
import type { TrackedRun } from '../../../stores/tracking/tracked-run-store.ts';
import {
  Int,
  Name,
  Pairs,
  SearchFields,
  Text,
  endpoint,
  filled,
  listOf,
  nextOf,
  requestOf,
  type Call,
  type Endpoint,
} from '../endpoint.ts';
import { newRunName } from '../run-name.ts';
import { runInfoView, runView } from '../views.ts';
import { View } from './experiments.ts';

/** `run_uuid` is what old clients call it. */
export const OfRun = z.object({ run_id: Text.optional(), run_uuid: Text.optional() });

export function runIdOf({
  run_id: runId,
  run_uuid: old,
}: {
  run_id?: string | undefined;
  run_uuid?: string | undefined;
}): string {
  const id = runId ?? old;
  if (id === undefined || id === '') {
    throw invalid("Missing value for required parameter 'run_id'.");
  }
  return id;
}

const Status = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']);

/** `/mlflow/runs/…` but for what is logged to them. */
export const runEndpoints: readonly Endpoint[] = [
  endpoint(
    'POST',
    '/runs/create',
    z.object({
      experiment_id: Name.default('0'),
      user_id: Text.default(''),
      run_name: Text.default(''),
      start_time: Int.optional(),
      tags: Pairs,
    }),
    async (input, { stores, user }) => {
      const tagged = input.tags['mlflow.runName'] ?? '';
      if (input.run_name !== '' && tagged !== '' && input.run_name !== tagged) {
        throw invalid(
          "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different " +
            `values (run_name='${input.run_name}', mlflow.runName='${tagged}').`,
        );
      }
      const name = input.run_name || tagged || newRunName();
      const run = await stores.tracking.runs.createRun({
        ...{ experimentId: input.experiment_id, user: input.user_id || user, name },
        startMs: input.start_time ?? Date.now(),
        tags: { ...input.tags, 'mlflow.runName': name },
      });
      // A run that has just begun has made nothing yet; MLflow leaves that out.
      const { outputs: _none, ...view } = runView(run);
      return { run: view };
    },
  ),
  endpoint('GET', '/runs/get', OfRun, async (input, call) => ({
    run: runView(await foundRun(runIdOf(input), call)),
  })),
  endpoint(
    'POST',
    '/runs/update',
    OfRun.extend({
      status: Status.optional(),
      end_time: Int.optional(),
      run_name: Text.optional(),
    }),
    async (input, { stores }) => {
      const { status, end_time: endMs, run_name: name } = input;
      const run = await stores.tracking.runs.updateRun(runIdOf(input), {
        ...(status === undefined ? {} : { status }),
        ...(endMs === undefined ? {} : { endMs }),
        ...(name === undefined || name === '' ? {} : { name }),
      });
      return { run_info: runInfoView(run) };
    },
  ),
  endpoint('POST', '/runs/delete', OfRun, (input, { stores }) =>
    stores.tracking.runs.deleteRun(runIdOf(input)),
  ),
  endpoint('POST', '/runs/restore', OfRun, (input, { stores }) =>
    stores.tracking.runs.restoreRun(runIdOf(input)),
  ),
  endpoint(
    'POST',
    '/runs/search',
    z.object({ ...SearchFields, experiment_ids: listOf(Text), run_view_type: View }),
    async (input, { stores }) => {
      const { experiment_ids: experimentIds, run_view_type: view, ...request } = input;
      const search = { ...requestOf(request), experimentIds, view };
      const page = await stores.tracking.runs.searchRuns(search);
      return filled({ runs: page.items.map(runView), ...nextOf(page) });
    },
  ),
];

export async function foundRun(runId: string, { stores }: Call): Promise<TrackedRun> {
  const run = await stores.tracking.runs.getRun(runId);
  if (run === undefined) throw noRun(runId);
  return run;
}
