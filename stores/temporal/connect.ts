import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** A Temporal client and the connection under it. */
export interface TemporalClient {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

/** A page of a history with large payloads is above gRPC's own 4 MiB; Temporal's workers take as much. */
const MOST_ANSWER_BYTES = 128 * 1024 * 1024;

/**
 * Connects by Temporal's own settings: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_TLS…`,
 * `TEMPORAL_API_KEY`, `TEMPORAL_CONFIG_FILE`, profiles (see @temporalio/envconfig). Default
 * address: `localhost:7233`.
 * @throws Error naming the address when no server answers within the connection's time limit.
 */
export async function connectTemporal(overrides: TemporalOverrides = {}): Promise<TemporalClient> {
  const { connectionOptions, namespace } = temporalConfig(overrides);
  const connection = await Connection.connect({
    ...connectionOptions,
    channelArgs: { 'grpc.max_receive_message_length': MOST_ANSWER_BYTES },
  });
  return {
    client: new Client({ connection, namespace }),
    address: connectionOptions.address ?? 'localhost:7233',
    namespace,
    close: () => connection.close(),
  };
}

export interface TemporalOverrides {
  readonly address?: string;
  readonly namespace?: string;
}

/** The settings themselves, for a worker's native connection, which takes the same ones. */
export function temporalConfig(overrides: TemporalOverrides = {}): {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  namespace: string;
} {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return {
    connectionOptions: {
      ...connectionOptions,
      ...(overrides.address === undefined ? {} : { address: overrides.address }),
    },
    namespace: overrides.namespace ?? namespace ?? 'default',
  };
}
