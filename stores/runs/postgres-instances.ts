import type { Database, Session, SqlValue } from '../postgres/database.ts';
import { sqlJson, sqlTextOrNull } from '../postgres/sql-text.ts';
import { claimAnswer } from './claim-answer.ts';
import { toStored, type SqlStanding } from './instance-row.ts';
import { compareFences } from './instance-rule.ts';
import { CLAIM, END, STANDING } from './instance-sql.ts';
import { NOTE_VALUE } from './lifetime-sql.ts';
import { LOST_ATTEMPT } from './lost-attempt.ts';
import { valueKeyOf } from './output-object.ts';
import type {
  Claim,
  ClaimAnswer,
  Completion,
  FailedAttempt,
  Fence,
  InstanceKey,
} from './run-store.ts';
import { sendAlong, sendsAnything } from './send-along.ts';

/** The three writes of an attempt; each is one round trip unless it is refused. */

export async function claimInstance(
  database: Database,
  key: InstanceKey,
  claim: Claim,
): Promise<ClaimAnswer> {
  const values = [...claimValues(key, claim.fence, claim), sqlJson(LOST_ATTEMPT)];
  const [begun] = await database.query<{ try_number: number }>(CLAIM, values);
  if (begun !== undefined) return { kind: 'claimed', tryNumber: begun.try_number };
  const row = await standing(database, key);
  const { generation, attempt, settled_by: settledBy, try_number: tryNumber } = row;
  const found = { fence: { generation, attempt }, settledBy, tryNumber };
  return claimAnswer(found, () => toStored(row), claim.fence);
}

/** Whether a completion is one row and nothing beside it, so that many can go together. */
export async function completeInstance(
  database: Database,
  key: InstanceKey,
  fence: Fence,
  completion: Completion,
): Promise<boolean> {
  const objectKey = valueKeyOf(completion.output);
  const isPlain = objectKey === undefined && !sendsAnything(completion);
  const ended = isPlain
    ? await endWell(database, key, fence, completion)
    : await database.transaction(async (session) => {
        if (!(await endWell(session, key, fence, completion))) return false;
        if (objectKey !== undefined) await noteValue(session, key, objectKey, completion);
        await sendAlong(session, completion);
        return true;
      });
  return ended || wasKept(database, key, fence);
}

/** An earlier try of this very write was committed, and only its answer was lost. */
async function wasKept(database: Database, key: InstanceKey, fence: Fence): Promise<boolean> {
  const row = await standing(database, key);
  return row.settled_by === 'worker' && compareFences(row, fence) === 0;
}

async function endWell(
  session: Session,
  key: InstanceKey,
  fence: Fence,
  { claim, state, startedAt, endedAt, output, reason }: Completion,
): Promise<boolean> {
  const json = output === null ? null : sqlJson(output);
  const values = [state, startedAt, endedAt, json, null, sqlTextOrNull(reason)];
  const all = [...claimValues(key, fence, claim), 'worker', ...values];
  return (await session.query(END, all)).length > 0;
}

async function noteValue(
  session: Session,
  { dagId, runId, path }: InstanceKey,
  objectKey: string,
  { endedAt, expiresAt }: Completion,
): Promise<void> {
  const keptMs = expiresAt === undefined ? null : expiresAt.getTime() - endedAt.getTime();
  await session.query(NOTE_VALUE, [dagId, runId, path, objectKey, endedAt, keptMs]);
}

export async function failInstance(
  database: Database,
  key: InstanceKey,
  fence: Fence,
  failure: FailedAttempt,
): Promise<boolean> {
  const { claim, state, startedAt, endedAt, error } = failure;
  const values = [state, startedAt, endedAt, null, sqlJson(error), null];
  const all = [...claimValues(key, fence, claim), null, ...values];
  if (!sendsAnything(failure)) return (await database.query(END, all)).length > 0;
  return database.transaction(async (session) => {
    if ((await session.query(END, all)).length === 0) return false;
    await sendAlong(session, failure);
    return true;
  });
}

/** $1-10 of CLAIM and END. */
function claimValues(
  { dagId, runId, path }: InstanceKey,
  { generation, attempt }: Fence,
  { taskId, mapIndex, queue, worker, logKey }: Claim,
): readonly SqlValue[] {
  const owner = [generation, attempt, queue, sqlJson(worker), logKey];
  return [dagId, runId, path, taskId, mapIndex, ...owner];
}

async function standing(
  database: Database,
  { dagId, runId, path }: InstanceKey,
): Promise<SqlStanding> {
  const [row] = await database.query<SqlStanding>(STANDING, [dagId, runId, path]);
  if (row === undefined) {
    throw new Error(
      `Task instance "${path}" of run "${dagId}/${runId}" was removed while written.`,
    );
  }
  return row;
}
