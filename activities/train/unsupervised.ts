import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import type { Matrix } from '../../ml/data/matrix.ts';
import type { Estimator } from '../../ml/model/estimator.ts';
import type { ModelTask } from '../../ml/model/model.ts';
import { applyPipeline } from '../../ml/preprocess/apply-pipeline.ts';
import { fitPipeline } from '../../ml/preprocess/fit-pipeline.ts';
import type { Pipeline } from '../../ml/preprocess/pipeline.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { readDataset } from '../data/dataset-store.ts';
import { pipelineSpecOf, Preprocess } from '../fit/pipeline-spec.ts';
import type { Candidate } from './candidate.ts';
import { keepCandidate } from './keep-candidate.ts';

/** What tasks take that learn without a target. */
export const UnsupervisedInput = z.object({
  train: DatasetRef,
  /** Rows that were not learned from, to measure on. */
  validation: DatasetRef,
  /** Say here which columns count, if not all of them. */
  preprocess: Preprocess.default({}),
});
type UnsupervisedInput = z.output<typeof UnsupervisedInput>;

/** Both parts behind the preprocessing, which was fitted on the training part alone. */
interface Features {
  readonly pipeline: Pipeline;
  readonly train: Matrix;
  readonly validation: Matrix;
}

/** Reads both parts; a sealed one ends the task. */
export async function readFeatures(
  ctx: TaskContext,
  { train, validation, preprocess }: UnsupervisedInput,
  kind: string,
): Promise<Features> {
  const table = await readDataset(ctx, train);
  const pipeline = fitPipeline(table, pipelineSpecOf(preprocess, kind));
  return {
    pipeline,
    train: applyPipeline(pipeline, table),
    validation: applyPipeline(pipeline, await readDataset(ctx, validation)),
  };
}

interface Found {
  readonly task: ModelTask;
  readonly estimator: Estimator;
  readonly input: UnsupervisedInput;
  readonly data: Features;
  readonly settings: Candidate['settings'];
  readonly metrics: Readonly<Record<string, number>>;
  readonly since: number;
}

/** Keeps what was found, as a candidate without a target. */
export function finishUnsupervised(ctx: TaskContext, found: Found): Promise<Candidate> {
  const { task, estimator, data, input, settings, metrics, since } = found;
  return keepCandidate(ctx, {
    model: { task, pipeline: data.pipeline, classes: [], estimator },
    ...{ kind: estimator.kind, target: null, settings, metrics, since },
    ...{ train: input.train, validation: input.validation },
    device: { name: 'cpu', backend: 'typed arrays' },
  });
}
