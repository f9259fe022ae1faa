import type { Activation } from '../neural/activation.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** Adds the function that a layer ends with; returns the result's name. */
export function addActivation(graph: OnnxGraph, value: string, activation: Activation): string {
  switch (activation) {
    case 'linear':
      return value;
    case 'leaky_relu':
      return graph.add('LeakyRelu', [value], { alpha: { float: 0.01 } });
    case 'elu':
      return graph.add('Elu', [value], { alpha: { float: 1 } });
    case 'selu': {
      const attributes = {
        alpha: { float: 1.6732632423543772 },
        gamma: { float: 1.0507009873554805 },
      };
      return graph.add('Selu', [value], attributes);
    }
    case 'gelu': {
      const scaled = graph.add('Div', [value, graph.floats('root', [1], [Math.SQRT2])]);
      const raised = graph.add('Add', [graph.add('Erf', [scaled]), graph.floats('one', [1], [1])]);
      const product = graph.add('Mul', [value, raised]);
      return graph.add('Mul', [product, graph.floats('half', [1], [0.5])]);
    }
    case 'swish':
      return graph.add('Mul', [value, graph.add('Sigmoid', [value])]);
    default:
      return graph.add(OPERATORS[activation], [value]);
  }
}

const OPERATORS = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  softsign: 'Softsign',
} as const;
