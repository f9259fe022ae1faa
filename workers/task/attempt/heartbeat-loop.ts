import type { ActivityPort } from './activity-port.ts';

/**
 * H1 Temporal hears of every attempt at least every third of its heartbeat timeout, whatever the
 *    body does: only a timeout frees a task whose worker is gone.
 * H2 It hears every second at most and at least: cancellation travels back with heartbeats, and
 *    the server is not to be flooded by a body that reports each batch.
 * H3 Nothing is sent before the first interval is over, so that a quick task costs no request.
 */
const MAX_INTERVAL_MS = 1_000;
const DETAIL_CHARS = 1_000;

export interface HeartbeatLoop {
  /** The author's progress; the newest travels with the next beat. */
  report(detail: unknown): void;
  stop(): void;
}

export function startHeartbeat(port: ActivityPort): HeartbeatLoop {
  const intervalMs = Math.min((port.heartbeatTimeoutMs ?? Infinity) / 3, MAX_INTERVAL_MS);
  let detail: unknown = null;
  const timer = setInterval(() => port.heartbeat(detail), intervalMs);
  return {
    report: (reported) => {
      detail = travelling(reported);
    },
    stop: () => clearInterval(timer),
  };
}

/** Progress that does not survive JSON, or is long, is replaced: it must not fail the task. */
function travelling(detail: unknown): unknown {
  try {
    const text = JSON.stringify(detail) ?? 'null';
    return text.length <= DETAIL_CHARS ? JSON.parse(text) : `${text.slice(0, DETAIL_CHARS)}…`;
  } catch {
    return '(progress that is not JSON)';
  }
}
