import type { ControlEvent } from '../../event.ts';
import type { Selection } from '../../selection.ts';
import type { InstanceRow } from '../../snapshot.ts';
import type { Feature } from './node-recipe.ts';
import type { Pick } from './pick.ts';

/** What somebody does to the run between two batches: a control event, or a new execution. */
export type Intervention = ControlEvent | 'new execution' | undefined;

/** Mostly nothing; zero always is. */
export function interventionWhileRunning(
  features: readonly Feature[],
  rows: readonly InstanceRow[],
  pick: Pick,
): Intervention {
  const wish = WISHES[pick(30)];
  if (wish === undefined || !features.includes(wish)) return undefined;
  switch (wish) {
    case 'cancel':
      return { type: 'cancel', reason: 'Enough.' };
    case 'pause':
      return { type: 'pause' };
    case 'kept':
      return 'new execution';
    case 'clear':
      return { type: 'clear', selection: selectionOf(rows, pick) };
    case 'mark':
      return markOf(rows, pick);
    default:
      return undefined;
  }
}

/** A run that has ended is cleared or marked now and then. */
export function interventionAtTheEnd(
  features: readonly Feature[],
  rows: readonly InstanceRow[],
  pick: Pick,
): Intervention {
  const wish = pick(4);
  if (wish === 1 && features.includes('clear')) {
    return { type: 'clear', selection: selectionOf(rows, pick) };
  }
  return wish === 2 && features.includes('mark') ? markOf(rows, pick) : undefined;
}

const WISHES: readonly (Feature | undefined)[] = [
  ...Array.from({ length: 20 }, () => undefined),
  'cancel',
  'cancel',
  'clear',
  'clear',
  'mark',
  'mark',
  'pause',
  'pause',
  'kept',
  'kept',
];

function markOf(rows: readonly InstanceRow[], pick: Pick): ControlEvent {
  const state = (['success', 'failed', 'skipped'] as const)[pick(3)] ?? 'success';
  return { type: 'mark', selection: selectionOf(rows, pick), state, reason: 'By hand.' };
}

function selectionOf(rows: readonly InstanceRow[], pick: Pick): Selection {
  const first = rows[pick(rows.length)];
  const second = rows[pick(rows.length)];
  const how = pick(16);
  const flags = {
    ...(how % 2 === 1 ? { downstream: true } : {}),
    ...(how % 4 === 2 ? { upstream: true } : {}),
    ...(how % 8 === 5 ? { onlyFailed: true } : {}),
    ...(how === 15 ? { onlyRunning: true } : {}),
  };
  if (first === undefined || second === undefined) return flags;
  switch (pick(6)) {
    case 0:
    case 1:
      return { tasks: [first.taskId], ...flags };
    case 2:
      return { tasks: [first.taskId], paths: [second.path], ...flags };
    case 3:
    case 4:
      return { paths: [first.path, second.path], ...flags };
    default:
      return flags;
  }
}
