import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentBuilds, makeCurrent } from '../../server/control/temporal-deployments.ts';
import { ControlError, controlRun } from '../../stores/temporal/index.ts';
import { currentBuild } from '../../workers/roles/deployment.ts';
import { startEngine, type EngineUnderTest } from './setup/engine-under-test.ts';

/** Inside the package, so that the dag files can import `perdure`. */
const home = mkdtempSync(fileURLToPath(new URL('./versions-', import.meta.url)));

function project(version: string, body: string): string {
  const folder = mkdtempSync(join(home, `${version}-`));
  writeFileSync(
    join(folder, 'edited.dag.ts'),
    `import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dag, task } from 'perdure';
const say = task({ name: 'say', input: z.object({ ms: z.number() }), output: z.string(),
  run: async ({ ms }) => { await sleep(ms); return '${version}'; } });
export const edited = dag({ id: 'edited', params: { ms: z.number() } }, ({ params }) => {
${body}
});
`,
  );
  return folder;
}

const v1 = project(
  'v1',
  `  const first = say({ ms: params.ms }, { id: 'first' });
  return { first, second: say({ ms: 0 }, { id: 'second', after: first }) };`,
);
const v2 = project('v2', `  return { only: say({ ms: params.ms }, { id: 'only' }) };`);

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine('versions', { dags: v1, versioned: true });
});
afterAll(async () => {
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('an edit of a dag file while a run is open', () => {
  it('leaves that run on its own plan and its own code; new runs get the new ones', async () => {
    const open = await engine.start('edited', { ms: 6_000 });
    const deployed = await engine.deploy(v2);
    expect(deployed.build).not.toBe(engine.worker.build);
    expect(await currentBuild(engine.temporal, `versions-${process.pid}`)).toBe(deployed.build);

    const fresh = await engine.run('edited', { ms: 0 });
    expect(fresh.outcome?.result).toEqual({ only: 'v2' });

    const old = await engine.end(open);
    expect(old.outcome?.result).toEqual({ first: 'v1', second: 'v1' });
    const rows = await engine.stores.runs.listInstances('edited', old.runId);
    expect(rows.map(({ worker }) => worker?.build)).toEqual([
      engine.worker.build,
      engine.worker.build,
    ]);
  }, 90_000);

  it('keeps the plan of the old run for whoever looks at it later', async () => {
    const [oldest] = (await engine.stores.runs.listRuns({ dagId: 'edited' })).slice(-1);
    const plan = await engine.stores.dags.plan('edited', oldest?.planHash);
    expect(plan?.root.nodes.map(({ id }) => id)).toEqual(['first', 'second']);
    const current = await engine.stores.dags.plan('edited');
    expect(current?.root.nodes.map(({ id }) => id)).toEqual(['only']);
  });
});

describe('a run that is cleared after an edit', () => {
  const clear = async (runId: string, latest: boolean): Promise<void> => {
    const { stores, temporal } = engine;
    const selection = { tasks: latest ? ['only'] : ['second'] };
    const target = { dagId: 'edited', runId, latest };
    await controlRun(temporal, stores, target, {
      ...{ verb: 'clear', selection, keepCheckpoints: false },
      ...{ requestId: `clear ${runId} ${latest}`, by: 'ann', reason: null },
    });
  };
  const builds = async (runId: string): Promise<Record<string, string | undefined>> => {
    const rows = await engine.stores.runs.listInstances('edited', runId);
    return Object.fromEntries(rows.map(({ path, worker }) => [path, worker?.build]));
  };

  /** Both builds run in this process under one name; the fleet shows the one heard last. */
  const clearWhenSeen = async (runId: string): Promise<void> => {
    for (;;) {
      try {
        return await clear(runId, false);
      } catch (error) {
        if (!(error instanceof ControlError) || error.code !== 'NO_WORKERS') throw error;
        await sleep(100);
      }
    }
  };

  it('goes on on its own build while that has workers; on the newest one with --latest', async () => {
    const [oldest] = (await engine.stores.runs.listRuns({ dagId: 'edited' })).slice(-1);
    const runId = oldest?.runId ?? '';
    const newest = await currentBuild(engine.temporal, `versions-${process.pid}`);
    await clearWhenSeen(runId);
    const own = await engine.end(`edited/${runId}`);
    expect(own.outcome?.result).toEqual({ first: 'v1', second: 'v1' });
    const v1Build = engine.worker.build;
    expect(await builds(runId)).toEqual({ first: v1Build, second: v1Build });
    expect(await engine.stores.runs.listAttempts({ ...own, path: 'second' })).toHaveLength(2);

    // Nothing of the newest plan has run: what is cleared is its own, and the rest is gone.
    await clear(runId, true);
    const latest = await engine.end(`edited/${runId}`);
    expect(latest.outcome?.result).toEqual({ only: 'v2' });
    expect((await builds(runId))['only']).toBe(newest);
  }, 90_000);
});

describe('the builds of a deployment', () => {
  it('drain when another is made current, and may be made current again', async () => {
    const name = `versions-${process.pid}`;
    const statuses = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await deploymentBuilds(engine.temporal, name)).map(({ build, status }) => [build, status]),
      );
    const second = (await currentBuild(engine.temporal, name)) ?? '';
    const first = engine.worker.build;
    expect(await statuses()).toMatchObject({ [second]: 'current' });
    await makeCurrent(engine.temporal, name, first);
    expect(await currentBuild(engine.temporal, name)).toBe(first);
    expect((await statuses())[first]).toBe('current');
    expect((await statuses())[second]).toMatch(/^drain(ing|ed)$/);
    const back = await engine.run('edited', { ms: 0 });
    const rows = await engine.stores.runs.listInstances('edited', back.runId);
    expect(new Set(rows.map(({ worker }) => worker?.build))).toEqual(new Set([first]));
    await makeCurrent(engine.temporal, name, second);
    expect((await statuses())[second]).toBe('current');
  }, 60_000);
});
