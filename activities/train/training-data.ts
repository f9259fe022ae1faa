import type { TaskContext } from '../../dsl/index.ts';
import type { LabelledMatrix } from '../../ml/data/matrix.ts';
import { readDataset } from '../data/dataset-store.ts';
import { toLabelled } from '../data/to-matrix.ts';
import type { TrainingInput } from './candidate.ts';

/** Raw features and labels of both parts; the validation part in the classes of the training part. */
export interface TrainingData {
  readonly train: LabelledMatrix;
  readonly validation: LabelledMatrix;
}

/** Reads both parts. A sealed one ends the task. */
export async function readTrainingData(
  ctx: TaskContext,
  { train, validation, scaler, label }: TrainingInput,
): Promise<TrainingData> {
  const [trainTable, validationTable] = [
    await readDataset(ctx, train),
    await readDataset(ctx, validation),
  ];
  const own = toLabelled(trainTable, scaler.columns, label);
  return {
    train: own,
    validation: toLabelled(validationTable, scaler.columns, label, own.classes),
  };
}
