import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
