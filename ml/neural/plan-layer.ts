import type { LayerSpec, RecurrentSpec } from './layer-spec.ts';
import type { Penalty } from './network-spec.ts';
import { planConv, planDepthwise, planPool } from './plan-window.ts';
import type { PlannedLayer } from './planned-layer.ts';
import { imageOf, penaltyOf, shaped, weight, type Standing } from './standing.ts';

/** Works one layer out. @throws RangeError when it does not fit where it stands */
export function planLayer(layer: LayerSpec, at: Standing): PlannedLayer {
  switch (layer.kind) {
    case 'conv2d':
      return planConv(layer, at);
    case 'depthwise_conv2d':
      return planDepthwise(layer, at);
    case 'max_pool':
    case 'average_pool':
      return planPool(layer, at);
    case 'dense':
    case 'embedding':
    case 'simple_rnn':
    case 'lstm':
    case 'gru':
      return planWeighted(layer, at);
    case 'batch_norm':
    case 'layer_norm':
      return planNorm(layer, at);
    default:
      return planPlain(layer, at);
  }
}

function planWeighted(
  layer: LayerSpec & { kind: 'dense' | 'embedding' | RecurrentSpec['kind'] },
  at: Standing,
): PlannedLayer {
  const penalty = penaltyOf(layer, at);
  if (layer.kind === 'dense') {
    const [inputs = 0, units] = [at.shape[0], layer.units];
    const weights = [weight('kernel', [inputs, units]), weight('bias', [units])];
    return shaped(at, [units], weights, { ...layer, inputs, penalty });
  }
  if (layer.kind === 'embedding') {
    const { vocabulary, dimension } = layer;
    const first = at.spec.layers[0] === layer && at.shape.length === 1;
    if (!first) throw new RangeError(`${at.place} must be the first layer, on rows of shape [n].`);
    const weights = [weight('table', [vocabulary + 1, dimension])];
    return shaped(at, [...at.shape, dimension], weights, { ...layer, penalty });
  }
  return planRecurrent(layer, at, penalty);
}

const GATES = { simple_rnn: 1, lstm: 4, gru: 3 } as const;

function planRecurrent(layer: RecurrentSpec, at: Standing, penalty: Penalty): PlannedLayer {
  const [steps, channels] = at.shape;
  if (steps === undefined || channels === undefined || at.shape.length !== 2) {
    throw new RangeError(
      `${at.place} needs [steps, channels] before it, not [${at.shape.join(', ')}].`,
    );
  }
  const { kind, units, returns = 'last' } = layer;
  const width = GATES[kind] * units;
  const weights = [
    weight('kernel', [channels, width]),
    weight('recurrent_kernel', [units, width]),
    weight('bias', [width]),
    ...(kind === 'gru' ? [weight('recurrent_bias', [width])] : []),
  ];
  const outShape = returns === 'last' ? [units] : [steps, units];
  return shaped(at, outShape, weights, { kind, channels, units, returns, penalty });
}

function planNorm(
  layer: LayerSpec & { kind: 'batch_norm' | 'layer_norm' },
  at: Standing,
): PlannedLayer {
  const channels = [at.shape.at(-1) ?? 0];
  const { epsilon = 1e-5 } = layer;
  const scales = [weight('gamma', channels), weight('beta', channels)];
  if (layer.kind === 'layer_norm') {
    return shaped(at, at.shape, scales, { kind: 'layer_norm', epsilon });
  }
  const moving = [
    weight('moving_mean', channels, false),
    weight('moving_variance', channels, false),
  ];
  const { momentum = 0.9 } = layer;
  return shaped(at, at.shape, [...scales, ...moving], { kind: 'batch_norm', momentum, epsilon });
}

type PlainKind = 'global_average_pool' | 'flatten' | 'reshape' | 'dropout' | 'activation' | 'add';

function planPlain(layer: LayerSpec & { kind: PlainKind }, at: Standing): PlannedLayer {
  switch (layer.kind) {
    case 'global_average_pool':
      return shaped(at, [imageOf(at)[2]], [], layer);
    case 'flatten':
      return shaped(at, [product(at.shape)], [], layer);
    case 'dropout':
    case 'activation':
      return shaped(at, at.shape, [], layer);
    case 'add':
      return shaped(at, at.shape, [], { ...layer, activation: layer.activation ?? 'linear' });
    case 'reshape':
      if (product(layer.shape) !== product(at.shape)) {
        throw new RangeError(
          `${at.place} makes [${layer.shape.join(', ')}] of [${at.shape.join(', ')}]; both must hold as many values.`,
        );
      }
      return shaped(at, layer.shape, [], { kind: 'reshape' });
  }
}

const product = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);
