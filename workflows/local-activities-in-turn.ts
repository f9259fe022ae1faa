import type {
  LocalActivityInput,
  Next,
  WorkflowInterceptors,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';

/**
 * Local activities of one run take turns.
 *
 * G1 Two of them that run side by side may end in either order, and a replay gives their results in
 *    the order in which they were begun. What the run does next would then be done in another order
 *    than its history says. One at a time, there is one order.
 * G2 The wait before another attempt is nobody's turn: each attempt asks for one of its own.
 */
class InTurn implements WorkflowOutboundCallsInterceptor {
  private last: Promise<unknown> = Promise.resolve();
  private busy = 0;

  async scheduleLocalActivity(
    input: LocalActivityInput,
    next: Next<WorkflowOutboundCallsInterceptor, 'scheduleLocalActivity'>,
  ): Promise<unknown> {
    this.busy += 1;
    // The first in the queue goes at once, in the order of the workflow's other commands.
    const turn = this.busy === 1 ? next(input) : this.last.then(() => next(input));
    const done = (): void => {
      this.busy -= 1;
    };
    this.last = turn.then(done, done);
    return turn;
  }
}

/** Temporal makes these anew for each execution. */
export const interceptors = (): WorkflowInterceptors => ({ outbound: [new InTurn()] });
