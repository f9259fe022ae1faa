import { modelFault, SCAN_LIMITS } from '../../ml/onnx/scan/scan-model.ts';
import { firstLoad, FirstLoadError } from '../../stores/models/first-load.ts';
import type { ModelFacts } from '../../stores/models/model-facts.ts';
import { Problem } from '../problem/problem.ts';
import type { InferenceLimits } from './limits.ts';

type AdmitLimits = Pick<InferenceLimits, 'modelBytes' | 'memoryBytes' | 'loadLimitMs'>;

/**
 * The gate for model files that come from outside: scanned as bytes, then loaded and run once in a
 * process of their own that ends with them. The server lives on, whatever they do.
 *
 * @param label what the file is, at the start of a sentence: `Version 3 of model "churn"`
 * @returns what the model takes and gives
 * @throws Problem MODEL_REJECTED with the fault's own code among its issues.
 */
export async function admitModel(
  file: Uint8Array,
  label: string,
  limits: AdmitLimits,
): Promise<ModelFacts> {
  checkFile(file, label, limits);
  try {
    const { loadLimitMs: timeMs, memoryBytes } = limits;
    return await firstLoad(file, { timeMs, memoryBytes });
  } catch (error) {
    if (error instanceof FirstLoadError) throw rejected(label, error.code, error.message);
    throw error;
  }
}

/** The scan alone, for files that were loaded before. @throws Problem MODEL_REJECTED */
export function checkFile(
  file: Uint8Array,
  label: string,
  { modelBytes }: Pick<InferenceLimits, 'modelBytes'>,
): void {
  const fault = modelFault(file, { ...SCAN_LIMITS, bytes: modelBytes });
  if (fault !== undefined) throw rejected(label, fault.code, `${fault.message}.`);
}

function rejected(label: string, code: string, message: string): Problem {
  return new Problem('MODEL_REJECTED', `${label} is refused: ${message}`, {
    issues: [{ path: 'model', message, code }],
  });
}
