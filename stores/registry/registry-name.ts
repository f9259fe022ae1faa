/** Thrown for a name or a version that the registry does not take. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code:
    | 'INVALID_NAME'
    | 'INVALID_METRIC'
    | 'NO_SUCH_MODEL'
    | 'NO_SUCH_VERSION'
    | 'NO_SUCH_ALIAS'
    | 'MODEL_EXISTS';
  constructor(code: RegistryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;
const ALIAS = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/;

/** @throws RegistryError unless the name can be part of an object key and of a URL. */
export function checkModelName(name: string): void {
  if (!MODEL_NAME.test(name) || name.includes('..')) {
    throw invalid(`Model name ${JSON.stringify(name)}`, `${String(MODEL_NAME)} without ".."`);
  }
}

/** As MLflow: `latest` and `v3` would read as versions, so they are no aliases. */
export function checkAlias(alias: string): void {
  if (!ALIAS.test(alias)) throw invalid(`Alias ${JSON.stringify(alias)}`, String(ALIAS));
  if (/^(latest|v\d+)$/i.test(alias)) {
    throw invalid(`Alias "${alias}"`, 'a word other than "latest" and "v" with a number');
  }
}

/** NaN and infinities have no JSON form and would come back as null. */
export function checkMetrics(metrics: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(metrics)) {
    if (!Number.isFinite(value)) {
      throw new RegistryError(
        'INVALID_METRIC',
        `Metric "${name}" is ${value}; expected a finite number.`,
      );
    }
  }
}

/** For a model that is asked for and not there. */
export function noSuchModel(name: string): RegistryError {
  return new RegistryError('NO_SUCH_MODEL', `Registered Model with name=${name} not found`);
}

/** For a name that is taken. */
export function modelExists(name: string): RegistryError {
  return new RegistryError('MODEL_EXISTS', `Registered Model (name=${name}) already exists.`);
}

/** For a version that is asked for and not there. */
export function noSuchVersion(name: string, version: number): RegistryError {
  return new RegistryError('NO_SUCH_VERSION', `Model "${name}" has no version ${version}.`);
}

/** For an alias that a move expects to be there. */
export function noSuchAlias(name: string, alias: string): RegistryError {
  return new RegistryError('NO_SUCH_ALIAS', `Model "${name}" has no alias "${alias}" to move.`);
}

function invalid(what: string, expected: string): RegistryError {
  return new RegistryError('INVALID_NAME', `${what} is not valid. Expected ${expected}.`);
}
