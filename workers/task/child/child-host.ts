import type { CheckpointPointer } from '../../../stores/runs/run-store.ts';
import type { AttemptHost } from '../context/attempt-host.ts';
import { toLogData } from '../attempt/log-data.ts';
import { BatchBuffer } from '../track/batch-buffer.ts';
import { askParent, tellParent } from './parent.ts';

const BEAT_MS = 200;
const TRACKED_POINTS = 1_000;

export interface ChildHost extends AttemptHost {
  /** Sends what was recorded; the worker hears it before whatever is told it afterwards. */
  sendTracked(): void;
}

/** The attempt's host in the child: everything goes through the channel to the worker. */
export function childHost(): ChildHost {
  let lastBeat = 0;
  const tracked = new BatchBuffer();
  let timer: NodeJS.Timeout | undefined;
  const sendTracked = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (tracked.filled) tellParent({ perdure: 'track', batch: tracked.take() });
  };
  return {
    sendTracked,
    track: (batch) => {
      tracked.add(batch);
      // A body that never lets go of the thread sends by count alone.
      if (tracked.points >= TRACKED_POINTS) sendTracked();
      else timer ??= setTimeout(sendTracked, BEAT_MS);
    },
    log: (level, message, data) =>
      tellParent({
        perdure: 'log',
        level,
        message,
        // Made plain here: an author's object may not survive the channel.
        ...(data === undefined ? {} : { data: { ...plain(data) } }),
      }),
    heartbeat: (detail) => {
      // A body that reports each batch would otherwise fill the channel.
      if (Date.now() - lastBeat < BEAT_MS) return;
      lastBeat = Date.now();
      tellParent({ perdure: 'heartbeat', detail: plain({ detail }).detail });
    },
    // The worker answers each ask with what AttemptHost says.
    secret: (name) => askParent({ kind: 'secret', name }) as Promise<string>,
    loadPointer: () => askParent({ kind: 'loadPointer' }) as Promise<CheckpointPointer | undefined>,
    savePointer: (pointer) => askParent({ kind: 'savePointer', pointer }) as Promise<boolean>,
  };
}

function plain(data: object): { readonly [key: string]: unknown } {
  const made = toLogData(data, (text) => text);
  return typeof made === 'object' && made !== null && !Array.isArray(made)
    ? (made as { readonly [key: string]: unknown })
    : { data: made };
}
