import type { RunCommand, Transition } from '../../command.ts';
import type { DagRunReducer, RunStep } from '../../create-run.ts';
import type { RunEvent } from '../../event.ts';
import { interventionAtTheEnd, interventionWhileRunning } from './intervention.ts';
import type { Feature } from './node-recipe.ts';
import type { Pick } from './pick.ts';
import { reportsOf } from './report.ts';

/** What is played with: the reducer at hand, and what watches it. */
export interface Stage {
  readonly reducer: DagRunReducer;
  /** Gives events to the reducer, and compares. */
  apply(batch: readonly RunEvent[]): RunStep;
  /** Goes on with a new reducer made from what the old one kept. */
  renew(): void;
}

const ROUNDS = 400;
const REOPENINGS = 3;

/**
 * Plays a driver: starts what it is told, and reports in an order and with outcomes as picked, in
 * batches as picked, with needless, late and doubled events between, and with interventions.
 */
export function playRun(stage: Stage, pick: Pick, features: readonly Feature[]): void {
  const driver = new Driver(stage, pick, features);
  driver.apply([{ type: 'start' }]);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!driver.goOn()) return;
  }
  throw new Error('The run does not come to an end.');
}

class Driver {
  private readonly stage: Stage;
  private readonly pick: Pick;
  private readonly features: readonly Feature[];
  private readonly open: string[] = [];
  private readonly reported: string[] = [];
  private paused = false;
  private reopened = 0;

  constructor(stage: Stage, pick: Pick, features: readonly Feature[]) {
    this.stage = stage;
    this.pick = pick;
    this.features = features;
  }

  /** False once the run has ended and nobody reopens it. */
  goOn(): boolean {
    const rows = this.stage.reducer.snapshot();
    if (this.stage.reducer.done) {
      if (this.reopened++ >= REOPENINGS) return false;
      const reopening = interventionAtTheEnd(this.features, rows, this.pick);
      if (reopening === undefined || reopening === 'new execution') return false;
      this.apply([reopening]);
      return true;
    }
    const wish = interventionWhileRunning(this.features, rows, this.pick);
    if (wish === 'new execution') this.stage.renew();
    if (wish === undefined || wish === 'new execution') this.apply(this.nextBatch());
    else if (this.pick(3) === 1) this.apply([...this.nextBatch(), wish]);
    else this.apply([wish]);
    return true;
  }

  apply(batch: readonly RunEvent[]): void {
    const step = this.stage.apply(batch);
    for (const event of batch) {
      if (event.type === 'pause') this.paused = true;
      if (event.type === 'resume') this.paused = false;
    }
    for (const command of step.commands) {
      if (command.type !== 'schedule') continue;
      if (this.open.includes(command.path)) {
        throw new Error(`${command.path} was started while it was still in flight.`);
      }
      this.open.push(command.path);
    }
  }

  private nextBatch(): readonly RunEvent[] {
    if (this.paused && (this.open.length === 0 || this.pick(3) === 1)) return [{ type: 'resume' }];
    if (this.open.length === 0) {
      throw new Error('Nothing is in flight, and the run has not finished.');
    }
    const batch: RunEvent[] = [];
    const now: string[] = [];
    for (let more = 1 + this.pick(3); more > 0 && this.open.length > 0; more -= 1) {
      const [path = ''] = this.open.splice(this.pick(this.open.length), 1);
      // One that is in flight again would be taken for its new execution's: drivers keep those apart.
      const late = this.reported.filter((each) => each !== path && !this.open.includes(each));
      batch.push(...reportsOf(path, late, this.pick));
      now.push(path);
    }
    this.reported.push(...now);
    return batch;
  }
}

/** One step of a play. */
export interface Act {
  readonly batch: readonly RunEvent[];
  readonly step: RunStep;
}

/** All commands of a play, in order. */
export function commandsOf(acts: readonly Act[]): readonly RunCommand[] {
  return acts.flatMap(({ step }) => step.commands);
}

export function transitionsOf(acts: readonly Act[]): readonly Transition[] {
  return acts.flatMap(({ step }) => step.transitions);
}
