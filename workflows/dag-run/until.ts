import { CancellationScope, sleep } from '@temporalio/workflow';

export const TIMED_OUT = Symbol('timed out');

/**
 * Waits for `answer`, for at most until `deadline` (milliseconds by the workflow's clock), or until
 * the scope it is called in is cancelled, which throws. The timer is the server's.
 */
export async function until<T>(
  answer: Promise<T>,
  deadline: number | undefined,
): Promise<T | typeof TIMED_OUT> {
  const scope = CancellationScope.current();
  if (deadline === undefined) return Promise.race([answer, scope.cancelRequested]);
  const leftMs = deadline - Date.now();
  if (leftMs <= 0) return TIMED_OUT;
  const timer = new CancellationScope({ cancellable: true });
  const expired = timer
    .run(() => sleep(leftMs))
    .then(
      (): typeof TIMED_OUT => TIMED_OUT,
      // Cancelled with the scope around it, which the race tells, or because the answer came.
      () => new Promise<never>(() => undefined),
    );
  try {
    return await Promise.race([answer, expired, scope.cancelRequested]);
  } finally {
    timer.cancel();
  }
}
