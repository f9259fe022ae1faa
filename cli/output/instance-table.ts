import type { Schemas } from '../api/client.ts';
import { table } from './table.ts';
import { durationText } from './words.ts';

type Instance = Schemas['TaskInstance'];

/** Task instances, a line each, with why they stand as they do. */
export function instanceTable(instances: readonly Instance[]): string {
  if (instances.length === 0) return 'No task instance yet.';
  const rows = instances.map((instance) => [
    instance.path,
    instance.state,
    instance.try_number === 0 ? '' : String(instance.try_number),
    instance.queue ?? '',
    instance.worker?.device ?? '',
    durationText(instance.duration),
    instance.error?.message ?? instance.reason ?? '',
  ]);
  return table(['task', 'state', 'try', 'queue', 'device', 'took', 'why'], rows);
}

/** As they were begun; what never began comes last. */
export function byStart(instances: readonly Instance[]): readonly Instance[] {
  return [...instances].sort((left, right) => {
    const [first, second] = [left.start_date ?? '~', right.start_date ?? '~'];
    if (first === second) return 0;
    return first < second ? -1 : 1;
  });
}
