import type { Track } from '../../../dsl/index.ts';
import { trackedArtifactKey } from '../../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import {
  EMPTY_BATCH,
  type MetricPoint,
  type TrackBatch,
} from '../../../stores/tracking/task-tracking.ts';
import {
  PARAM_CHARS,
  TAG_CHARS,
  checkLength,
  checkName,
} from '../../../stores/tracking/tracked-name.ts';
import { sha256Of } from '../value/sha256.ts';

/**
 * K1 A mistake is thrown where the author made it, before anything is sent.
 * K2 A param has one value in a try, as MLflow's have one in a run.
 */
export interface TrackOptions {
  readonly runId: string;
  readonly objects: ObjectStore;
  /** Takes what is recorded, at once. */
  readonly record: (batch: TrackBatch) => void;
}

/** The `track` of a task's context. */
export function makeTrack({ runId, objects, record }: TrackOptions): Track {
  const params = new Map<string, string>();
  return {
    runId,
    params: (given) =>
      asTypeError(() => record({ ...EMPTY_BATCH, params: newParams(params, given) })),
    metrics: (given, at) =>
      asTypeError(() => record({ ...EMPTY_BATCH, metrics: points(given, at) })),
    tags: (given) => asTypeError(() => record({ ...EMPTY_BATCH, tags: checkedTags(given) })),
    artifact: async (name, data) => {
      const key = asTypeError(() => trackedArtifactKey(`runs/${runId}/artifacts`, name));
      const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
      // A run without other records still has its artifacts.
      record(EMPTY_BATCH);
      await objects.put(key, bytes);
      return { uri: `runs:/${runId}/${name}`, sha256: sha256Of(bytes) };
    },
  };
}

function newParams(
  known: Map<string, string>,
  given: Parameters<Track['params']>[0],
): { readonly [key: string]: string } {
  const fresh = Object.entries(given).map(([key, value]) => {
    checkName('param', key);
    const text = String(value);
    checkLength(`Param "${key}"`, text, PARAM_CHARS);
    const before = known.get(key);
    if (before !== undefined && before !== text) {
      throw new TypeError(
        `Param "${key}" is ${JSON.stringify(before)} already and cannot become ${JSON.stringify(text)}. ` +
          'What changes in a run is a tag or a metric.',
      );
    }
    return [key, text] as const;
  });
  for (const [key, text] of fresh) known.set(key, text);
  return Object.fromEntries(fresh);
}

function points(
  given: Parameters<Track['metrics']>[0],
  at: Parameters<Track['metrics']>[1] = {},
): readonly MetricPoint[] {
  const { step = 0 } = at;
  const timestamp = Number(at.timestamp ?? Date.now());
  if (!Number.isSafeInteger(step)) throw new TypeError(`A step is a whole number, not ${step}.`);
  if (!Number.isSafeInteger(timestamp)) {
    throw new TypeError('A timestamp is a Date or whole milliseconds since 1970.');
  }
  return Object.entries(given).map(([key, value]) => {
    checkName('metric', key);
    if (typeof value !== 'number') {
      throw new TypeError(`Metric "${key}" is not a number but a ${typeof value}.`);
    }
    return { key, value, timestamp, step };
  });
}

function checkedTags(given: Parameters<Track['tags']>[0]): { readonly [key: string]: string } {
  const tags = Object.entries(given).map(([key, value]) => {
    checkName('tag', key);
    const text = String(value);
    checkLength(`Tag "${key}"`, text, TAG_CHARS);
    return [key, text] as const;
  });
  return Object.fromEntries(tags);
}

function asTypeError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TypeError || !(error instanceof Error)) throw error;
    throw new TypeError(error.message);
  }
}
