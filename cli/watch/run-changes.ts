import type { Schemas } from '../api/client.ts';
import { printable } from '../output/table.ts';
import { durationText } from '../output/words.ts';

type Instance = Schemas['TaskInstance'];

/** States in which an instance stays. */
const FINAL: ReadonlySet<string> = new Set([
  'success',
  'failed',
  'skipped',
  'upstream_failed',
  'removed',
]);
/** States that tell nothing new: the run has merely come to know of the instance. */
const SILENT: ReadonlySet<string> = new Set(['none', 'scheduled']);

/** Turns what a run looks like, again and again, into what has changed. */
export class RunChanges {
  readonly #seen = new Map<string, string>();
  #done = 0;
  #total = 0;

  /** Instances that have ended, of those known by now. */
  get done(): number {
    return this.#done;
  }
  get total(): number {
    return this.#total;
  }

  /** From the counts by state alone. */
  static counted(counts: { readonly [state: string]: number }): {
    readonly done: number;
    readonly total: number;
  } {
    let done = 0;
    let total = 0;
    for (const [state, count] of Object.entries(counts)) {
      total += count;
      if (FINAL.has(state)) done += count;
    }
    return { done, total };
  }

  lines(instances: readonly Instance[]): readonly string[] {
    this.#total = instances.length;
    this.#done = instances.filter(({ state }) => FINAL.has(state)).length;
    return instances.flatMap((instance) => {
      const now = `${instance.state} ${instance.try_number}`;
      if (this.#seen.get(instance.path) === now) return [];
      this.#seen.set(instance.path, now);
      return SILENT.has(instance.state) ? [] : [lineOf(instance)];
    });
  }
}

function lineOf(instance: Instance): string {
  const notes = [
    ...(instance.state === 'running' ? placeOf(instance) : []),
    ...(instance.try_number > 1 ? [`try ${instance.try_number}`] : []),
  ];
  const why = instance.error?.message ?? instance.reason;
  return [
    instance.path,
    instance.state,
    ...(notes.length === 0 ? [] : [`(${notes.join(', ')})`]),
    ...(FINAL.has(instance.state) && instance.duration !== null
      ? [durationText(instance.duration)]
      : []),
    ...(why === null || instance.state === 'success' ? [] : [printable(why)]),
  ].join('  ');
}

function placeOf({ queue, worker }: Instance): readonly string[] {
  const device = worker?.device;
  if (device === null || device === undefined || device === queue)
    return queue === null ? [] : [queue];
  return queue === null ? [device] : [`${queue}: ${device}`];
}
