import {
  branch,
  dag,
  map,
  repeat,
  shortCircuit,
  withResource,
  type Dag,
  type Given,
  type Ref,
  type RefTo,
  type TriggerRule,
} from 'perdure';
import { z } from 'zod';
import { TRIGGER_RULES } from '../../../dsl/plan/trigger-rule.ts';
import { seeded, type Random } from '../random.ts';
import { Output, scripted } from './scripted-task.ts';

type Out = z.output<typeof Output>;

/** Where words are drawn: what they know, and what they may wait for. */
interface Here {
  readonly random: Random;
  readonly seed: Given<number>;
  readonly counter: { next: number };
  readonly depth: number;
  readonly item?: Given<number>;
  readonly iteration?: Given<number>;
}

/** A dag of every word, drawn from a number: the same number, the same dag. */
export function drawDag(id: string, shape: number): Dag<{ seed: number }, unknown> {
  return dag({ id, params: { seed: z.number() } }, ({ params }) => {
    const here = { random: seeded(shape), seed: params.seed, counter: { next: 0 }, depth: 0 };
    drawRegion(here, 3 + Math.floor(here.random() * 5));
  });
}

/** Some words, and last a task, which is what the region returns. */
function drawRegion(here: Here, count: number): Ref<Out> {
  const tasks: Ref<Out>[] = [];
  const all: RefTo<unknown>[] = [];
  for (let at = 0; at < count; at += 1) {
    const source = tasks.at(Math.floor(here.random() * tasks.length));
    const word = here.depth < 2 && source !== undefined ? here.random() : 0;
    if (source !== undefined && word > 0.6) all.push(drawControl(here, source, word));
    else {
      const next = drawTask(here, all);
      tasks.push(next);
      all.push(next);
    }
  }
  return drawTask(here, all.slice(-2));
}

function drawTask(here: Here, before: readonly RefTo<unknown>[], strict = false): Ref<Out> {
  const { random, seed, item, iteration } = here;
  const id = nextId(here, 't');
  const after = before.filter(() => random() < 0.5);
  const rule = TRIGGER_RULES[Math.floor(random() * TRIGGER_RULES.length)];
  const triggerRule: TriggerRule = strict || random() < 0.5 ? 'all_success' : (rule ?? 'always');
  const told = {
    seed,
    label: id,
    ...(item === undefined ? {} : { item }),
    ...(iteration === undefined ? {} : { iteration }),
  };
  return scripted(told, { id, after, triggerRule });
}

function drawControl(here: Here, source: Ref<Out>, word: number): RefTo<unknown> {
  const inner = { ...here, depth: here.depth + 1 };
  const some = 1 + Math.floor(here.random() * 2);
  if (word > 0.9) {
    const id = nextId(here, 'map');
    return map(source.list, (item) => drawRegion({ ...inner, item }, some), { id });
  }
  if (word > 0.8) {
    const cases = { a: () => drawRegion(inner, some), b: () => drawRegion(inner, 0) };
    return branch(source.key, cases, { id: nextId(here, 'branch') });
  }
  if (word > 0.75) return shortCircuit(source.flag, { id: nextId(here, 'gate') });
  return word > 0.68 ? drawLoop(inner, some) : drawResource(inner, some);
}

function drawLoop(here: Here, some: number): RefTo<unknown> {
  return repeat(
    {
      state: Output,
      initial: { key: 'a', flag: false, list: [] },
      until: (state) => state.flag,
      maxIterations: 3,
      atCap: here.random() < 0.5 ? 'fail' : 'accept',
    },
    (_, iteration) => drawRegion({ ...here, iteration }, some),
    { id: nextId(here, 'loop') },
  );
}

function drawResource(here: Here, some: number): RefTo<unknown> {
  return withResource(
    {
      setup: () => drawTask(here, [], true),
      teardown: () => drawTask(here, [], true),
      teardownWhen: here.random() < 0.5 ? 'always' : 'failure',
      failRunOnTeardownFailure: here.random() < 0.5,
    },
    () => drawRegion(here, some),
    { id: nextId(here, 'with') },
  );
}

function nextId({ counter }: Here, kind: string): string {
  counter.next += 1;
  return `${kind}${counter.next}`;
}
