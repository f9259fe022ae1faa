import type { Api, ApiContext } from './context.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { controlRoutes } from './routes/control.ts';
import { dagRunRoutes } from './routes/dag-runs.ts';
import { dagRoutes } from './routes/dags.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { experimentRoutes } from './routes/experiments.ts';
import { eventLogRoutes } from './routes/event-logs.ts';
import { eventRoutes } from './routes/events.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { manifestRoutes } from './routes/manifest.ts';
import { modelRoutes } from './routes/models.ts';
import { runVerbRoutes } from './routes/run-verbs.ts';
import { taskInstanceRoutes } from './routes/task-instances.ts';

/** Everything under `/api/v1`. */
export function apiRoutes(api: Api, context: ApiContext): void {
  dagRoutes(api, context);
  dagRunRoutes(api, context);
  manifestRoutes(api, context);
  runVerbRoutes(api, context);
  taskInstanceRoutes(api, context);
  controlRoutes(api, context);
  approvalRoutes(api, context);
  eventRoutes(api, context);
  eventLogRoutes(api, context);
  deploymentRoutes(api, context);
  modelRoutes(api, context);
  experimentRoutes(api, context);
  fleetRoutes(api, context);
}
