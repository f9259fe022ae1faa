import type { Model } from './model.ts';
import { checkModel } from './check-model.ts';
import { fromTypedJson, toTypedJson } from './typed-json.ts';

/** Written first, so that a reader knows what it has; raised when the layout changes. */
const FORMAT = 'perdure-model/1';

/** The bytes of a model; equal models give equal bytes. */
export function encodeModel(model: Model): Uint8Array {
  return Buffer.from(toTypedJson({ format: FORMAT, model }));
}

/**
 * Reads what `encodeModel` wrote. Nothing is taken on trust: see `checkModel`.
 * @throws ModelFileError naming the place of the first fault.
 */
export function decodeModel(bytes: Uint8Array): Model {
  let file: unknown;
  try {
    file = fromTypedJson(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new ModelFileError('it is no JSON', { cause });
  }
  const format: unknown = typeof file === 'object' && file !== null && Reflect.get(file, 'format');
  if (format !== FORMAT) {
    throw new ModelFileError(`expected the format "${FORMAT}", found ${JSON.stringify(format)}`);
  }
  try {
    return checkModel(Reflect.get(Object(file), 'model'));
  } catch (cause) {
    throw new ModelFileError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Thrown for bytes that are no model of this format. */
export class ModelFileError extends Error {
  readonly code = 'INVALID_MODEL_FILE';
  override readonly name = 'ModelFileError';
  constructor(what: string, options?: ErrorOptions) {
    super(`This is no model file: ${what}.`, options);
  }
}
