import { z } from 'zod';
import { Timestamp } from './json.ts';
import { Note } from './control.ts';

export const DeploymentView = z
  .strictObject({
    build: z.string(),
    status: z.enum(['current', 'draining', 'drained', 'inactive', 'unversioned']).meta({
      description: 'New runs start on the current one; a draining one still has open runs.',
    }),
    created_at: Timestamp.nullable(),
    changed_at: Timestamp.nullable(),
    queues: z.array(
      z.strictObject({
        queue: z.string(),
        workers: z.int().meta({ description: 'Workers of this build alive on it now.' }),
      }),
    ),
    open_runs: z.int(),
  })
  .meta({ id: 'Deployment' });

export const DeploymentList = z
  .strictObject({ deployments: z.array(DeploymentView), total_entries: z.int() })
  .meta({ id: 'DeploymentList' });

export const DeploymentBody = z
  .strictObject({ note: Note.optional() })
  .meta({ id: 'ChangeDeployment' });
