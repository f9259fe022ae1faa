import { createHash } from 'node:crypto';
import type { ModelVersionRow } from '../../stores/registry/model-registry.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';
import type { InferenceLimits } from './limits.ts';
import { modelFault } from './scan/scan-model.ts';
import type { ModelFile } from './session-pool.ts';

/**
 * The file behind a model version. Only what the registry names is read, and only bytes that have
 * the registered hash and pass the scan are given out.
 */
export function modelFile(
  objects: Stores['objects'],
  row: ModelVersionRow,
  limits: Pick<InferenceLimits, 'modelBytes'>,
): ModelFile {
  return { sha256: row.sha256, read: () => readModel(objects, row, limits.modelBytes) };
}

async function readModel(
  objects: Stores['objects'],
  row: ModelVersionRow,
  maxBytes: number,
): Promise<Uint8Array> {
  const label = `Version ${row.version} of model "${row.name}"`;
  const stored = await objects.head(row.objectKey);
  if (stored === undefined) throw new Problem('MODEL_NOT_READY', `${label} has no file any more.`);
  if (stored.size > maxBytes) {
    throw new Problem('MODEL_REJECTED', `${label} is larger than ${maxBytes} bytes.`);
  }
  const bytes = await objects.get(row.objectKey);
  if (createHash('sha256').update(bytes).digest('hex') !== row.sha256) {
    throw new Problem('TAMPERED_OBJECT', `${label} does not match its registered hash.`);
  }
  const fault = modelFault(bytes);
  if (fault !== undefined) throw new Problem('MODEL_REJECTED', `${label} is refused: ${fault}.`);
  return bytes;
}
