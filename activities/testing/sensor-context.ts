import type { TaskContext } from '../../dsl/index.ts';
import { SERVICES, type Services } from '../services.ts';

/** What a poke did besides answering. */
export interface SensorProbe {
  readonly context: TaskContext;
  readonly logged: string[];
  /** What was saved last, as a later poke on another worker would find it. */
  saved: unknown;
}

/** A context for one poke, in memory: enough for sensors, which only look. */
export function sensorContext(given: {
  readonly secrets?: { readonly [name: string]: string };
  readonly services?: Partial<Services>;
  readonly signal?: AbortSignal;
  readonly logicalDate?: string;
}): SensorProbe {
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const probe: SensorProbe = { context: undefined as never, logged, saved: undefined };
  const logicalDate = given.logicalDate ?? '2026-11-21T00:00:00.000Z';
  const context: TaskContext = {
    run: {
      ...{ dagId: 'd', runId: 'r', runType: 'manual', isLatest: true, logicalDate },
      dataInterval: { start: logicalDate, end: logicalDate },
    },
    attempt: 1,
    signal: given.signal ?? new AbortController().signal,
    log: { debug: log, info: log, warn: log, error: log },
    heartbeat: () => undefined,
    secret: async (name) => {
      const secret = given.secrets?.[name];
      if (secret === undefined) throw new Error(`Secret "${name}" is not there.`);
      return secret;
    },
    skip: (reason) => {
      throw new Error(`skipped: ${reason}`);
    },
    fail: (reason, how) => {
      throw new Error(`failed${how?.retry === false ? ' for good' : ''}: ${reason}`);
    },
    checkpoint: {
      load: async (schema) => (probe.saved === undefined ? undefined : schema.parse(probe.saved)),
      save: async (value) => void (probe.saved = JSON.parse(JSON.stringify(value)) as unknown),
    },
    artifacts: {
      put: noArtifacts,
      putFile: noArtifacts,
      putStream: noArtifacts,
      get: noArtifacts,
      getFile: noArtifacts,
      getStream: () => {
        throw new Error('A sensor has no artifacts.');
      },
    },
    track: {
      runId: '0'.repeat(32),
      params: () => undefined,
      metrics: () => undefined,
      tags: () => undefined,
      artifact: noArtifacts,
    },
  };
  Reflect.set(context, SERVICES, given.services ?? {});
  // Made once both parts are there: they point at each other.
  return Object.assign(probe, { context });
}

const noArtifacts = (): Promise<never> => Promise.reject(new Error('A sensor has no artifacts.'));

/** Asks once, with the defaults of the sensor's schema filled in by the caller. */
export async function poke(
  sensor: { readonly run: (input: never, context: TaskContext) => unknown },
  input: object,
  probe: SensorProbe,
): Promise<unknown> {
  // The sensor's own types are erased here; each test gives what its schema says.
  return sensor.run(input as never, probe.context);
}
