import type { EarlyStopping } from './network-spec.ts';

/** What early stopping remembers between epochs. */
export interface StoppingState {
  readonly best: number;
  /** The epoch of the best value, from 1. */
  readonly bestEpoch: number;
  /** Epochs since then. */
  readonly waited: number;
  readonly stopped: boolean;
  /** The weights of the best epoch, if they are to be restored. */
  readonly weights: readonly Float32Array[];
}

const RISING: readonly string[] = ['accuracy', 'macro_f1', 'r2'];

/**
 * The state after an epoch.
 *
 * @param metrics of the validation part
 * @param copyWeights called only when this epoch is the best so far and will be restored
 * @throws RangeError when the metric is none of the objective's
 */
export function nextStopping(
  spec: EarlyStopping,
  before: StoppingState | undefined,
  epoch: number,
  { metrics, copyWeights }: EpochOutcome,
): StoppingState {
  const { monitor = 'loss', patience, minDelta = 0, restoreBest = true } = spec;
  const value = metrics[monitor];
  if (value === undefined) {
    const known = Object.keys(metrics).join(', ');
    throw new RangeError(`Early stopping cannot watch "${monitor}"; there is ${known}.`);
  }
  const gain = RISING.includes(monitor) ? 1 : -1;
  if (before === undefined || (value - before.best) * gain > minDelta) {
    const weights = restoreBest ? copyWeights() : [];
    return { best: value, bestEpoch: epoch, waited: 0, stopped: false, weights };
  }
  const waited = before.waited + 1;
  return { ...before, waited, stopped: waited >= patience };
}

export interface EpochOutcome {
  readonly metrics: Readonly<Record<string, number>>;
  readonly copyWeights: () => readonly Float32Array[];
}
