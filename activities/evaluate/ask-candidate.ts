import type { TaskContext } from '../../dsl/index.ts';
import type { Table } from '../../ml/data/table.ts';
import { decodeModel } from '../../ml/model/model-file.ts';
import type { Model, Prediction } from '../../ml/model/model.ts';
import { predict } from '../../ml/model/predict.ts';
import { readFile } from '../data/dataset-store.ts';
import { targetOf, type Target } from '../fit/target.ts';
import type { Problem } from '../problem/problem.ts';
import type { Candidate } from '../train/candidate.ts';
import { startBackend } from '../train/start-backend.ts';
import { measure } from './measure.ts';

/** A candidate with what it says of some rows. */
export interface AskedCandidate {
  readonly candidate: Candidate;
  readonly model: Model;
  readonly target: Target;
  readonly prediction: Prediction;
  readonly metrics: Record<string, number>;
}

/** Lets a candidate answer rows of which the truth is known. */
export async function askCandidate(
  ctx: TaskContext,
  problem: Problem,
  candidate: Candidate,
  table: Table,
): Promise<AskedCandidate> {
  const model = decodeModel(await readFile(ctx, candidate.model));
  if (model.estimator.kind === 'neural_net') await startBackend(ctx);
  const target = targetOf(table, problem.target, problem.task, model.classes);
  const prediction = await predict(model, table);
  return { candidate, model, target, prediction, metrics: measure(prediction, target) };
}
