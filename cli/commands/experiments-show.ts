import { answered, apiClient, type Schemas } from '../api/client.ts';
import type { OutputOptions, ShowExperimentOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `experiments list` */
export async function experimentsList(terminal: Terminal, options: OutputOptions): Promise<void> {
  const { experiments } = await answered(apiClient(terminal).GET('/api/v1/experiments'));
  show(terminal, options, experiments, () =>
    table(
      ['experiment', 'id', 'created'],
      experiments.map(({ name, experiment_id: id, created_at: at }) => [name, id, timeText(at)]),
    ),
  );
}

/** `experiments show` */
export async function experimentsShow(
  terminal: Terminal,
  name: string,
  { filter, orderBy, limit, ...options }: ShowExperimentOptions,
): Promise<void> {
  const { runs } = await answered(
    apiClient(terminal).GET('/api/v1/experiments/{name}/runs', {
      params: {
        path: { name },
        query: {
          limit: Math.min(limit, 1_000),
          ...(filter === undefined ? {} : { filter }),
          ...(orderBy === undefined ? {} : { order_by: orderBy }),
        },
      },
    }),
  );
  show(terminal, options, runs, () =>
    runs.length === 0
      ? 'No runs.'
      : table(['run', 'id', 'status', 'started', 'metrics', 'params'], runs.map(rowOf)),
  );
}

function rowOf(run: Schemas['TrackedRun']): readonly string[] {
  const metrics = Object.entries(run.metrics).map(([key, value]) => `${key}=${numberText(value)}`);
  const params = Object.entries(run.params).map(([key, value]) => `${key}=${value}`);
  return [
    ...[run.name, run.run_id, run.status, timeText(run.started_at)],
    ...[metrics.join(' ').slice(0, 80), params.join(' ').slice(0, 80)],
  ];
}

function numberText(value: number | null): string {
  return value === null ? 'NaN' : String(Number(value.toPrecision(6)));
}
