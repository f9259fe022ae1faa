import { z } from 'zod';
import { invalid } from '../../../stores/tracking/tracking-error.ts';
import { Int, Name, Text, endpoint, filled, listOf, nextOf, type Endpoint } from '../endpoint.ts';
import { metricView } from '../views.ts';
import { OfRun, runIdOf } from './runs.ts';

const ALL = 25_000;
const MAX_RUNS = 100;
const MAX_STEPS = 2_500;

/** `/mlflow/metrics/…` */
export const metricEndpoints: readonly Endpoint[] = [
  endpoint(
    'GET',
    '/metrics/get-history',
    OfRun.extend({ metric_key: Name, page_token: Text.optional(), max_results: Int.optional() }),
    async (input, { stores }) => {
      const { metric_key: key, page_token: pageToken, max_results: max } = input;
      if (max !== undefined && max <= 0) throw invalid(`Invalid value ${max} for 'max_results'.`);
      const page = await stores.tracking.runs.metricHistory(runIdOf(input), key, {
        maxResults: Math.min(max ?? ALL, ALL),
        ...(pageToken === undefined ? {} : { pageToken }),
      });
      return filled({ metrics: page.points.map(metricView), ...nextOf(page) });
    },
  ),
  endpoint(
    'GET',
    '/metrics/get-history-bulk-interval',
    z.object({
      run_ids: listOf(Name),
      metric_key: Name,
      start_step: Int.optional(),
      end_step: Int.optional(),
      max_results: Int.default(MAX_STEPS),
    }),
    async (input, { stores }) => {
      const { run_ids: runIds, metric_key: key, start_step: from, end_step: to } = input;
      if (runIds.length === 0 || runIds.length > MAX_RUNS) {
        throw invalid(`GetMetricHistoryBulkInterval takes 1 to ${MAX_RUNS} run_ids.`);
      }
      if (from !== undefined && to !== undefined && from > to) {
        throw invalid(
          `end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`,
        );
      }
      const points = await stores.tracking.runs.metricSteps(runIds, key, {
        max: Math.max(1, Math.min(input.max_results, MAX_STEPS)),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      return filled({
        metrics: points.map(({ runId, ...point }) => ({ ...metricView(point), run_id: runId })),
      });
    },
  ),
];
