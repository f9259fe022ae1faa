import type { SearchSchema } from './search-schema.ts';

const text = (name: string): { readonly name: string; readonly type: 'text' } => ({
  name,
  type: 'text',
});
const number = (name: string): { readonly name: string; readonly type: 'number' } => ({
  name,
  type: 'number',
});

/** What MLflow's `search_runs` may look at. */
export const RUN_SEARCH: SearchSchema = {
  entities: ['metric', 'param', 'tag', 'dataset'],
  attributes: {
    run_id: text('run_id'),
    run_name: text('run_name'),
    'run name': text('run_name'),
    'Run name': text('run_name'),
    'Run Name': text('run_name'),
    status: text('status'),
    user_id: text('user_id'),
    artifact_uri: text('artifact_uri'),
    experiment_id: text('experiment_id'),
    start_time: number('start_time'),
    created: number('start_time'),
    Created: number('start_time'),
    end_time: number('end_time'),
  },
};

/** `search_experiments`. */
export const EXPERIMENT_SEARCH: SearchSchema = {
  entities: ['tag'],
  attributes: {
    name: text('name'),
    experiment_id: text('experiment_id'),
    creation_time: number('creation_time'),
    last_update_time: number('last_update_time'),
  },
};

/** `search_logged_models`. */
export const LOGGED_MODEL_SEARCH: SearchSchema = {
  entities: ['metric', 'param', 'tag'],
  attributes: {
    name: text('name'),
    model_id: text('model_id'),
    model_type: text('model_type'),
    status: text('status'),
    source_run_id: text('source_run_id'),
    creation_time: number('creation_time'),
    creation_timestamp: number('creation_time'),
    last_updated_time: number('last_updated_time'),
    last_updated_timestamp: number('last_updated_time'),
  },
};

/** `search_registered_models`. */
export const MODEL_SEARCH: SearchSchema = {
  entities: ['tag'],
  attributes: {
    name: text('name'),
    timestamp: number('last_updated_timestamp'),
    creation_timestamp: number('creation_timestamp'),
    last_updated_timestamp: number('last_updated_timestamp'),
  },
};

/** `search_model_versions`. */
export const VERSION_SEARCH: SearchSchema = {
  entities: ['tag'],
  attributes: {
    name: text('name'),
    version_number: number('version_number'),
    version: number('version_number'),
    run_id: text('run_id'),
    source_path: text('source'),
    creation_timestamp: number('creation_timestamp'),
    last_updated_timestamp: number('last_updated_timestamp'),
  },
};
