import type { LayerSpec } from './layer-spec.ts';
import type { NetworkSpec } from './network-spec.ts';
import { planLayer } from './plan-layer.ts';
import type { PlannedLayer } from './planned-layer.ts';

/**
 * Works out the shapes through a network and adds the output layer.
 *
 * @param outputs classes, or 1 for regression
 * @throws RangeError naming the layer that does not fit what comes before it
 */
export function planNetwork(spec: NetworkSpec, outputs: number): readonly PlannedLayer[] {
  const planned: PlannedLayer[] = [];
  const output: LayerSpec = { kind: 'dense', units: outputs, activation: 'linear' };
  /** Where each layer of the spec ended up among the planned ones. */
  const places: number[] = [];
  [...spec.layers, output].forEach((layer, index) => {
    const shape = planned.at(-1)?.outShape ?? spec.input;
    const place = `Layer ${index} (${layer.kind})`;
    if (layer.kind === 'dense' && shape.length > 1) {
      planned.push(planLayer({ kind: 'flatten' }, { shape, place, spec }));
    }
    const before = planned.at(-1)?.outShape ?? spec.input;
    const next = planLayer(layer, { shape: before, place, spec });
    planned.push(next.kind === 'add' ? joined(next, { place, places, planned, spec }) : next);
    places.push(planned.length - 1);
  });
  return planned;
}

/** Shapes of a network's weights, in the order in which they are kept (F2). */
export function weightShapes(layers: readonly PlannedLayer[]): readonly (readonly number[])[] {
  return layers.flatMap((layer) => layer.weights.map(({ shape }) => shape));
}

interface Joining {
  readonly place: string;
  readonly places: readonly number[];
  readonly planned: readonly PlannedLayer[];
  readonly spec: NetworkSpec;
}

/** An `add` with the planned position of what it adds. */
function joined(
  layer: PlannedLayer & { kind: 'add' },
  { place, places, planned, spec }: Joining,
): PlannedLayer {
  const from = layer.from === -1 ? -1 : places[layer.from];
  if (from === undefined) {
    throw new RangeError(
      `${place} adds layer ${layer.from}, which does not come before it. Name one from -1, the input, to ${places.length - 1}.`,
    );
  }
  const other = planned[from]?.outShape ?? spec.input;
  if (other.join() !== layer.inShape.join()) {
    throw new RangeError(
      `${place} adds [${other.join(', ')}] of layer ${layer.from} to [${layer.inShape.join(', ')}]; both must have one shape.`,
    );
  }
  return { ...layer, from };
}
