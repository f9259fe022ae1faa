import { patched, sleep } from '@temporalio/workflow';
import type { BlobReference } from '../protocol/value.ts';
import { ENGINE_ACTIVITY } from '../protocol/names.ts';
import { engineActivities } from './engine-activities.ts';

/** Temporal refuses a payload above 2 MB; JSON inside a JSON string grows by its quotes. */
export const WHOLE_BYTES = 1_200_000;

/** A larger input travels by reference: many of them would fill a history. */
export const TRAVELS_CHARS = 64 * 1024;

/** What is fetched within one workflow task goes to Temporal as one message, of 4 MB at most. */
const TASK_CHARS = 800_000;
const IN_SEVERAL_TASKS = 'large-text-in-several-workflow-tasks';

/** A stored JSON value of any size, fetched in parts that each fit into one marker. */
export async function loadLarge<T>(blob: BlobReference): Promise<T> {
  let text = '';
  let inThisTask = 0;
  for (let from: number | null = 0; from !== null;) {
    const part = await nextPart(blob, from);
    text += part.text;
    inThisTask += part.text.length;
    from = part.next;
    if (inThisTask < TASK_CHARS || !patched(IN_SEVERAL_TASKS)) continue;
    // Whatever comes behind a timer belongs to the next workflow task.
    await sleep(1);
    inThisTask = 0;
  }
  // Whoever stored it under this hash says of which type it is.
  return JSON.parse(text) as T;
}

function nextPart(
  blob: BlobReference,
  from: number,
): Promise<{ text: string; next: number | null }> {
  return engineActivities[ENGINE_ACTIVITY.loadText]({ blob, from });
}
