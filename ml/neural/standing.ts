import type { NetworkSpec, Penalty } from './network-spec.ts';
import type { PlannedKind, PlannedLayer, PlannedWeight, WeightName } from './planned-layer.ts';

/** Where a layer stands. */
export interface Standing {
  /** Shape of what comes before it. */
  readonly shape: readonly number[];
  /** Names it in messages. */
  readonly place: string;
  readonly spec: NetworkSpec;
}

/** Puts a planned layer together. */
export function shaped(
  { shape }: Standing,
  outShape: readonly number[],
  weights: readonly PlannedWeight[],
  kind: PlannedKind,
): PlannedLayer {
  return { ...kind, inShape: shape, outShape, weights };
}

export function weight(
  name: WeightName,
  shape: readonly number[],
  trainable = true,
): PlannedWeight {
  return { name, shape, trainable };
}

/** The layer's own penalty, else the network's. */
export function penaltyOf(
  { penalty }: { readonly penalty?: Penalty },
  { spec }: Standing,
): Penalty {
  return penalty ?? spec.penalty ?? {};
}

/** @throws RangeError when no image comes before the layer */
export function imageOf({ shape, place }: Standing): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new RangeError(
      `${place} needs [height, width, channels] before it, not [${shape.join(', ')}].`,
    );
  }
  return [height, width, channels];
}
