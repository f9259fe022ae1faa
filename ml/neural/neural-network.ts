import type { NetworkSpec } from './network-spec.ts';

/** A trained network: enough to run it and to export it. `planNetwork(spec, outputs)` is its plan. */
export interface NeuralNetwork {
  readonly spec: NetworkSpec;
  /** Values of one row. */
  readonly features: number;
  /**
   * Units of the output layer. Classification: one a class, behind them a softmax over the last
   * axis. Regression: 1, the value itself, in the target's unit.
   */
  readonly outputs: number;
  /** All weights of the planned layers, in their order (F2), moving statistics included. */
  readonly weights: readonly Float32Array[];
}
