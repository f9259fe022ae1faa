import { createHash } from 'node:crypto';
import type { Stores } from '../../stores/stores.ts';
import { invalid } from '../../stores/tracking/tracking-error.ts';
import { keyBelow } from './artifacts/list-artifacts.ts';

/** Schemes that clients may have their models under. A path of a machine is none of them. */
const SCHEMES = /^(?:mlflow-artifacts|models|runs|s3|gs|wasbs|abfss|hdfs|dbfs|https):\//;

/**
 * Refuses a source that is a file of whatever machine it would be read on, or that steps out of its
 * folder. The server itself reads only what it keeps.
 *
 * @throws TrackingError INVALID_PARAMETER_VALUE
 */
export function checkSource(source: string): void {
  if (!SCHEMES.test(source) || /(?:^|[/\\])\.\.(?:[/\\]|$)|[\\?#%]|\p{Cc}/u.test(source)) {
    throw invalid(
      `Invalid model version source: '${source.slice(0, 200)}'. It must be an address with a scheme, ` +
        'such as runs:/, models:/ or mlflow-artifacts:/, without "..", "?", "#" or "%".',
    );
  }
}

const MAX_BYTES = 2 * 1024 ** 3;

/** The ONNX file of an MLflow model that this server keeps, so that it can be served; else nothing. */
export async function onnxBelow(
  { objects }: Pick<Stores, 'objects'>,
  uri: string,
): Promise<{ objectKey: string; sha256: string; size: number }> {
  const key = keyBelow(uri, 'model.onnx');
  const facts = key === undefined ? undefined : await objects.head(key);
  if (key === undefined || facts === undefined || facts.size > MAX_BYTES) {
    return { objectKey: '', sha256: '', size: 0 };
  }
  const hash = createHash('sha256');
  for await (const chunk of await objects.stream(key)) hash.update(chunk as Buffer); // no encoding is set
  return { objectKey: key, sha256: hash.digest('hex'), size: facts.size };
}
