import { networkOutputs } from './network-outputs.ts';
import { nextStopping } from './early-stopping.ts';
import { nextPlateau } from './learning-rate.ts';
import {
  objectiveOf,
  outputsFor,
  targetsOf,
  type NetworkData,
  type Targets,
} from './network-data.ts';
import { planNetwork } from './network-plan.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { NeuralNetwork } from './neural-network.ts';
import { trainEpoch } from './train-epoch.ts';
import type { EpochReport, TrainingPlan, TrainOptions } from './training-plan.ts';
import { copyState, initialState, type TrainingState } from './training-state.ts';
import { givesTurns } from '../threads/turns.ts';
import { validationMetrics } from './validation-metrics.ts';

/**
 * Trains a network in shuffled batches. A backend must be in use already: see `chooseBackend`.
 *
 * @param data rows [N, n] that went through the preprocessing; n is the product of `spec.input`
 * @throws RangeError when the shapes do not fit; TrainingDivergedError; the signal's reason
 */
export async function trainNetwork(
  data: NetworkData,
  spec: NetworkSpec,
  options: TrainOptions = {},
): Promise<NeuralNetwork> {
  const plan = planTraining(data, spec, options);
  const { layers, targets } = plan;
  const begun = options.resume ?? initialState(layers, spec.optimizer, spec.seed);
  let state = copyState(begun);
  while (state.epoch < spec.epochs && state.stopping?.stopped !== true) {
    options.signal?.throwIfAborted();
    const { loss, learningRate, state: trained } = await trainEpoch(plan, state);
    const { state: next, validation } = await closeEpoch(plan, trained, loss);
    state = next;
    await options.onEpoch?.({
      ...{ epoch: state.epoch, epochs: spec.epochs, loss, learningRate },
      ...(validation === undefined ? {} : { validation }),
      stopped: state.stopping?.stopped === true,
      state: copyState(state),
    });
  }
  const best = state.stopping?.weights ?? [];
  const weights = inUnits(best.length > 0 ? best : state.weights, targets);
  return { spec, features: data.features.columns, outputs: targets.outputs, weights };
}

function planTraining(data: NetworkData, spec: NetworkSpec, options: TrainOptions): TrainingPlan {
  const layers = planNetwork(spec, outputsFor(data, spec));
  if (spec.earlyStopping !== undefined && options.validation === undefined) {
    throw new RangeError('Early stopping watches a validation part, and there is none.');
  }
  const targets = targetsOf(data, spec);
  return { data, spec, layers, targets, options, pause: givesTurns(options.signal) };
}

/** Validation, plateau and early stopping after an epoch's last batch. */
async function closeEpoch(
  { data, spec, layers, options, pause }: TrainingPlan,
  state: TrainingState,
  loss: number,
): Promise<{ state: TrainingState; validation: EpochReport['validation'] }> {
  const part = options.validation;
  let validation: EpochReport['validation'];
  if (part !== undefined) {
    const rows = { features: part.features, shape: spec.input };
    const outputs = await networkOutputs(layers, state.weights, rows, pause);
    const targets = targetsOf(data, spec, part);
    validation = validationMetrics(outputs, part, targets, objectiveOf(spec));
  }
  const plateau = nextPlateau(spec.schedule, state.plateau, validation?.['loss'] ?? loss);
  const copyWeights = (): readonly Float32Array[] => state.weights.map((one) => one.slice());
  const stopping =
    spec.earlyStopping === undefined || validation === undefined
      ? {}
      : {
          stopping: nextStopping(spec.earlyStopping, state.stopping, state.epoch, {
            ...{ metrics: validation, copyWeights },
          }),
        };
  return { state: { ...state, plateau, ...stopping }, validation };
}

/** The weights with the target's scale put into the output layer. */
function inUnits(weights: readonly Float32Array[], { shift, scale }: Targets): Float32Array[] {
  if (shift === 0 && scale === 1) return [...weights];
  const [kernel, bias] = [weights.length - 2, weights.length - 1];
  return weights.map((values, at) => {
    if (at === kernel) return values.map((value) => value * scale);
    return at === bias ? values.map((value) => value * scale + shift) : values;
  });
}
