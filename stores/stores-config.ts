import type { S3Access } from './objects/s3-access.ts';

/** Where Perdure keeps its things. */
export interface StoresConfig {
  /** `postgres://…`; its user owns the schema `perdure`. */
  readonly databaseUrl: string;
  /** `file:///folder` or `s3://bucket/prefix`. */
  readonly objectStore: string;
  /** Needed for `s3://`. */
  readonly s3?: S3Access;
  /** Connections to Postgres of this process; default 8. */
  readonly maxConnections?: number;
  /** How long a statement is tried again while Postgres is away; default 20,000. */
  readonly retryMs?: number;
  /** Prove at start that the object store keeps conditional writes; default true. */
  readonly selfTest?: boolean;
  /** Told of faults that no caller waits for, such as a lost idle connection. */
  readonly onFault?: (message: string, error: unknown) => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads DATABASE_URL, PERDURE_OBJECT_STORE and, for `s3://`, the usual AWS variables.
 * @throws Error that names what is missing and how to give it.
 */
export function storesConfigFromEnv(env: Environment): StoresConfig {
  const objectStore = needed(env, 'PERDURE_OBJECT_STORE', 'file:///… or s3://bucket/prefix');
  return {
    databaseUrl: needed(env, 'DATABASE_URL', 'postgres://user:password@host:5432/database'),
    objectStore,
    ...(objectStore.startsWith('s3://') && { s3: s3AccessFromEnv(env) }),
    ...(given(env, 'PERDURE_DATABASE_CONNECTIONS') && { maxConnections: connections(env) }),
  };
}

/** @throws Error that names what is missing. */
export function s3AccessFromEnv(env: Environment): S3Access {
  const endpoint = given(env, 'AWS_ENDPOINT_URL_S3') ?? given(env, 'AWS_ENDPOINT_URL');
  const region = given(env, 'AWS_REGION') ?? given(env, 'AWS_DEFAULT_REGION');
  const sessionToken = given(env, 'AWS_SESSION_TOKEN');
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    accessKeyId: needed(env, 'AWS_ACCESS_KEY_ID', 'the key id of the object store'),
    secretAccessKey: needed(env, 'AWS_SECRET_ACCESS_KEY', 'the secret key of the object store'),
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

function connections(env: Environment): number {
  const text = needed(env, 'PERDURE_DATABASE_CONNECTIONS', 'a number from 1 to 1000');
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count;
  throw new Error(`PERDURE_DATABASE_CONNECTIONS is "${text}"; expected a number from 1 to 1000.`);
}

function needed(env: Environment, name: string, example: string): string {
  const value = given(env, name);
  if (value !== undefined) return value;
  throw new Error(`${name} is not set. Expected ${example}.`);
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
