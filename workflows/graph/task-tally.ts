/** How many instances of one task are in which state. */
export type Tally = ReadonlyMap<string, number>;

/** Tallies by task id. A task without an entry has no instance yet. */
export type TaskTallies = ReadonlyMap<string, Tally>;

/** The one that colours a task with several instances comes first: trouble, then work, then rest. */
const BY_WEIGHT = [
  'failed',
  'upstream_failed',
  'awaiting_input',
  'up_for_retry',
  'restarting',
  'running',
  'up_for_reschedule',
  'deferred',
  'queued',
  'scheduled',
  'none',
  'success',
  'skipped',
  'removed',
];

/** Counts the instances of a run by task and state. */
export function tallyByTask(
  instances: readonly { readonly taskId: string; readonly state: string }[],
): TaskTallies {
  const tallies = new Map<string, Map<string, number>>();
  for (const { taskId, state } of instances) {
    const tally = tallies.get(taskId) ?? new Map<string, number>();
    tally.set(state, (tally.get(state) ?? 0) + 1);
    tallies.set(taskId, tally);
  }
  return tallies;
}

/** The state a picture shows for all instances of a task. */
export function leadingState(tally: Tally): string {
  return BY_WEIGHT.find((state) => tally.has(state)) ?? 'none';
}

/** `success` for one instance, `3 success, 1 failed` for several. */
export function tallyText(tally: Tally): string {
  const entries = [...tally].sort(([left], [right]) => weight(left) - weight(right));
  const [first] = entries;
  if (entries.length === 1 && first?.[1] === 1) return first[0];
  return entries.map(([state, count]) => `${count} ${state}`).join(', ');
}

function weight(state: string): number {
  const position = BY_WEIGHT.indexOf(state);
  return position === -1 ? BY_WEIGHT.length : position;
}
