import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrateUp } from '../../stores/postgres/index.ts';
import { startApiServer } from './api-server.ts';
import { removeDevFile, writeDevFile } from './dev-file.ts';
import {
  DEFAULT_PORTS,
  DEFAULT_ROLES,
  type DevStack,
  type DevStackOptions,
} from './dev-stack-options.ts';
import { freePort } from './free-port.ts';
import type { ManagedProcess } from './managed-process.ts';
import { privateFolder, secretFile } from './private-file.ts';
import { ProcessRecord } from './process-record.ts';
import { StackError } from './stack-error.ts';
import { childEnvironment, objectStoreUrl, type StackAddresses } from './stack-environment.ts';
import { lockHome } from './stack-lock.ts';
import { recording, watchOver, type StackSite } from './stack-site.ts';
import { startServers } from './start-servers.ts';
import { startWorkers } from './start-workers.ts';
import { StopList } from './stop-list.ts';

/**
 * Brings up Temporal, Postgres, the object store, the HTTP server and the workers on this machine,
 * and resolves when all are ready. It takes no signal and writes nothing but through `log`.
 *
 * @throws StackError in one line when a part is missing or does not start; all else is stopped then.
 */
export async function startDevStack(options: DevStackOptions): Promise<DevStack> {
  requireDags(options.dags);
  const home = resolve(options.home ?? '.perdure');
  // An existing home is left as it is until the lock is ours: a running Postgres may depend on it.
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const stops = new StopList(options.log ?? (() => undefined));
  options.signal?.addEventListener('abort', () => void stops.run(), { once: true });
  try {
    options.signal?.throwIfAborted();
    const unlock = lockHome(home);
    stops.add('the lock', async () => unlock());
    return await bringUp(await prepare(options, home, stops));
  } catch (error) {
    await stops.run();
    throw error;
  }
}

function requireDags(dags: string): void {
  if (statSync(dags, { throwIfNoEntry: false }) !== undefined) return;
  const what = `There is no dag folder ${resolve(dags)}.`;
  throw new StackError(what, 'Make it, or name another with --dags.');
}

async function prepare(
  options: DevStackOptions,
  home: string,
  stops: StopList,
): Promise<StackSite> {
  const log = options.log ?? (() => undefined);
  privateFolder(home);
  const record = new ProcessRecord(home);
  for (const line of await record.endOrphans()) log(line);
  stops.add('what is left', async () => record.killAll());
  const roles = options.roles ?? DEFAULT_ROLES;
  return { options, home, log, record, stops, roles, env: options.env ?? process.env };
}

async function bringUp(site: StackSite): Promise<DevStack> {
  const { home, env, options } = site;
  site.log('Starting Temporal and Postgres.');
  const { temporal, postgres } = await startServers(site);
  await migrateUp(postgres.databaseUrl);
  const port = await freePort(options.ports?.server ?? DEFAULT_PORTS.server);
  const addresses: StackAddresses = {
    home,
    temporal,
    postgres,
    objectStore: objectStoreUrl(home, env),
    serverUrl: `http://127.0.0.1:${port}`,
    token: env.PERDURE_TOKEN ?? secretFile(join(home, 'token')),
  };
  const children = childEnvironment(addresses, env);
  if (site.roles.length > 0) site.log(`Starting ${site.roles.join(', ')}.`);
  const [server, rollout] = await Promise.all([
    startServer(site, children, port),
    startWorkers(site, temporal, children),
  ]);
  announce(addresses, site.stops);
  return asStack(site, addresses, { server, rollout });
}

async function startServer(
  site: StackSite,
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<ManagedProcess | undefined> {
  if (!site.roles.includes('server')) return undefined;
  const hooks = recording(site.record, 'server');
  const server = await startApiServer({ home: site.home, port, env, hooks });
  site.stops.add('the HTTP server', () => server.stop());
  watchOver(server, site);
  return server;
}

function announce(addresses: StackAddresses, stops: StopList): void {
  const { home, temporal, postgres, objectStore, serverUrl, token } = addresses;
  writeDevFile(home, {
    ...{ serverUrl, token, objectStore, pid: process.pid },
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl ?? null,
    databaseUrl: postgres.databaseUrl,
  });
  stops.add('dev.json', async () => removeDevFile(home));
}

function asStack(
  { home, stops, record }: StackSite,
  addresses: StackAddresses,
  ours: Pick<DevStack, 'server' | 'rollout'>,
): DevStack {
  const { temporal, postgres, objectStore, serverUrl, token } = addresses;
  const urls = {
    server: serverUrl,
    temporal: temporal.address,
    temporalUi: temporal.uiUrl,
    database: postgres.databaseUrl,
    objectStore,
  };
  const stop = (): Promise<void> => stops.run();
  return { home, urls, token, temporal, postgres, ...ours, pids: () => record.pids(), stop };
}
