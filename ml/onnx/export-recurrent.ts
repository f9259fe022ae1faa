import type { Flow, LayerOf, Weights } from './layer-flow.ts';
import type { OnnxGraph } from './onnx-graph.ts';

type Recurrent = LayerOf<'simple_rnn' | 'lstm' | 'gru'>;

const OPERATORS = { simple_rnn: 'RNN', lstm: 'LSTM', gru: 'GRU' } as const;
/** For each gate of ONNX's its place among ours (F5): ONNX's LSTM has i, o, f, c; ours is i, f, g, o. */
const GATES = { simple_rnn: [0], lstm: [0, 3, 1, 2], gru: [0, 1, 2] } as const;

/** Adds a recurrent layer: [N, steps, channels] to the last state or to all of them. */
export function addRecurrent(
  graph: OnnxGraph,
  layer: Recurrent,
  flow: Flow,
  weights: Weights,
): Flow {
  const { kind, channels, units, returns } = layer;
  const gates = GATES[kind];
  const [kernel, recurrent, bias, recurrentBias] = weights;
  const width = gates.length * units;
  const stepsFirst = { perm: { ints: [1, 0, 2] } };
  const biases = new Float32Array(2 * width);
  biases.set(gateRows(bias, 1, units, gates));
  biases.set(gateRows(recurrentBias, 1, units, gates), width);
  const [all = '', last = ''] = graph.addMany({
    operator: OPERATORS[kind],
    domain: '',
    inputs: [
      graph.add('Transpose', [flow.value], stepsFirst),
      graph.floats('kernel', [1, width, channels], gateRows(kernel, channels, units, gates)),
      graph.floats('recurrent', [1, width, units], gateRows(recurrent, units, units, gates)),
      graph.floats('bias', [1, 2 * width], biases),
    ],
    results: 2,
    attributes: {
      hidden_size: { int: units },
      ...(kind === 'gru' ? { linear_before_reset: { int: 1 } } : {}),
    },
  });
  if (returns === 'last') {
    return { ...flow, value: graph.add('Squeeze', [last, graph.integers('axis', [0])]) };
  }
  const states = graph.add('Squeeze', [all, graph.integers('axis', [1])]);
  return { ...flow, value: graph.add('Transpose', [states], stepsFirst) };
}

/** [inputs, gates · units] to [gates · units, inputs], the gates in ONNX's order; zeros for none. */
function gateRows(
  kernel: Float32Array | undefined,
  inputs: number,
  units: number,
  gates: readonly number[],
): Float32Array {
  const width = gates.length * units;
  const rows = new Float32Array(width * inputs);
  gates.forEach((ours, gate) => {
    for (let unit = 0; unit < units; unit += 1) {
      for (let input = 0; input < inputs; input += 1) {
        const value = kernel?.[input * width + ours * units + unit] ?? 0;
        rows[(gate * units + unit) * inputs + input] = value;
      }
    }
  });
  return rows;
}
