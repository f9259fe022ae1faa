import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import type { LinearMachine } from './support-vectors.ts';
import type { SvmOptions } from './svm-options.ts';

/** Linear support vector classifier, one class against the rest. */
export function fitLinearMachine(_data: LabelledMatrix, _options: SvmOptions = {}): LinearMachine {
  throw new Error('Being built.');
}

/** Scores [N, k], row-major, before calibration. */
export function linearMachineScores(_machine: LinearMachine, _features: Matrix): Float64Array {
  throw new Error('Being built.');
}

/** Class probabilities [N, k], row-major, each row summing to 1. */
export function linearMachineProbabilities(
  _machine: LinearMachine,
  _features: Matrix,
): Float64Array {
  throw new Error('Being built.');
}
