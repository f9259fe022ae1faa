import type { Stores } from '../../stores/stores.ts';
import type { Api } from '../api/context.ts';
import { INFERENCE_LIMITS, type InferenceLimits } from './limits.ts';
import { ModelServing } from './model-serving.ts';
import { inferenceRoutes } from './routes.ts';

export type { InferenceLimits } from './limits.ts';

/** The inference side of the server: routes, and what has to be closed after them. */
export interface Inference {
  readonly serving: ModelServing;
  routes(api: Api): void;
  close(): void;
}

/** Serves registered models. Processes are started when the first model is asked for. */
export function createInference(stores: Stores, limits: Partial<InferenceLimits>): Inference {
  const all = { ...INFERENCE_LIMITS, ...limits };
  const serving = new ModelServing(stores, all);
  return {
    serving,
    routes: (api) => inferenceRoutes(api, serving, all),
    close: () => serving.close(),
  };
}
