import type { CompiledPlan } from '../../../../dsl/plan/plan.ts';
import type { RunCommand } from '../../command.ts';
import type { RunStep } from '../../create-run.ts';
import { knownValue } from '../../expression/bound-value.ts';
import { jsonEqual } from '../../expression/json-equal.ts';
import type { ReferenceModel } from '../reference-model.ts';
import { planOrder } from '../plan-order.ts';
import { expectSame } from './expect-same.ts';

type Command<T extends RunCommand['type']> = Extract<RunCommand, { type: T }>;

/** Compares every command with what the model did, and looks at their order. */
export class CommandLedger {
  private readonly order: ReadonlyMap<string, number>;
  private readonly started: string[] = [];
  private readonly finishes: Command<'finish'>[] = [];

  constructor(plan: CompiledPlan) {
    this.order = planOrder(plan);
  }

  take(step: RunStep, model: ReferenceModel): void {
    const schedules = step.commands.filter((each) => each.type === 'schedule');
    for (const each of schedules) this.takeSchedule(each, model);
    expectSame('started', [...this.started].sort(), [...model.started].sort());
    this.expectOrder(schedules);
    for (const each of step.commands) {
      if (each.type === 'stop') this.expectToldToStop(each, model);
      if (each.type === 'finish') this.takeFinish(each, model);
    }
    expectSame('finishes', this.finishes.length, model.finishes);
    const last = step.commands.at(-1);
    if (step.commands.some(({ type }) => type === 'finish') && last?.type !== 'finish') {
      throw new Error('The finish is not the last command.');
    }
  }

  private takeSchedule(command: Command<'schedule'>, model: ReferenceModel): void {
    this.started.push(command.path);
    const input = knownValue(command.input);
    if (input === undefined || !jsonEqual(input.value, model.inputOf(command.path))) {
      throw new Error(
        `${command.path} got ${JSON.stringify(input?.value)}, in the model ${JSON.stringify(model.inputOf(command.path))}.`,
      );
    }
  }

  private expectOrder(schedules: readonly Command<'schedule'>[]): void {
    const keys = schedules.map(({ node, mapIndex }) => [
      this.order.get(node.id) ?? -1,
      ...mapIndex,
    ]);
    const sorted = [...keys].sort((left, right) => {
      const at = left.findIndex((value, depth) => value !== right[depth]);
      return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
    });
    expectSame('order of commands', keys, sorted);
  }

  private expectToldToStop({ path }: Command<'stop'>, model: ReferenceModel): void {
    const open = model.memory.open.get(path);
    if (open?.stopped === true || open?.dropped === true) return;
    throw new Error(`${path} is told to stop, and in the model it is ${JSON.stringify(open)}.`);
  }

  private takeFinish(finish: Command<'finish'>, model: ReferenceModel): void {
    this.finishes.push(finish);
    expectSame('run state', finish.state, model.runState);
    expectSame('removed', [...finish.removed].sort(), [...model.removed].sort());
    const result = knownValue(finish.result);
    if (result === undefined || !jsonEqual(result.value, model.result)) {
      throw new Error(`The result differs: ${JSON.stringify([finish.result, model.result])}`);
    }
  }
}
