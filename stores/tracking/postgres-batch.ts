import type { Session, SqlValue, Statement } from '../postgres/database.ts';
import { sqlText } from '../postgres/sql-text.ts';
import { latestPoints } from './latest-point.ts';
import { chunksOf } from './metric-chunk.ts';
import type { MetricPoint, TrackBatch } from './task-tracking.ts';

type Texts = { readonly [key: string]: string };

/** Sets tags of a run, whatever they were. */
export async function addTags(session: Session, runId: string, tags: Texts): Promise<void> {
  await addTexts(session, ADD_TAGS, runId, tags);
}

/** Sets params of a run, whatever they were. */
export async function addParams(session: Session, runId: string, params: Texts): Promise<void> {
  await addTexts(session, ADD_PARAMS, runId, params);
}

async function addTexts(
  session: Session,
  statement: Statement,
  runId: string,
  texts: Texts,
): Promise<void> {
  if (Object.keys(texts).length === 0) return;
  await session.query(statement, [runId, ...textColumns(texts)]);
}

/** Adds points, and moves the latest ones of their keys forward. */
export async function addPoints(
  session: Session,
  runId: string,
  points: readonly MetricPoint[],
  attempt: number,
): Promise<void> {
  if (points.length === 0) return;
  await session.query(ADD_POINTS, [runId, attempt, ...pointColumns(points)]);
}

/** Values of `LOG`: a run, and what a client logs to it. */
export function logValues(runId: string, { metrics, tags }: TrackBatch): readonly SqlValue[] {
  return [runId, 0, ...pointColumns(metrics), ...textColumns(tags)];
}

/** Keys and values, as two columns. */
export function textColumns(texts: Texts): readonly (readonly string[])[] {
  return [Object.keys(texts).map(sqlText), Object.values(texts).map(sqlText)];
}

function pointColumns(points: readonly MetricPoint[]): readonly (readonly (string | number)[])[] {
  const chunks = chunksOf(points);
  const latest = latestPoints(points);
  return [
    ...[chunks.keys, chunks.steps, chunks.times, chunks.values],
    latest.map(({ key }) => key),
    latest.map(({ step }) => step),
    latest.map(({ timestamp }) => timestamp),
    latest.map(({ value }) => value),
  ];
}

/** From `run`: the run, if it takes points. $2 attempt, $3-6 chunks, $7-10 latest points. */
const POINTS = `
  chunks as (
    insert into perdure.metric_chunks (run_id, key, attempt, steps, times, values)
    select run_id, key, $2::int, steps::bigint[], times::bigint[], amounts::float8[]
    from run, unnest($3::text[], $4::text[], $5::text[], $6::text[]) as g (key, steps, times, amounts)
    where run.stage = 'active'
  ), latest as (
    insert into perdure.latest_metrics as l (run_id, key, step, timestamp, value, attempt)
    select run_id, key, step, timestamp, value, $2::int
    from run, unnest($7::text[], $8::bigint[], $9::bigint[], $10::float8[])
      as g (key, step, timestamp, value)
    where run.stage = 'active'
    on conflict (run_id, key) do update
      set step = excluded.step, timestamp = excluded.timestamp, value = excluded.value,
          attempt = excluded.attempt
      where (excluded.step, excluded.timestamp, excluded.value) > (l.step, l.timestamp, l.value)
  )`;

/** For who holds the lock on the run. $1 run. */
const ADD_POINTS: Statement = {
  name: 'perdure-tracking-points',
  text: `with run as (select $1::text as run_id, 'active' as stage), ${POINTS} select 1`,
};

/**
 * Points and tags of a client in one statement. $1 run, $11-12 tags. A row back: the run is there,
 * and took them if it is active.
 */
export const LOG: Statement = {
  name: 'perdure-tracking-log',
  text: `
    with run as (
      select run_id, lifecycle_stage as stage from perdure.tracking_runs
      where run_id = $1 for no key update
    ), ${POINTS}, tags as (
      insert into perdure.run_tags (run_id, key, value)
      select run_id, key, value from run, unnest($11::text[], $12::text[]) as g (key, value)
      where run.stage = 'active'
      on conflict (run_id, key) do update set value = excluded.value
    )
    select stage from run`,
};

const ADD_TAGS: Statement = {
  name: 'perdure-tracking-tags',
  text: `
    insert into perdure.run_tags (run_id, key, value)
    select $1, key, value from unnest($2::text[], $3::text[]) as g (key, value)
    on conflict (run_id, key) do update set value = excluded.value`,
};

const ADD_PARAMS: Statement = {
  name: 'perdure-tracking-params',
  text: `
    insert into perdure.run_params (run_id, key, value)
    select $1, key, value from unnest($2::text[], $3::text[]) as g (key, value)
    on conflict (run_id, key) do update set value = excluded.value`,
};
