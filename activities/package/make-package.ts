import { packageKey } from '../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';
import type { Candidate } from '../train/candidate.ts';
import { keepPackage } from './keep-package.ts';
import { mlflowFiles } from './mlflow-model.ts';
import { modelCard, type CardFacts, type Described } from './model-card.ts';
import type { PackagedModel } from './packaged-model.ts';
import { RUNTIME_VERSIONS } from './runtime-versions.ts';

/** Name of the ONNX file in its package. */
export const MODEL_FILE = 'model.onnx';

/**
 * Puts an ONNX file together with what others need to use it: card, signature, input example,
 * requirements for Python and Node, the files that make it one of MLflow's folders, and the sha256
 * of each.
 */
export async function makePackage(
  objects: ObjectStore,
  bytes: Uint8Array,
  model: Described,
  candidate: Candidate,
  facts: CardFacts,
): Promise<PackagedModel> {
  const { name, task, inputs, classes, signature, smoke } = model;
  const texts = {
    'README.md': modelCard(model, candidate, facts),
    'signature.json': JSON.stringify({ task, ...signature, columns: inputs, classes }, null, 1),
    'smoke.json': JSON.stringify(smoke),
    'package.json': JSON.stringify({ private: true, dependencies: RUNTIME_VERSIONS.node }, null, 1),
    ...mlflowFiles(model, smoke.inputs),
  };
  const files = new Map<string, Uint8Array>([[MODEL_FILE, bytes]]);
  for (const [file, text] of Object.entries(texts)) files.set(file, Buffer.from(text));
  const kept = await keepPackage(objects, name, files);
  return { ...model, objectKey: packageKey(name, kept.sha256, MODEL_FILE), package: kept };
}
