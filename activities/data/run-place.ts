import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { servicesOf } from '../services.ts';

/** Which task of which run made something. */
export const RunPlace = z.object({ dagId: z.string(), runId: z.string(), task: z.string() });
export type RunPlace = z.output<typeof RunPlace>;

/** Where we are. */
export function placeOf(ctx: TaskContext): RunPlace {
  const { dagId, runId, path } = servicesOf(ctx).instance;
  return { dagId, runId, task: path };
}
