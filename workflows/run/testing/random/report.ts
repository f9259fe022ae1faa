import type { Json } from '../../../../dsl/plan/json.ts';
import type { RunEvent } from '../../event.ts';
import type { Pick } from './pick.ts';

/** What a driver tells of one instance it started, with needless and late events before it. */
export function reportsOf(path: string, late: readonly string[], pick: Pick): RunEvent[] {
  return [...needless(path, late, pick), endOf(path, pick)];
}

function needless(path: string, reported: readonly string[], pick: Pick): RunEvent[] {
  const error = { type: 'TaskFailed', message: 'Once more.' };
  const late = reported[pick(reported.length)] ?? 'nobody';
  const choices: RunEvent[][] = [
    [],
    [],
    [{ type: 'running', path }],
    [
      { type: 'running', path },
      { type: 'retrying', path, error },
    ],
    [{ type: 'succeeded', path: late, output: { kind: 'inline', value: 'late' } }],
    [{ type: 'start' }],
    [{ type: 'waiting', path, state: 'up_for_reschedule' }],
    [
      { type: 'waiting', path, state: 'queued', reason: 'No worker.' },
      { type: 'running', path },
    ],
  ];
  return choices[pick(choices.length)] ?? [];
}

function endOf(path: string, pick: Pick): RunEvent {
  const outcome = pick(8);
  if (outcome === 6) return { type: 'skipped', path, reason: 'Not needed.' };
  if (outcome === 7) return { type: 'failed', path, error: { type: 'TaskFailed', message: 'No.' } };
  return { type: 'succeeded', path, output: { kind: 'inline', value: outputOf(path, pick) } };
}

/** What every task gives: something for each kind of control flow to read. */
function outputOf(path: string, pick: Pick): Json {
  const list = ['p', 'q', 'r'].slice(pick(4)).map((letter) => `${letter} of ${path}`);
  const key = ['a', 'b', 'c', 'z'][pick(12) % 4] ?? 'a';
  return { list, key, keys: ['a', 'b', 'c'].slice(pick(4)), flag: pick(3) > 0 };
}
