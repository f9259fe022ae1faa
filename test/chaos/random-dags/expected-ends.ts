import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import { startedSpots } from '../../../workflows/run/testing/model/unfolding.ts';
import { ReferenceModel } from '../../../workflows/run/testing/reference-model.ts';
import type { Random } from '../random.ts';
import { outcomeOf, type Told } from './outcome.ts';

/** How a run may end, as the reference model says. */
export interface ExpectedEnd {
  readonly state: 'success' | 'failed';
  /** Final states of all started instances, as text to be compared. */
  readonly instances: string;
}

const ORDERS = 30;

/**
 * All ends that a run may come to. Mostly one: but a task that needs all to succeed is skipped when
 * it hears first of a skip, and fails when it hears first of a failure, as in Airflow.
 */
export function expectedEnds(plan: CompiledPlan, seed: number, random: Random): ExpectedEnd[] {
  const ends = new Map<string, ExpectedEnd>();
  for (let order = 0; order < ORDERS; order += 1) {
    const end = playOnce(plan, seed, random);
    ends.set(`${end.state} ${end.instances}`, end);
  }
  return [...ends.values()];
}

function playOnce(plan: CompiledPlan, seed: number, random: Random): ExpectedEnd {
  const model = new ReferenceModel(plan, { seed });
  model.start();
  while (!model.finished) {
    const open = [...model.memory.open.keys()];
    const path = open[Math.floor(random() * open.length)] ?? '';
    // The inputs of scripted tasks have this shape: random dags hold no others.
    const { state, output } = outcomeOf(model.inputOf(path) as unknown as Told);
    model.report(path, state, state === 'success' ? { ...output } : undefined);
  }
  const rows = startedSpots(model.run).map(({ path }) => ({
    path,
    state: model.states.get(path) ?? 'none',
  }));
  return { state: model.runState, instances: asText(rows) };
}

export function asText(rows: readonly { readonly path: string; readonly state: string }[]): string {
  return rows
    .map(({ path, state }) => `${path}=${state}`)
    .sort()
    .join(' ');
}
