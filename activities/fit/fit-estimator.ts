import { setImmediate } from 'node:timers/promises';
import type { TaskContext } from '../../dsl/index.ts';
import type { EstimatorSpec } from './estimator-spec.ts';
import { fitApart } from './fit-apart.ts';
import type { FittedEstimator, SpecAtOnce } from './fit-at-once.ts';
import type { FittingData } from './fitting-data.ts';
import { growBoosting } from './grow-boosting.ts';
import { growForest } from './grow-forest.ts';

/**
 * Fits what the specification says. A cancel is seen at once: between rounds, trees and iterations,
 * or because what has no pause runs in a thread.
 *
 * @throws RangeError when it does not do the task; the signal's reason
 */
export async function fitEstimator(
  ctx: TaskContext,
  spec: EstimatorSpec,
  data: FittingData,
): Promise<FittedEstimator> {
  ctx.signal.throwIfAborted();
  // Lets the first heartbeat out before the thread is busy.
  await setImmediate();
  switch (spec.kind) {
    case 'forest':
      return { estimator: await growForest(ctx, spec, data), facts: {} };
    case 'boosting':
      return { estimator: await growBoosting(ctx, spec, data), facts: {} };
    default:
      return fitWhole(ctx, spec, data);
  }
}

async function fitWhole(
  ctx: TaskContext,
  spec: SpecAtOnce,
  { features, target }: FittingData,
): Promise<FittedEstimator> {
  const fitted = await fitApart({ spec, features, target }, ctx.signal, ({ iteration, loss }) => {
    ctx.heartbeat({ iteration, loss });
    ctx.track.metrics({ loss }, { step: iteration });
  });
  const { converged, iterations } = fitted.facts;
  if (converged === false) ctx.log.warn(`No optimum within ${iterations} iterations.`);
  return fitted;
}
