import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import type { KernelMachine } from './support-vectors.ts';
import type { SvmOptions } from './svm-options.ts';

export interface KernelMachineOptions extends SvmOptions {
  /** Of exp(-gamma |x - y|²). `scale` (default): 1 / (columns · variance of all values). */
  readonly gamma?: 'scale' | number;
}

/** Support vector classifier with the kernel exp(-gamma |x - y|²), one against one. */
export function fitKernelMachine(
  _data: LabelledMatrix,
  _options: KernelMachineOptions = {},
): KernelMachine {
  throw new Error('Being built.');
}

/** Scores [N, k], row-major, before calibration. */
export function kernelScores(_machine: KernelMachine, _features: Matrix): Float64Array {
  throw new Error('Being built.');
}

/** Class probabilities [N, k], row-major, each row summing to 1. */
export function kernelProbabilities(_machine: KernelMachine, _features: Matrix): Float64Array {
  throw new Error('Being built.');
}
