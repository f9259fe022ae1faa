import type { Api, ApiContext } from './context.ts';
import { dagRunRoutes } from './routes/dag-runs.ts';
import { dagRoutes } from './routes/dags.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { modelRoutes } from './routes/models.ts';
import { taskInstanceRoutes } from './routes/task-instances.ts';

/** Everything under `/api/v1`. */
export function apiRoutes(api: Api, context: ApiContext): void {
  dagRoutes(api, context);
  dagRunRoutes(api, context);
  taskInstanceRoutes(api, context);
  modelRoutes(api, context);
  fleetRoutes(api, context);
}
