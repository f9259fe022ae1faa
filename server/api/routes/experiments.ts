import { z } from 'zod';
import type { Experiment } from '../../../stores/tracking/experiment-store.ts';
import type { TrackedRun } from '../../../stores/tracking/tracked-run-store.ts';
import { TrackingError } from '../../../stores/tracking/tracking-error.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ApiContext } from '../context.ts';
import {
  ExperimentList,
  type ExperimentView,
  RunSearchQuery,
  TrackedRunList,
  type TrackedRunView,
} from '../schemas/experiment.ts';
import { REFUSALS } from '../schemas/problem.ts';

const Name = z.string().min(1).max(500);

/** Experiments and their runs; MLflow's own API has all the rest. */
export function experimentRoutes(api: Api, { stores: { tracking } }: ApiContext): void {
  api.get(
    '/experiments',
    {
      schema: { operationId: 'listExperiments', response: { 200: ExperimentList, ...REFUSALS } },
    },
    async () => {
      const page = await tracking.experiments.search('ACTIVE_ONLY', {
        orderBy: ['name ASC'],
        maxResults: 10_000,
      });
      return { experiments: page.items.map(experimentView) };
    },
  );

  api.get(
    '/experiments/:name/runs',
    {
      schema: {
        operationId: 'searchTrackedRuns',
        params: z.strictObject({ name: Name }),
        querystring: RunSearchQuery,
        response: { 200: TrackedRunList, ...REFUSALS },
      },
    },
    async ({ params: { name }, query: { filter, order_by: order, limit } }) => {
      const experiment = await tracking.experiments.getByName(name);
      if (experiment === undefined) {
        throw new Problem('UNKNOWN_EXPERIMENT', `There is no experiment "${name}".`);
      }
      const page = await refusing(() =>
        tracking.runs.searchRuns({
          ...{ experimentIds: [experiment.experimentId], view: 'ACTIVE_ONLY', filter },
          ...{ orderBy: order === undefined ? [] : [order], maxResults: limit },
        }),
      );
      return { runs: page.items.map(trackedRunView) };
    },
  );
}

async function refusing<T>(search: () => Promise<T>): Promise<T> {
  try {
    return await search();
  } catch (error) {
    if (error instanceof TrackingError) throw new Problem('INVALID_FILTER', error.message);
    throw error;
  }
}

function experimentView(experiment: Experiment): z.output<typeof ExperimentView> {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    created_at: timeOf(experiment.createdMs),
    updated_at: timeOf(experiment.updatedMs),
    tags: { ...experiment.tags },
  };
}

function trackedRunView(run: TrackedRun): z.output<typeof TrackedRunView> {
  const metrics = run.metrics.map(({ key, value }) => [key, Number.isFinite(value) ? value : null]);
  return {
    run_id: run.runId,
    experiment_id: run.experimentId,
    ...{ name: run.name, user: run.user, status: run.status },
    started_at: timeOf(run.startMs),
    ended_at: run.endMs === null ? null : timeOf(run.endMs),
    // Pairs of a key and a number or null, made a line above.
    metrics: Object.fromEntries(metrics) as Record<string, number | null>,
    params: { ...run.params },
    tags: { ...run.tags },
  };
}

/** A client may have given any number as a time; past the end of Date's there is none. */
function timeOf(ms: number): string {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, ms))).toISOString();
}
