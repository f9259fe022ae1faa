import type { z } from 'zod';
import type { ApprovalRow } from '../../stores/approvals/approval-store.ts';
import type { AuditEntry } from '../../stores/audit/audit-store.ts';
import type { DagRow } from '../../stores/dags/dag-store.ts';
import type { EventRow } from '../../stores/events/event-store.ts';
import type { WorkerBeat } from '../../stores/fleet/fleet-store.ts';
import type { OutboxRow } from '../../stores/outbox/outbox-store.ts';
import type { ModelRow, ModelVersionRow } from '../../stores/registry/model-registry.ts';
import type {
  AttemptRow,
  InstanceKey,
  InstanceRow,
  RunRow,
  WorkerFacts,
} from '../../stores/runs/run-store.ts';
import type { ApprovalView } from './schemas/approval.ts';
import type { CallbackView } from './schemas/callback.ts';
import type { DagView } from './schemas/dag.ts';
import type { DagRunView } from './schemas/dag-run.ts';
import type { EventLogView } from './schemas/event-log.ts';
import type { EventView } from './schemas/event.ts';
import type { WorkerList } from './schemas/fleet.ts';
import type { ModelVersionView, ModelView } from './schemas/model.ts';
import type { AttemptView, TaskInstanceView, WorkerFactsView } from './schemas/task-instance.ts';

/** Rows of the stores in the words of the API, which are Airflow's where Airflow has one. */
export function dagView(row: DagRow): z.output<typeof DagView> {
  return {
    dag_id: row.dagId,
    is_paused: row.paused,
    timetable_summary: row.schedule,
    fileloc: row.file,
    tags: [...row.tags],
    owner: row.owner,
    plan_hash: row.planHash,
    build: row.build,
    last_parsed_time: row.updatedAt.toISOString(),
  };
}

export function dagRunView(row: RunRow): z.output<typeof DagRunView> {
  return {
    dag_id: row.dagId,
    dag_run_id: row.runId,
    run_type: row.runType,
    state: row.state,
    is_paused: row.paused,
    parent: row.parent === null ? null : instanceName(row.parent),
    logical_date: row.logicalDate.toISOString(),
    data_interval_start: row.dataInterval.start.toISOString(),
    data_interval_end: row.dataInterval.end.toISOString(),
    queued_at: row.createdAt.toISOString(),
    start_date: iso(row.startedAt),
    end_date: iso(row.endedAt),
    duration: seconds(row.startedAt, row.endedAt),
    conf: row.params,
    plan_hash: row.planHash,
    build: row.build,
    generation: row.generation,
    workflow_id: row.workflowId,
    note: row.note,
    result: row.result,
  };
}

export function taskInstanceView(
  run: { readonly dagId: string; readonly runId: string },
  row: InstanceRow,
): z.output<typeof TaskInstanceView> {
  return {
    dag_id: run.dagId,
    dag_run_id: run.runId,
    path: row.path,
    task_id: row.taskId,
    map_indexes: [...row.mapIndex],
    state: row.state,
    try_number: row.tryNumber,
    queue: row.queue,
    worker: row.worker === null ? null : workerView(row.worker),
    start_date: iso(row.startedAt),
    end_date: iso(row.endedAt),
    duration: seconds(row.startedAt, row.endedAt),
    error: row.error === null ? null : { type: row.error.type, message: row.error.message },
    reason: row.reason,
  };
}

export function attemptView(row: AttemptRow): z.output<typeof AttemptView> {
  return {
    try_number: row.tryNumber,
    generation: row.fence.generation,
    state: row.state,
    start_date: row.startedAt.toISOString(),
    end_date: iso(row.endedAt),
    duration: seconds(row.startedAt, row.endedAt),
    worker: workerView(row.worker),
    error: row.error === null ? null : { type: row.error.type, message: row.error.message },
  };
}

export function approvalView(row: ApprovalRow): z.output<typeof ApprovalView> {
  return {
    ...instanceName(row),
    subject: row.subject,
    detail: row.detail,
    form: row.form,
    assignees: [...row.assignees],
    approvers: row.approvers,
    deadline: iso(row.deadline),
    created_at: row.openedAt.toISOString(),
    outcome: row.outcome,
    answers: row.answers.map((answer) => ({ ...answer, at: answer.at.toISOString() })),
  };
}

export function eventView(row: EventRow): z.output<typeof EventView> {
  return {
    sequence: row.sequence,
    source: row.source,
    kind: row.kind,
    event_id: row.eventId,
    payload: row.payload,
    time: row.time.toISOString(),
    origin: row.origin === undefined ? null : instanceName(row.origin),
  };
}

export function eventLogView(row: AuditEntry): z.output<typeof EventLogView> {
  return {
    event_log_id: row.id,
    when: row.at.toISOString(),
    owner: row.by,
    event: row.action,
    dag_id: row.dagId,
    run_id: row.runId,
    reason: row.reason,
    extra: row.detail,
  };
}

/** Without its payload: what a callback tells is between the run and its author. */
export function callbackView(row: OutboxRow): z.output<typeof CallbackView> {
  const { id, topic, build, sentAt, givenUpAt, tries, error } = row;
  return {
    ...{ id, topic, build, tries, error },
    state: sentAt !== null ? 'sent' : givenUpAt !== null ? 'given_up' : 'waiting',
    created_at: row.createdAt.toISOString(),
    sent_at: iso(sentAt),
    given_up_at: iso(givenUpAt),
  };
}

export function modelView(row: ModelRow): z.output<typeof ModelView> {
  return {
    name: row.name,
    latest_version: row.latestVersion,
    aliases: { ...row.aliases },
    created_at: row.createdAt.toISOString(),
  };
}

export function modelVersionView(row: ModelVersionRow): z.output<typeof ModelVersionView> {
  const { dagId, runId, path } = row.source;
  return {
    name: row.name,
    version: row.version,
    aliases: [...row.aliases],
    source: { dag_id: dagId, dag_run_id: runId, path },
    sha256: row.sha256,
    size: row.size,
    signature: row.signature,
    metrics: { ...row.metrics },
    lineage: row.lineage,
    tags: { ...row.tags },
    created_at: row.createdAt.toISOString(),
    description: row.description,
    approval: row.approval === null ? null : { ...row.approval },
    tracking_run: row.tracking.runId === '' ? null : row.tracking.runId,
  };
}

function workerView(worker: WorkerFacts): z.output<typeof WorkerFactsView> {
  return {
    identity: worker.identity,
    build: worker.build,
    device: worker.device ?? null,
    backend: worker.backend ?? null,
  };
}

export function workerBeatView(beat: WorkerBeat): z.output<typeof WorkerList>['workers'][number] {
  const { identity, role, queue, build, host, pid, device, backend, capabilities } = beat;
  return {
    ...{ identity, role, queue, build, host, pid, device, backend },
    started_at: beat.startedAt.toISOString(),
    queues: [...(beat.queues ?? [queue])],
    capabilities:
      capabilities === undefined
        ? null
        : {
            cpu: capabilities.cpu,
            memory_bytes: capabilities.memoryBytes,
            gpus: capabilities.gpus,
            gpu_memory_bytes: capabilities.gpuMemoryBytes,
            labels: { ...capabilities.labels },
          },
  };
}

function instanceName(key: InstanceKey): { dag_id: string; dag_run_id: string; path: string } {
  return { dag_id: key.dagId, dag_run_id: key.runId, path: key.path };
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

function seconds(start: Date | null, end: Date | null): number | null {
  return start === null || end === null ? null : (end.getTime() - start.getTime()) / 1000;
}
