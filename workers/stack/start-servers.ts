import { DEFAULT_PORTS } from './dev-stack-options.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { recording, watchOver, type StackSite } from './stack-site.ts';
import { startTemporal, type TemporalServer } from './temporal.ts';

/** The two servers that everything else needs. */
export interface StackServers {
  readonly temporal: TemporalServer;
  readonly postgres: PostgresServer;
}

/** They start side by side; when one fails, the other is on the list of what must be stopped. */
export async function startServers(site: StackSite): Promise<StackServers> {
  const starting = [beginTemporal(site), beginPostgres(site)] as const;
  const [temporal, postgres] = await Promise.allSettled(starting);
  site.stops.add('Temporal and Postgres', async () => {
    const up = [temporal, postgres].filter((one) => one.status === 'fulfilled');
    await Promise.all(up.map(({ value }) => value.stop()));
  });
  if (temporal.status === 'rejected') throw temporal.reason;
  if (postgres.status === 'rejected') throw postgres.reason;
  watchOver(temporal.value.managed, site);
  watchOver(postgres.value.managed, site);
  return { temporal: temporal.value, postgres: postgres.value };
}

function beginTemporal({ options, home, env, log, record }: StackSite): Promise<TemporalServer> {
  return startTemporal({
    home,
    env,
    log,
    port: options.ports?.temporal ?? DEFAULT_PORTS.temporal,
    uiPort: options.ports?.temporalUi ?? DEFAULT_PORTS.temporalUi,
    ...(options.durability === undefined ? {} : { durability: options.durability }),
    hooks: recording(record, 'temporal'),
  });
}

function beginPostgres({ options, home, env, log, record }: StackSite): Promise<PostgresServer> {
  return startPostgres({
    home,
    env,
    log,
    port: options.ports?.postgres ?? DEFAULT_PORTS.postgres,
    hooks: recording(record, 'postgres', 'SIGINT'),
  });
}
