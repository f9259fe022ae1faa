import { z } from 'zod';
import type { WorkerBeat } from '../../../stores/fleet/fleet-store.ts';
import type { DeploymentBuild } from '../../control/run-control.ts';
import { audited } from '../../runs/audited.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ApiContext } from '../context.ts';
import { DeploymentBody, DeploymentList, DeploymentView } from '../schemas/deployment.ts';
import { BuildId } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';

const OfBuild = z.strictObject({ build: BuildId });
type Deployment = z.output<typeof DeploymentView>;

/** The builds of the workers: which one new runs start on, which ones still end old runs. */
export function deploymentRoutes(api: Api, context: ApiContext): void {
  api.get(
    '/deployments',
    {
      schema: { operationId: 'listDeployments', response: { 200: DeploymentList, ...REFUSALS } },
    },
    async () => {
      const deployments = await listDeployments(context);
      return { deployments, total_entries: deployments.length };
    },
  );

  const verb = (
    word: string,
    operationId: string,
    action: string,
    act: (context: ApiContext, build: string) => Promise<void>,
  ): void => {
    api.post(
      `/deployments/:build/${word}`,
      {
        schema: {
          operationId,
          params: OfBuild,
          body: DeploymentBody,
          response: { 200: DeploymentView, ...REFUSALS },
        },
      },
      async (request) => {
        const { build } = await findDeployment(context, request.params.build);
        await act(context, build);
        const { note } = request.body;
        await audited(context.stores, request, { action, note, detail: { build } });
        return findDeployment(context, build);
      },
    );
  };
  verb('setCurrent', 'setCurrentDeployment', 'deployment.set_current', setCurrent);
  verb('drain', 'drainDeployment', 'deployment.drain', drain);
}

async function listDeployments({ stores, control }: ApiContext): Promise<Deployment[]> {
  const [builds, fleet] = await Promise.all([control.deployments(), stores.fleet.list()]);
  const known = new Set(builds.map(({ build }) => build));
  const others = new Set(fleet.map(({ build }) => build).filter((build) => !known.has(build)));
  return [
    ...builds.map((build) => deploymentView(build, fleet)),
    ...[...others].sort().map((build) => deploymentView(unversioned(build), fleet)),
  ];
}

/** Workers that Temporal routes by queue alone. */
function unversioned(build: string): DeploymentBuild {
  return { build, status: 'unversioned', createdAt: null, changedAt: null, openRuns: 0 };
}

/** A build by its id or by the first characters that tables show of it. */
async function findDeployment(context: ApiContext, build: string): Promise<Deployment> {
  const all = await listDeployments(context);
  const found = all.filter((each) => each.build.startsWith(build));
  const exact = found.find((each) => each.build === build) ?? found[0];
  if (exact !== undefined && (found.length === 1 || exact.build === build)) return exact;
  const why = found.length > 1 ? 'Several builds begin with' : 'There is no build';
  throw new Problem('UNKNOWN_BUILD', `${why} "${build}".`);
}

async function setCurrent(context: ApiContext, build: string): Promise<void> {
  const { stores, control } = context;
  const workers = (await stores.fleet.list()).filter((worker) => worker.build === build);
  if (!workers.some(({ role }) => role === 'engine')) {
    throw new Problem('BUILD_NOT_READY', `No engine of build "${build}" is alive.`);
  }
  try {
    await control.setCurrentBuild(build);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem('BUILD_NOT_READY', `Build "${build}" cannot become current: ${reason}`, {
      cause,
    });
  }
}

/** A build drains once another is current: its open runs end on it, and no new one starts there. */
async function drain(context: ApiContext, build: string): Promise<void> {
  const all = await listDeployments(context);
  if (all.find((each) => each.build === build)?.status !== 'current') return;
  const fleet = await context.stores.fleet.list();
  const heir = all.find(
    (each) =>
      each.build !== build &&
      each.status !== 'unversioned' &&
      fleet.some((worker) => worker.build === each.build && worker.role === 'engine'),
  );
  if (heir === undefined) {
    throw new Problem(
      'BUILD_NOT_READY',
      `Build "${build}" is current, and no other build has workers that could take over. Start them first.`,
    );
  }
  await setCurrent(context, heir.build);
}

function deploymentView(deployment: DeploymentBuild, fleet: readonly WorkerBeat[]): Deployment {
  const counts = new Map<string, number>();
  for (const { build, role, queue } of fleet) {
    if (build !== deployment.build) continue;
    const name = role === 'engine' ? 'engine' : queue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return {
    build: deployment.build,
    status: deployment.status,
    created_at: deployment.createdAt?.toISOString() ?? null,
    changed_at: deployment.changedAt?.toISOString() ?? null,
    queues: [...counts].sort().map(([queue, workers]) => ({ queue, workers })),
    open_runs: deployment.openRuns,
  };
}
