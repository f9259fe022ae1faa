import { textAt } from './experiment-search.ts';
import { RUN_SEARCH } from './search/schemas.ts';
import type { SearchIn, SearchValue } from './search/search-in.ts';
import type { TrackedRun } from './tracked-run-store.ts';

/** MLflow's tag of a data set for what it was used for. */
export const CONTEXT_TAG = 'mlflow.data.context';
export const SEARCH_RUNS = { standard: 1_000, limit: 50_000 };

/** How runs are searched in memory; the statement does the same in Postgres. */
export const RUNS: SearchIn<TrackedRun> = {
  schema: RUN_SEARCH,
  ...SEARCH_RUNS,
  natural: (left, right) =>
    right.startMs - left.startMs ||
    (left.runId < right.runId ? -1 : left.runId > right.runId ? 1 : 0),
  read: (run, on, key) => {
    switch (on) {
      case 'param':
        return textAt(run.params, key);
      case 'tag':
        return textAt(run.tags, key);
      case 'metric':
        return run.metrics.find((point) => point.key === key)?.value;
      case 'dataset':
        return datasetTexts(run, key);
      default:
        return attributeOf(run, key);
    }
  },
};

function datasetTexts({ datasets }: TrackedRun, key: string): readonly string[] {
  return datasets.flatMap(({ name, digest, tags }) => {
    const text =
      key === 'name'
        ? name
        : key === 'digest'
          ? digest
          : key === 'context'
            ? tags[CONTEXT_TAG]
            : undefined;
    return text === undefined ? [] : [text];
  });
}

function attributeOf(run: TrackedRun, key: string): SearchValue {
  switch (key) {
    case 'run_id':
      return run.runId;
    case 'run_name':
      return run.name;
    case 'status':
      return run.status;
    case 'user_id':
      return run.user;
    case 'artifact_uri':
      return run.artifactUri;
    case 'experiment_id':
      return run.experimentId;
    case 'start_time':
      return run.startMs;
    default:
      return run.endMs ?? undefined;
  }
}
