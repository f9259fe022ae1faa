import type { TaskContext } from '../../dsl/index.ts';
import type { Matrix } from '../../ml/data/matrix.ts';
import { applyPipeline } from '../../ml/preprocess/apply-pipeline.ts';
import { fitPipeline } from '../../ml/preprocess/fit-pipeline.ts';
import type { Pipeline } from '../../ml/preprocess/pipeline.ts';
import { sha256Of } from '../data/content.ts';
import { readDataset } from '../data/dataset-store.ts';
import { pipelineSpecOf } from '../fit/pipeline-spec.ts';
import { classesOf, targetOf, type Target } from '../fit/target.ts';
import type { TrainingInput } from './candidate.ts';

/** Both parts behind the preprocessing, which was fitted on the training part alone. */
export interface TrainingData {
  readonly pipeline: Pipeline;
  readonly train: TrainingPart;
  /** In the classes of the training part. */
  readonly validation: TrainingPart;
  /** Hash of rows and preprocessing: a checkpoint counts for these alone. */
  readonly of: string;
}
export interface TrainingPart {
  /** [rows, features]. */
  readonly features: Matrix;
  readonly target: Target;
}

/**
 * Reads both parts and fits the preprocessing. A sealed part ends the task; so does data that does
 * not fit, because it would not at the next try either.
 *
 * @param kind of the estimator: trees take unscaled numbers unless told
 */
export async function readTrainingData(
  ctx: TaskContext,
  { task, train, validation, target, preprocess }: TrainingInput,
  kind: string,
): Promise<TrainingData> {
  const trainTable = await readDataset(ctx, train);
  const validationTable = await readDataset(ctx, validation);
  try {
    const spec = pipelineSpecOf(preprocess, kind, target);
    const pipeline = fitPipeline(trainTable, spec);
    const truth = targetOf(trainTable, target, task);
    return {
      pipeline,
      train: { features: applyPipeline(pipeline, trainTable), target: truth },
      validation: {
        features: applyPipeline(pipeline, validationTable),
        target: targetOf(validationTable, target, task, classesOf(truth)),
      },
      of: sha256Of(JSON.stringify([train.sha256, task, target, spec])),
    };
  } catch (error) {
    if (!isDataFault(error)) throw error;
    return ctx.fail(error.message, { retry: false });
  }
}

function isDataFault(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'DataFaultError' || error instanceof RangeError);
}
