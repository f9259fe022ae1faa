import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { accepts } from './accepts.ts';
import { freePort } from './free-port.ts';
import { ManagedProcess } from './managed-process.ts';
import { privateFolder } from './private-file.ts';
import { serverHandle, type ServerHandle } from './server-handle.ts';
import { reasonOf, StackError } from './stack-error.ts';
import { startProcess, type ProcessSpec, type StackProcess } from './stack-process.ts';
import { findTemporal, type FindTemporalOptions } from './temporal-binary.ts';
import { devServerArgs, type Durability } from './temporal-settings.ts';

/** A Temporal server: our own development server, or one that was given by TEMPORAL_ADDRESS. */
export interface TemporalServer extends ServerHandle {
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly namespace: string;
}

export interface StartTemporalOptions extends FindTemporalOptions {
  /** Folder of the stack's data; `.perdure` by default. */
  readonly home?: string;
  /** Preferred ports; the next free ones are taken. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly durability?: Durability;
  readonly dynamicConfig?: { readonly [key: string]: unknown };
  readonly hooks?: Pick<ProcessSpec, 'onSpawn' | 'onExit'>;
}

const START_LIMIT_MS = 60_000;
const SETTLE_MS = 250;
const PORT_ATTEMPTS = 3;

/** Starts a Temporal server with its web UI and waits until it answers. */
export async function startTemporal(options: StartTemporalOptions = {}): Promise<TemporalServer> {
  const env = options.env ?? process.env;
  const address = env.TEMPORAL_ADDRESS;
  if (address !== undefined && address !== '') return given(address, env);
  const home = privateHome(options.home);
  const binary = await findTemporal(options);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(options.port ?? 7233);
    const uiPort = await freePort(options.uiPort ?? Math.max(8233, port + 1000));
    try {
      return await startOn({ binary, home, port, uiPort, options });
    } catch (error) {
      // Between the look and the start another program may have taken the port.
      const taken = error instanceof StackError && /address already in use/.test(error.message);
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function privateHome(home = '.perdure'): string {
  const folder = resolve(home);
  privateFolder(join(folder, 'logs'));
  return folder;
}

async function given(address: string, env: NodeJS.ProcessEnv): Promise<TemporalServer> {
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: definedOnly(env),
  });
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 5000 });
    await connection.close();
  } catch (error) {
    throw new StackError(
      `TEMPORAL_ADDRESS is ${address}, and no Temporal server answers there: ${reasonOf(error)}.`,
      'Start that server, or unset TEMPORAL_ADDRESS to have one started here.',
      error,
    );
  }
  const facts = { address, uiUrl: undefined, namespace: namespace ?? 'default' };
  return Object.assign(serverHandle(undefined), facts);
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  const pairs = Object.entries(env);
  return Object.fromEntries(
    pairs.filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

interface Placement {
  readonly binary: string;
  readonly home: string;
  readonly port: number;
  readonly uiPort: number;
  readonly options: StartTemporalOptions;
}

async function startOn(placement: Placement): Promise<TemporalServer> {
  const { port, uiPort } = placement;
  const address = `127.0.0.1:${port}`;
  const spec = processSpec(placement);
  const managed = await ManagedProcess.start(async () => {
    const started = await startProcess(spec);
    await untilReady(started, address);
    return started;
  });
  const uiUrl = `http://127.0.0.1:${uiPort}`;
  return Object.assign(serverHandle(managed), { address, uiUrl, namespace: 'default' });
}

function processSpec({ binary, home, port, uiPort, options }: Placement): ProcessSpec {
  const { durability, dynamicConfig, hooks } = options;
  // A folder of its own: the server writes files that others could read were they not shut in.
  const databaseFile = join(privateFolder(join(home, 'temporal')), 'temporal.db');
  return {
    name: 'temporal',
    command: binary,
    args: devServerArgs({
      databaseFile,
      port,
      uiPort,
      ...(durability === undefined ? {} : { durability }),
      ...(dynamicConfig === undefined ? {} : { extraDynamicConfig: dynamicConfig }),
    }),
    logFile: join(home, 'logs', 'temporal.log'),
    cwd: home,
    graceMs: 5000,
    ...hooks,
  };
}

async function untilReady(server: StackProcess, address: string): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && server.running) {
    if (await answers(address)) {
      // Another server may have taken the port a moment before; then ours ends by itself.
      await sleep(SETTLE_MS);
      if (server.running) return;
    }
    await sleep(100);
  }
  const how = server.running ? 'did not answer in time' : 'ended at once';
  await server.kill9();
  const what = `The Temporal server ${how}: ${server.lastWords()}`;
  throw new StackError(what, `See ${server.logFile}.`);
}

/** Whether a Temporal server is healthy there and its default namespace can be used. */
export async function answers(address: string): Promise<boolean> {
  // A refused gRPC connection makes the next one wait a second, so the port is tried first.
  if (!(await accepts(address))) return false;
  const connection = Connection.lazy({ address, connectTimeout: 1000 });
  try {
    await connection.withDeadline(Date.now() + 2000, async () => {
      await connection.healthService.check({});
      await connection.workflowService.describeNamespace({ namespace: 'default' });
    });
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
