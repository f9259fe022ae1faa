import type { Classifier } from './classifier.ts';
import { fromTypedJson, toTypedJson } from './typed-json.ts';

/** Written first, so that a reader knows what it has; raised when the layout changes. */
const FORMAT = 'perdure-classifier/1';

/** The bytes of a classifier; equal classifiers give equal bytes. */
export function encodeClassifier(classifier: Classifier): Uint8Array {
  return Buffer.from(toTypedJson({ format: FORMAT, classifier }));
}

/** @throws Error when the bytes are not of this format. */
export function decodeClassifier(bytes: Uint8Array): Classifier {
  const value = fromTypedJson(Buffer.from(bytes).toString('utf8'));
  const format: unknown = typeof value === 'object' && value && Reflect.get(value, 'format');
  if (format !== FORMAT) {
    throw new Error(`This is no classifier file: expected "${FORMAT}", found ${String(format)}.`);
  }
  // The format names its writer, `encodeClassifier`, which takes nothing but a Classifier; the
  // caller has checked the bytes against their hash.
  return (value as { classifier: Classifier }).classifier;
}
