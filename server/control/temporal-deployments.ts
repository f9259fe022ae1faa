import proto from '@temporalio/proto';
import type { TemporalClient } from '../../stores/temporal/index.ts';
import type { DeploymentBuild } from './run-control.ts';

const GRPC_NOT_FOUND = 5;

type Summary =
  proto.temporal.api.deployment.v1.WorkerDeploymentInfo.IWorkerDeploymentVersionSummary;

/** The builds of a project, which are versions of one Worker Deployment; the newest first. */
export async function deploymentBuilds(
  temporal: TemporalClient,
  deploymentName: string,
): Promise<readonly DeploymentBuild[]> {
  const { client, namespace } = temporal;
  const answer = await client.workflowService
    .describeWorkerDeployment({ namespace, deploymentName })
    .catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  const info = answer?.workerDeploymentInfo;
  const current = info?.routingConfig?.currentDeploymentVersion?.buildId ?? undefined;
  const builds = await Promise.all(
    (info?.versionSummaries ?? []).map((summary) =>
      describe(temporal, deploymentName, summary, current),
    ),
  );
  return builds.sort((left, right) => timeOf(right.createdAt) - timeOf(left.createdAt));
}

/** Makes a build current. Temporal refuses one that does not poll every queue in use. */
export async function makeCurrent(
  { client, namespace }: TemporalClient,
  deploymentName: string,
  buildId: string,
): Promise<void> {
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    namespace,
    deploymentName,
    buildId,
    identity: 'perdure-server',
  });
}

async function describe(
  { client }: TemporalClient,
  deployment: string,
  summary: Summary,
  current: string | undefined,
): Promise<DeploymentBuild> {
  const build = summary.deploymentVersion?.buildId ?? '';
  const version = `${deployment}:${build}`;
  const query = `TemporalWorkerDeploymentVersion = "${version}" AND ExecutionStatus = "Running"`;
  const open = await client.workflow.count(query);
  return {
    build,
    status: build === current ? 'current' : drainage(summary),
    createdAt: dateOf(summary.createTime),
    changedAt: dateOf(summary.routingUpdateTime),
    openRuns: open.count,
  };
}

function drainage({ drainageStatus }: Summary): DeploymentBuild['status'] {
  const { VERSION_DRAINAGE_STATUS_DRAINED: drained, VERSION_DRAINAGE_STATUS_DRAINING: draining } =
    proto.temporal.api.enums.v1.VersionDrainageStatus;
  if (drainageStatus === drained) return 'drained';
  return drainageStatus === draining ? 'draining' : 'inactive';
}

function dateOf(time: Summary['createTime']): Date | null {
  const seconds = Number(time?.seconds ?? 0);
  return seconds === 0 ? null : new Date(seconds * 1000 + Number(time?.nanos ?? 0) / 1e6);
}

function timeOf(date: Date | null): number {
  return date?.getTime() ?? 0;
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === GRPC_NOT_FOUND;
}
