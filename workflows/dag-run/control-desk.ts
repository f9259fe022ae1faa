import type { ControlReply, ControlRequest } from '../protocol/control.ts';

/** A request on its way through the run, with the two ways its sender can be answered. */
export interface PendingControl {
  readonly request: ControlRequest;
  reply(reply: ControlReply): void;
  refuse(reason: Error): void;
}

/**
 * Where requests wait until the run looks at them, and where it is known which are not on record
 * yet.
 *
 * C1 A request is taken in synchronously, so that a run about to end sees it and goes on.
 * C2 Its sender is answered when it is on record; a run does not end before that.
 */
export class ControlDesk {
  private readonly requests: PendingControl[] = [];
  private onRecord = 0;

  submit(request: ControlRequest): Promise<ControlReply> {
    return new Promise((reply, refuse) => {
      this.requests.push({ request, reply, refuse });
    });
  }

  get hasRequests(): boolean {
    return this.requests.length > 0;
  }

  /** Nothing is being written. */
  get isIdle(): boolean {
    return this.onRecord === 0;
  }

  take(): PendingControl | undefined {
    return this.requests.shift();
  }

  /** Answers once what was done is on record. */
  answerAfter(pending: PendingControl, recorded: Promise<ControlReply>): void {
    this.onRecord += 1;
    recorded.then(
      (reply) => {
        this.onRecord -= 1;
        pending.reply(reply);
      },
      (failure: unknown) => {
        this.onRecord -= 1;
        pending.refuse(failure instanceof Error ? failure : new Error(String(failure)));
      },
    );
  }
}
