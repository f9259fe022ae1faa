import { describe, expect, it } from 'vitest';
import { fitForest } from '../../trees/random-forest.ts';
import { classClouds } from '../../testing/class-clouds.ts';
import {
  callingFunctions,
  customOperator,
  malformedModels,
} from '../../testing/malformed-models.ts';
import { exportModel } from '../export-model.ts';
import type { ModelFaultCode } from './model-fault.ts';
import { modelFault, SCAN_LIMITS } from './scan-model.ts';

const data = classClouds(60, 3, 3, 1);
const good = exportModel({
  ...{ task: 'classification', classes: ['a', 'b', 'c'] },
  pipeline: {
    inputs: ['x', 'y', 'z'].map((name) => ({
      ...{ type: 'number', name, indicator: false, shift: 0.5, scale: 2 },
    })),
    features: ['x', 'y', 'z'],
    fittedRows: 60,
  },
  estimator: { kind: 'forest', forest: fitForest(data, { trees: 5, seed: 1 }) },
});

it('a model of ours passes', () => {
  expect(modelFault(good)).toBeUndefined();
});

/** What the scan must find. The rest is for the runtime, in a process of its own. */
const FOUND: { readonly [name: string]: ModelFaultCode } = {
  ...{ empty: 'EMPTY_FILE', random: 'NOT_ONNX', text: 'NOT_ONNX', truncated: 'NOT_ONNX' },
  ...{ 'raw nest 3000': 'NESTED_TOO_DEEP', 'external data': 'EXTERNAL_DATA' },
  'lying dims': 'LYING_TENSOR',
};

it.each(malformedModels(good))('a file of the kind "$name" never breaks the scan', (file) => {
  const fault = modelFault(file.bytes);
  if (!file.name.startsWith('flipped')) expect(fault?.code).toBe(FOUND[file.name]);
});

it('a file that is cut off anywhere is refused or lacks a part, and never breaks the scan', () => {
  const refused = Array.from({ length: good.length }, (_, length) => length).filter(
    (length) => modelFault(good.subarray(0, length)) !== undefined,
  );
  // Only a cut between two fields of the file leaves one that reads well: there are a dozen.
  expect(good.length - refused.length).toBeLessThan(12);
});

describe('a function of the file', () => {
  it('is an operator like those of the runtime', () => {
    expect(modelFault(callingFunctions(3))).toBeUndefined();
  });

  it.each<[string, Uint8Array, ModelFaultCode]>([
    ['calls itself', callingFunctions(3, true), 'RECURSIVE_FUNCTION'],
    ['is written out to a million nodes', callingFunctions(20), 'TOO_MANY_NODES'],
    ['is nested over 64 deep', callingFunctions(80), 'NESTED_TOO_DEEP'],
    ['is not there', customOperator(), 'UNKNOWN_OPERATOR_SET'],
  ])('that %s is refused', (_, file, code) => {
    expect(modelFault(file)?.code).toBe(code);
  });
});

describe('limits', () => {
  it.each<[string, Partial<typeof SCAN_LIMITS>, ModelFaultCode]>([
    ['bytes', { bytes: 100 }, 'FILE_TOO_LARGE'],
    ['nodes', { nodes: 3 }, 'TOO_MANY_NODES'],
    ['elements', { elements: 2 }, 'TENSOR_TOO_LARGE'],
    ['depth', { depth: 1 }, 'NESTED_TOO_DEEP'],
  ])('on %s are kept', (_, limits, code) => {
    const nested = malformedModels(good).find(({ name }) => name === 'nested 20');
    const file = code === 'NESTED_TOO_DEEP' ? nested?.bytes : good;
    expect(modelFault(file ?? good, { ...SCAN_LIMITS, ...limits })?.code).toBe(code);
  });
});
