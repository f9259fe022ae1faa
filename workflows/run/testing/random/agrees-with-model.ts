import type { CompiledPlan } from '../../../../dsl/plan/plan.ts';
import {
  createRun,
  foldBook,
  openBook,
  type DagRunReducer,
  type RunOptions,
  type RunStep,
} from '../../create-run.ts';
import type { RunEvent } from '../../event.ts';
import type { RunBook } from '../../run-book.ts';
import { brokenInvariants } from '../check-book.ts';
import { ReferenceModel } from '../reference-model.ts';
import { CommandLedger } from './command-ledger.ts';
import { expectSame, expectSameStates } from './expect-same.ts';
import { scriptedPick } from './pick.ts';
import { playRun, type Act, type Stage } from './play-run.ts';
import type { RandomCase } from './random-case.ts';
import { randomPlan } from './random-plan.ts';
import { tellModel } from './tell-model.ts';

/** What a case came to, for counting what was met. */
export interface Played {
  readonly acts: readonly Act[];
  /** How often a new execution went on with what the one before had kept. */
  readonly renewals: number;
  readonly plan: CompiledPlan;
}

/**
 * Plays a random case through the reducer and the reference model side by side.
 *
 * @throws Error at the first difference.
 */
export function assertAgreesWithModel(each: RandomCase): Played {
  const comparison = new Comparison(optionsOf(each));
  playRun(comparison, scriptedPick(each.script), each.features);
  comparison.assertRepeatable();
  return comparison;
}

class Comparison implements Stage, Played {
  reducer: DagRunReducer;
  readonly acts: Act[] = [];
  renewals = 0;
  readonly plan: CompiledPlan;
  private readonly options: RunOptions;
  private readonly model: ReferenceModel;
  private readonly ledger: CommandLedger;
  private book: RunBook;
  /** Every execution of the run: what it was given, and its acts. */
  private readonly executions: { options: RunOptions; acts: Act[] }[];

  constructor(options: RunOptions) {
    this.options = options;
    this.plan = options.plan;
    this.model = new ReferenceModel(options.plan);
    this.ledger = new CommandLedger(options.plan);
    this.book = openBook(options);
    this.reducer = foldBook(this.book);
    this.executions = [{ options, acts: [] }];
  }

  apply(batch: readonly RunEvent[]): RunStep {
    const step = this.reducer.apply(batch);
    for (const event of batch) tellModel(this.model, event);
    this.model.endOfBatch();
    this.acts.push({ batch, step });
    this.executions.at(-1)?.acts.push({ batch, step });
    expectSameStates(this.reducer.snapshot(), this.model.states);
    expectSame('finished', this.reducer.done, this.model.finished);
    this.ledger.take(step, this.model);
    // Costs as much as all the rest, so not after every batch.
    if (this.reducer.done || this.acts.length % 4 === 0) {
      expectSame('invariants', brokenInvariants(this.book), []);
    }
    return step;
  }

  renew(): void {
    const { stopped } = this.reducer;
    const next = {
      ...this.options,
      kept: this.reducer.kept(),
      ...(stopped === undefined ? {} : { stopped }),
      paused: this.model.paused,
    };
    this.book = openBook(next);
    this.reducer = foldBook(this.book);
    this.executions.push({ options: next, acts: [] });
    this.renewals += 1;
    this.model.continueAsNew();
    this.apply([{ type: 'start' }]);
  }

  /** The same events give the same commands, and cut into other batches the same states. */
  assertRepeatable(): void {
    for (const { options, acts } of this.executions) {
      const again = createRun(options);
      const steps = acts.map(({ batch }) => again.apply(batch));
      const before = acts.map(({ step }) => step);
      expectSame('the same events', inShort(steps), inShort(before));
      const oneByOne = createRun(options);
      for (const { batch } of acts) for (const event of batch) oneByOne.apply([event]);
      expectSame('one event at a time', oneByOne.snapshot(), again.snapshot());
    }
  }
}

/** Steps as text, with ids for nodes. */
function inShort(steps: readonly RunStep[]): string {
  const shorter = (key: string, value: unknown): unknown =>
    key === 'node' && typeof value === 'object' && value !== null && 'id' in value
      ? value.id
      : value;
  return JSON.stringify(steps, shorter);
}

function optionsOf(each: RandomCase): RunOptions {
  const time = '2026-01-01T00:00:00.000Z';
  return {
    plan: randomPlan(each),
    run: {
      dagId: 'random',
      runId: 'r',
      runType: 'manual',
      isLatest: true,
      logicalDate: time,
      dataInterval: { start: time, end: time },
    },
    params: {},
    events: {},
  };
}
