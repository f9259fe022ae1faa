import { describe, expect, it } from 'vitest';
import type { TemporalClient } from '../../stores/temporal/connect.ts';
import type { WorkerGeneration } from './worker-generation.ts';
import { WorkerRollout } from './worker-rollout.ts';

interface World {
  readonly rollout: WorkerRollout;
  readonly stopped: string[];
  readonly started: string[];
  readonly queries: string[];
  build: string;
  open: number;
  broken: boolean;
}

function world(): World {
  const stopped: string[] = [];
  const started: string[] = [];
  const queries: string[] = [];
  const count = async (query: string): Promise<{ count: number }> => {
    queries.push(query);
    return { count: state.open };
  };
  const start = async (build: string): Promise<WorkerGeneration> => {
    started.push(build);
    const { broken } = state;
    return {
      build,
      processes: [],
      ready: async () => {
        if (broken) throw new Error('not ready');
      },
      stop: async () => void stopped.push(build),
    };
  };
  const rollout = new WorkerRollout({
    deployment: 'perdure',
    // Only the count of runs is asked of it.
    temporal: { client: { workflow: { count } } } as unknown as TemporalClient,
    buildOf: async () => state.build,
    start,
    log: () => undefined,
    checkMs: 2,
  });
  const state: World = {
    ...{ rollout, stopped, started, queries },
    ...{ build: 'one', open: 0, broken: false },
  };
  return state;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

describe('workers that follow the code', () => {
  it('start nothing for a change that is none: the build is the same', async () => {
    const { rollout, started } = world();
    await rollout.begin();
    await rollout.changed();
    expect(started).toEqual(['one']);
    await rollout.stop();
  });

  it('keep the old build while runs are open on it, and end it afterwards', async () => {
    const state = world();
    await state.rollout.begin();
    state.build = 'two';
    state.open = 3;
    await state.rollout.changed();
    await pause();
    expect(state.stopped).toEqual([]);
    expect(state.rollout.generations.map(({ build }) => build)).toEqual(['one', 'two']);
    expect(state.queries[0]).toBe(
      'TemporalWorkerDeploymentVersion = "perdure:one" AND ExecutionStatus = "Running"',
    );
    state.open = 0;
    await pause();
    expect(state.stopped).toEqual(['one']);
    await state.rollout.stop();
    expect(state.stopped).toEqual(['one', 'two']);
  });

  it('keep the old build when the new one does not come up', async () => {
    const state = world();
    await state.rollout.begin();
    Object.assign(state, { build: 'two', broken: true });
    await state.rollout.changed();
    await pause();
    expect(state.stopped).toEqual([]);
    // The mended code replaces both.
    Object.assign(state, { build: 'three', broken: false });
    await state.rollout.changed();
    await pause();
    expect([...state.stopped].sort()).toEqual(['one', 'two']);
    await state.rollout.stop();
  });

  it('end the older of two generations of one build without waiting for its runs', async () => {
    const state = world();
    await state.rollout.begin();
    Object.assign(state, { build: 'two', open: 5 });
    await state.rollout.changed();
    state.build = 'one';
    await state.rollout.changed();
    await pause();
    expect(state.stopped).toEqual(['one']);
    expect(state.rollout.generations.map(({ build }) => build)).toEqual(['two', 'one']);
    await state.rollout.stop();
  });
});
