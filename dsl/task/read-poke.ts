import type { SensorNode } from '../plan/plan.ts';
import { OptionReader, withoutUndefined, type OptionSite } from './option-reader.ts';

export const POKE_NAMES = [
  'pokeInterval',
  'exponentialBackoff',
  'maxPokeInterval',
  'pokeTimeout',
  'softFail',
];

/** How a sensor asks, as read at one place: only what was given there. */
export type PokeSettings = Partial<SensorNode['poke']>;

/** The interval is Airflow's default. */
const ENGINE: SensorNode['poke'] = {
  intervalMs: 60_000,
  exponential: false,
  maxIntervalMs: 3_600_000,
  timeoutMs: 300_000,
  softFail: false,
};

/** How long a sensor waits in all where nobody says anything: Airflow's seven days. */
export const SENSOR_TIMEOUT_MS = 604_800_000;

/** Reads how a sensor asks, from its definition or its call. */
export function readPoke(options: object, site: OptionSite): PokeSettings {
  const read = new OptionReader(options, site);
  const poke = {
    intervalMs: read.duration('pokeInterval', 'more'),
    exponential: read.boolean('exponentialBackoff'),
    maxIntervalMs: read.duration('maxPokeInterval', 'more'),
    timeoutMs: read.duration('pokeTimeout', 'more'),
    softFail: read.boolean('softFail'),
  };
  if (poke.maxIntervalMs !== undefined && poke.maxIntervalMs < (poke.intervalMs ?? 0)) {
    const hint = 'The longest interval is at least the first.';
    read.contradicts('maxPokeInterval', '"pokeInterval" is longer', hint);
  }
  return withoutUndefined(poke);
}

/** Puts them together; of several places that set the same, the first (nearest) wins. */
export function settlePoke(nearestFirst: readonly PokeSettings[]): SensorNode['poke'] {
  const poke = nearestFirst.reduceRight<SensorNode['poke']>(
    (farther, nearer) => ({ ...farther, ...nearer }),
    ENGINE,
  );
  return { ...poke, maxIntervalMs: Math.max(poke.intervalMs, poke.maxIntervalMs) };
}
