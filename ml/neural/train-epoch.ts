import { batchGradients, type BatchGradients } from './batch-gradients.ts';
import { batchRandom } from './batch-random.ts';
import { scheduleFactor } from './learning-rate.ts';
import { objectiveOf } from './network-data.ts';
import { joinParts, partOf, type PartGradients } from './shared-batch.ts';
import { epochOrder, takeBatch } from './take-batch.ts';
import { trainStep } from './train-step.ts';
import type { TrainingPlan } from './training-plan.ts';
import { copyState, type TrainingState } from './training-state.ts';

/** Runs the rest of the epoch that the state is in. The state's arrays move with it. */
export async function trainEpoch(
  plan: TrainingPlan,
  before: TrainingState,
): Promise<{
  readonly loss: number;
  readonly learningRate: number;
  readonly state: TrainingState;
}> {
  const { data, spec } = plan;
  const order = epochOrder(data.features.rows, spec.seed, before.epoch);
  const batches = Math.ceil(order.length / spec.batchSize);
  let [state, learningRate] = [before, 0];
  while (state.batch < batches) {
    const start = state.batch * spec.batchSize;
    const rows = order.subarray(start, start + spec.batchSize);
    learningRate = spec.optimizer.learningRate * factorNow(plan, state, batches);
    const loss = await runBatch(plan, state, rows, learningRate);
    const lossSum = state.lossSum + loss * rows.length;
    state = { ...state, batch: state.batch + 1, steps: state.steps + 1, lossSum };
    if (state.batch < batches) await reportBatch(plan, state, batches, loss);
    await plan.pause();
  }
  const loss = state.lossSum / order.length;
  return { loss, learningRate, state: { ...state, epoch: state.epoch + 1, batch: 0, lossSum: 0 } };
}

function factorNow({ spec }: TrainingPlan, state: TrainingState, stepsPerEpoch: number): number {
  const { epoch, steps, plateau } = state;
  return scheduleFactor(spec.schedule, {
    ...{ epoch, steps, plateau, stepsPerEpoch, epochs: spec.epochs },
  });
}

async function runBatch(
  plan: TrainingPlan,
  state: TrainingState,
  rows: Int32Array,
  learningRate: number,
): Promise<number> {
  const { spec, layers } = plan;
  const answer = await gradientsOf(plan, state, rows);
  return trainStep(layers, spec, state, answer, { step: state.steps + 1, learningRate });
}

/** A batch with fewer rows than ranks is computed whole by each of them. */
async function gradientsOf(
  plan: TrainingPlan,
  state: TrainingState,
  rows: Int32Array,
): Promise<BatchGradients> {
  const { share } = plan.options;
  const { epoch, batch } = state;
  if (share === undefined || rows.length < share.ranks) {
    return gradientsOfRows(plan, state, rows, batch);
  }
  const { ranks, exchange } = share;
  const compute = async (rank: number): Promise<PartGradients> => {
    const part = partOf(rows, rank, ranks);
    const answer = await gradientsOfRows(plan, state, part, batch * ranks + rank);
    return { ...answer, rows: part.length };
  };
  return joinParts(await exchange({ epoch, batch }, compute));
}

/** @param draw number of what chance decides in this epoch: dropout and augmentation */
function gradientsOfRows(
  { data, spec, layers, targets }: TrainingPlan,
  { epoch, weights }: TrainingState,
  rows: Int32Array,
  draw: number,
): Promise<BatchGradients> {
  const taken = takeBatch(data, targets, spec, { rows, epoch, batch: draw });
  const random = batchRandom(spec.seed, 'dropout', epoch, draw);
  return batchGradients({ layers, objective: objectiveOf(spec) }, weights, taken, random);
}

async function reportBatch(
  { options }: TrainingPlan,
  state: TrainingState,
  batches: number,
  loss: number,
): Promise<void> {
  if (options.onBatch === undefined) return;
  const { epoch, batch } = state;
  const copy = (): TrainingState => copyState(state);
  await options.onBatch({ epoch: epoch + 1, batch, batches, loss, state: copy });
}
