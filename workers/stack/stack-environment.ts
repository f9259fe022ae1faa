import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PostgresServer } from './postgres.ts';
import { privateFolder, writePrivateFile } from './private-file.ts';
import type { TemporalServer } from './temporal.ts';

/** Where the server and the workers of a stack find everything. */
export interface StackAddresses {
  readonly home: string;
  readonly temporal: TemporalServer;
  readonly postgres: PostgresServer;
  readonly objectStore: string;
  readonly serverUrl: string;
  readonly token: string;
}

const S3_BUCKET = 's3://perdure';

/**
 * The object store: PERDURE_OBJECT_STORE, else the bucket `perdure` of a given S3 server, else files
 * in the home.
 */
export function objectStoreUrl(home: string, env: NodeJS.ProcessEnv): string {
  if (env.PERDURE_OBJECT_STORE !== undefined && env.PERDURE_OBJECT_STORE !== '') {
    return env.PERDURE_OBJECT_STORE;
  }
  if (env.AWS_ENDPOINT_URL_S3 !== undefined && env.AWS_ENDPOINT_URL_S3 !== '') return S3_BUCKET;
  return pathToFileURL(privateFolder(join(home, 'objects'))).href;
}

/** The environment of the stack's own processes: the caller's, with every address put in. */
export function childEnvironment(
  addresses: StackAddresses,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { temporal, postgres, objectStore, serverUrl, token, home } = addresses;
  return {
    ...(temporal.managed === undefined ? env : embeddedTemporalEnv(temporal, home, env)),
    DATABASE_URL: postgres.databaseUrl,
    PERDURE_OBJECT_STORE: objectStore,
    PERDURE_URL: serverUrl,
    PERDURE_TOKEN: token,
    ...(temporal.uiUrl === undefined ? {} : { PERDURE_TEMPORAL_UI_URL: temporal.uiUrl }),
  };
}

// A profile in the user's own Temporal file may ask for TLS or a key: it is for another server. The
// file written here serves the `temporal` command, too: TEMPORAL_CONFIG_FILE=.perdure/temporal.toml.
function embeddedTemporalEnv(
  temporal: TemporalServer,
  home: string,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const file = join(home, 'temporal.toml');
  const { address, namespace } = temporal;
  writePrivateFile(file, `[profile.default]\naddress = "${address}"\nnamespace = "${namespace}"\n`);
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return {
    ...Object.fromEntries(others),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_CONFIG_FILE: file,
  };
}
