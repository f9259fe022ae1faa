import { condition, continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';

/** The same work as `bench/dags`, as a Temporal user would write it by hand. */
interface Steps {
  step(n: number): Promise<number>;
}
const OPTIONS = { startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } } as const;
const { step } = proxyActivities<Steps>(OPTIONS);

export async function chain(length: number): Promise<number> {
  let value = 0;
  for (let index = 0; index < length; index += 1) value = await step(value);
  return value;
}

export async function fanOut(width: number): Promise<number> {
  const first = await step(0);
  const values = await Promise.all(Array.from({ length: width }, () => step(first)));
  return step(values.length);
}

/** Activities of a map in flight at once, and the events after which a run drains. */
const WINDOW = 100;
const MOST_EVENTS = 8_000;

/**
 * A map too large for one history, as a Temporal user would write it: a window over the items, and
 * a new execution whenever the history has grown long, once nothing is in flight. On a queue of
 * their own the activities are not handed back with a workflow task's answer ("eager").
 */
export async function slidingWindow(size: number, done = 0, taskQueue?: string): Promise<number> {
  const steps =
    taskQueue === undefined ? { step } : proxyActivities<Steps>({ ...OPTIONS, taskQueue });
  let next = done;
  let ended = done;
  while (ended < size) {
    const full = workflowInfo().historyLength > MOST_EVENTS;
    while (!full && next < size && next - ended < WINDOW) {
      next += 1;
      void steps.step(0).then(() => (ended += 1));
    }
    if (full && ended === next) await continueAsNew<typeof slidingWindow>(size, ended, taskQueue);
    const before = ended;
    await condition(() => ended > before);
  }
  return steps.step(size);
}
