/** Thrown by a conditional `put` when the key is taken. */
export class ObjectExistsError extends Error {
  override readonly name = 'ObjectExistsError';
  readonly code = 'OBJECT_EXISTS';
  constructor(key: string, options?: ErrorOptions) {
    super(`Object "${key}" exists already, and it was to be written only if absent.`, options);
  }
}

/** Thrown when an object that is read is not there. */
export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
  readonly code = 'OBJECT_MISSING';
  constructor(key: string, options?: ErrorOptions) {
    super(`Object "${key}" does not exist.`, options);
  }
}

/** Thrown for a key, or a part of one, that may not be used. */
export class ObjectKeyError extends Error {
  override readonly name = 'ObjectKeyError';
  readonly code = 'OBJECT_KEY';
}

/** Thrown at start-up by a store that does not keep what Perdure needs of it. */
export class ObjectStoreUnfitError extends Error {
  override readonly name = 'ObjectStoreUnfitError';
  readonly code = 'OBJECT_STORE_UNFIT';
}

/** Thrown when a stored object does not match the hash it is kept under. */
export class TamperedObjectError extends Error {
  override readonly name = 'TamperedObjectError';
  /** The failure type that crosses the wire (`FAILURE_TYPES.tamperedObject`). */
  readonly type = 'TamperedObject';
  readonly code = 'TAMPERED_OBJECT';
}

/** The stable `code` of an error of this project or of Node, whichever class it has. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : undefined;
}
