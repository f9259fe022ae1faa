import { isDeepStrictEqual } from 'node:util';
import type { Schemas } from '../api/client.ts';

export type Manifest = Schemas['RunManifest'];
type Content = Manifest['tasks'][number]['contents'][number];

/** Something that both runs were made from, or that both made. */
export interface Compared<T> {
  /** `conf.seed`; `train[3]/model`; `evaluate/metrics/accuracy`. */
  readonly name: string;
  readonly a: T | undefined;
  readonly b: T | undefined;
  readonly equal: boolean;
}
export interface ComparedRuns {
  /** Plan, build, engine, logical date, and each param. */
  readonly origin: readonly Compared<string>[];
  /** Worker device and backend of each task instance. */
  readonly devices: readonly Compared<string>[];
  readonly contents: readonly Compared<Content>[];
  readonly metrics: readonly Compared<number>[];
}

/** Two runs side by side, by the paths of their task instances. */
export function compareManifests(a: Manifest, b: Manifest): ComparedRuns {
  return {
    origin: sideBySide(originOf(a), originOf(b)),
    devices: sideBySide(devicesOf(a), devicesOf(b)),
    contents: sideBySide(contentsOf(a), contentsOf(b), (x, y) => x.sha256 === y.sha256),
    metrics: sideBySide(metricsOf(a), metricsOf(b)),
  };
}

/**
 * Whether `b` made what `a` made: every data set and every model of `a` is there, byte for byte.
 * Reports and logs may tell of times, so a file that is neither does not count.
 */
export function isReproduced({ contents }: ComparedRuns): boolean {
  return contents.every(({ a, equal }) => a === undefined || a.kind === 'file' || equal);
}

function originOf(manifest: Manifest): ReadonlyMap<string, string> {
  const { plan_hash, build, engine_version, logical_date, conf } = manifest;
  return new Map([
    ['plan', plan_hash],
    ['build', build ?? ''],
    ['engine', engine_version],
    ['logical date', logical_date],
    ...Object.entries(conf).map(
      ([name, value]) => [`conf.${name}`, JSON.stringify(value)] as const,
    ),
  ]);
}

function devicesOf({ tasks }: Manifest): ReadonlyMap<string, string> {
  return new Map(
    tasks.flatMap(({ path, worker }) =>
      worker === null ? [] : [[path, `${worker.device ?? ''} ${worker.backend ?? ''}`.trim()]],
    ),
  );
}

function contentsOf({ tasks }: Manifest): ReadonlyMap<string, Content> {
  return new Map(
    tasks.flatMap(({ path, contents }) =>
      contents.map((content) => [`${path}${content.at}`, content] as const),
    ),
  );
}

function metricsOf({ tasks }: Manifest): ReadonlyMap<string, number> {
  return new Map(
    tasks.flatMap(({ path, metrics }) =>
      metrics.map(({ at, value }) => [`${path}${at}`, value] as const),
    ),
  );
}

function sideBySide<T>(
  left: ReadonlyMap<string, T>,
  right: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean = isDeepStrictEqual,
): readonly Compared<T>[] {
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => {
    const [a, b] = [left.get(name), right.get(name)];
    return { name, a, b, equal: a !== undefined && b !== undefined && same(a, b) };
  });
}
