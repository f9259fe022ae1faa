import { availableParallelism } from 'node:os';

/**
 * Dynamic configuration of every Temporal server that Perdure starts; the same values are in
 * deploy/temporal/dynamic-config.yaml for the server of docker-compose.yml.
 *
 * The history service reads its transfer queue at most 20 times a second per shard unless told
 * otherwise, so a chain of short tasks waits for a 50 ms tick at each hand-off: a step on another
 * queue took 101 ms with the stock values and 18 ms with these (2 cores, Temporal 1.32).
 *
 * Whoever starts an activity reads the event that scheduled it, from a cache of 512 KiB a shard
 * unless told otherwise. Beyond some 300 scheduled tasks it misses, and each start then reads the
 * whole batch of events that they were scheduled in.
 */
export const TEMPORAL_DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': 5000,
  'history.timerProcessorMaxPollRPS': 5000,
  'history.transferProcessorMaxPollHostRPS': 20_000,
  'history.eventsCacheMaxSizeBytes': 33_554_432,
} as const;

/** One partition a queue: right for a machine of up to four cores, a bottleneck on a large one. */
export const SMALL_MACHINE_DYNAMIC_CONFIG = {
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
} as const;

const SMALL_MACHINE_CORES = 4;

/**
 * FULL syncs each commit to the disk, so that an answered approval survives a power cut; NORMAL
 * survives a kill but not that. The default journal also syncs, and is twice as slow.
 */
export type Durability = 'FULL' | 'NORMAL';

export interface DevServerSettings {
  readonly databaseFile: string;
  readonly port: number;
  readonly uiPort: number;
  readonly durability?: Durability;
  readonly cores?: number;
  readonly extraDynamicConfig?: { readonly [key: string]: unknown };
}

/** The arguments of `temporal` for a development server that keeps its state. */
export function devServerArgs(settings: DevServerSettings): string[] {
  const cores = settings.cores ?? availableParallelism();
  const dynamic: [string, unknown][] = Object.entries({
    ...TEMPORAL_DYNAMIC_CONFIG,
    ...(cores <= SMALL_MACHINE_CORES ? SMALL_MACHINE_DYNAMIC_CONFIG : {}),
    ...settings.extraDynamicConfig,
  });
  const pragmas = [
    'journal_mode=WAL',
    `synchronous=${settings.durability ?? 'FULL'}`,
    'cache_size=-64000',
    'temp_store=MEMORY',
  ];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(settings.port)],
    ...['--ui-port', String(settings.uiPort), '--ui-disable-news-fetch'],
    ...['--db-filename', settings.databaseFile, '--namespace', 'default'],
    ...['--log-level', 'error', '--log-format', 'json'],
    ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...dynamic.flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}
