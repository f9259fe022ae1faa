import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { servicesOf } from '../services.ts';
import { StudySpec } from './study-spec.ts';

/** A study that is open: what it is, who it is, and where it is tracked. */
export const OpenStudy = z.object({
  spec: StudySpec,
  study: z.object({ dagId: z.string(), runId: z.string(), path: z.string() }),
  trackingRun: z.string(),
});
export interface OpenStudy extends z.output<typeof OpenStudy> {}

/** Opens a study: its run in tracking is the parent of its trials'. */
export const openStudy = task({
  name: 'open_study',
  retries: 3,
  retryDelay: '2s',
  input: StudySpec,
  output: OpenStudy,
  run: (spec, ctx) => {
    const { dagId, runId, path } = servicesOf(ctx).instance;
    const { sampler, direction, metric, trials, parallel, seed, pruner } = spec;
    ctx.track.params({
      ...{ direction, metric, trials, parallel, seed, sampler: sampler.kind },
      ...(pruner === undefined ? {} : { pruner: pruner.kind }),
    });
    ctx.track.tags({ 'perdure.study': path, 'perdure.space': JSON.stringify(spec.space) });
    return { spec, study: { dagId, runId, path }, trackingRun: ctx.track.runId };
  },
});
