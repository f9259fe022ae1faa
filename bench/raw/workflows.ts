import { proxyActivities } from '@temporalio/workflow';

/** The same work as `bench/dags`, as a Temporal user would write it by hand. */
const { step } = proxyActivities<{ step(n: number): Promise<number> }>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
});

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
