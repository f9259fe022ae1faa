import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { RunEvent } from '../run/event.ts';
import {
  eventOf,
  isRestartable,
  startNode,
  takesSlot,
  type Schedule,
  type StartedContext,
} from './start-node.ts';
import { taskErrorOf } from './task-error.ts';

interface Flight {
  readonly command: Schedule;
  readonly scope: CancellationScope;
  readonly begun: Begun;
}

/** When an instance began, by the workflow's clock, and in which generation. */
export interface Begun {
  readonly at: number;
  readonly generation: number;
}

/**
 * The started instances of a run that have not reported.
 *
 * F1 Each instance has a cancellation scope of its own.
 * F2 Each promise gets both arms, so no rejection is ever unhandled, and only ever pushes an event.
 * F3 A path flies once at a time: its report comes before it can start again.
 */
export class Flights {
  private readonly flights = new Map<string, Flight>();
  private readonly interrupted = new Map<string, Flight>();
  private readonly push: (event: RunEvent) => void;
  private slots = 0;
  private isDraining = false;

  constructor(push: (event: RunEvent) => void) {
    this.push = push;
  }

  get size(): number {
    return this.flights.size;
  }

  /** How many of them hold one of the run's places for activities and children. */
  get slotsTaken(): number {
    return this.slots;
  }

  has(path: string): boolean {
    return this.flights.has(path);
  }

  start(command: Schedule, begun: Begun, context: Omit<StartedContext, 'isInterrupted'>): void {
    const { path } = command;
    const scope = new CancellationScope({ cancellable: true });
    this.flights.set(path, { command, scope, begun });
    if (takesSlot(command)) this.slots += 1;
    const isInterrupted = (): boolean => this.isDraining && this.flights.has(path);
    scope
      .run(() => startNode(command, { ...context, isInterrupted }))
      .then(
        (end) => this.land(path, eventOf(path, end)),
        (failure: unknown) => this.fail(path, failure),
      );
  }

  /** @returns false when nothing flies under this path. */
  stop(path: string): boolean {
    const flight = this.flights.get(path);
    flight?.scope.cancel();
    return flight !== undefined;
  }

  /** Interrupts what can go on later with the time it has left; the rest ends by itself. */
  drain(): void {
    this.isDraining = true;
    for (const { command, scope } of this.flights.values()) {
      if (isRestartable(command)) scope.cancel();
    }
  }

  wasInterrupted(path: string): boolean {
    return this.interrupted.has(path) || (this.isDraining && this.flights.has(path));
  }

  /** One that was interrupted is not to go on. @returns false when there is none. */
  forget(path: string): boolean {
    return this.interrupted.delete(path);
  }

  /** What was interrupted, by path. */
  begun(): ReadonlyMap<string, Begun> {
    return new Map([...this.interrupted].map(([path, { begun }]) => [path, begun]));
  }

  /** Whether a sensor was interrupted: its attempts begin at 1 again, so it needs a newer fence. */
  get interruptedSensor(): boolean {
    return [...this.interrupted.values()].some(({ command }) => command.node.kind === 'sensor');
  }

  private fail(path: string, failure: unknown): void {
    const flight = this.flights.get(path);
    if (flight !== undefined && this.isDraining && wasInterrupted(flight, failure)) {
      this.interrupted.set(path, flight);
      this.leave(path);
      return;
    }
    this.land(path, { type: 'failed', path, error: taskErrorOf(failure) });
  }

  private land(path: string, event: RunEvent): void {
    this.leave(path);
    this.push(event);
  }

  private leave(path: string): void {
    const flight = this.flights.get(path);
    if (flight !== undefined && takesSlot(flight.command)) this.slots -= 1;
    this.flights.delete(path);
  }
}

function wasInterrupted({ command }: Flight, failure: unknown): boolean {
  return isRestartable(command) && isCancellation(failure);
}
