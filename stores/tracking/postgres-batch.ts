import type { Session, Statement } from '../postgres/database.ts';
import { sqlText } from '../postgres/sql-text.ts';
import { latestPoints } from './latest-point.ts';
import type { MetricPoint } from './task-tracking.ts';

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
  const keys = Object.keys(texts);
  if (keys.length === 0) return;
  await session.query(statement, [runId, keys, Object.values(texts).map(sqlText)]);
}

/** Adds points that are not there. */
export async function addPoints(
  session: Session,
  runId: string,
  points: readonly MetricPoint[],
  attempt: number,
): Promise<void> {
  if (points.length > 0) await session.query(ADD_POINTS, [runId, ...columnsOf(points), attempt]);
}

/** Moves the latest points of their keys forward. */
export async function addLatest(
  session: Session,
  runId: string,
  points: readonly MetricPoint[],
  attempt: number,
): Promise<void> {
  if (points.length === 0) return;
  await session.query(ADD_LATEST, [runId, ...columnsOf(latestPoints(points)), attempt]);
}

function columnsOf(points: readonly MetricPoint[]): readonly (readonly (string | number)[])[] {
  return [
    points.map(({ key }) => key),
    points.map(({ step }) => step),
    points.map(({ timestamp }) => timestamp),
    points.map(({ value }) => value),
  ];
}

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

/** $1 run, $2 keys, $3 steps, $4 times, $5 values, $6 attempt. */
const ADD_POINTS: Statement = {
  name: 'perdure-tracking-points',
  text: `
    insert into perdure.metric_points (run_id, key, step, timestamp, value, attempt)
    select $1, key, step, timestamp, value, $6
    from unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[]) as g (key, step, timestamp, value)
    on conflict do nothing`,
};

const ADD_LATEST: Statement = {
  name: 'perdure-tracking-latest',
  text: `
    insert into perdure.latest_metrics as l (run_id, key, step, timestamp, value, attempt)
    select $1, key, step, timestamp, value, $6
    from unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[]) as g (key, step, timestamp, value)
    on conflict (run_id, key) do update
      set step = excluded.step, timestamp = excluded.timestamp, value = excluded.value,
          attempt = excluded.attempt
      where (excluded.step, excluded.timestamp, excluded.value) > (l.step, l.timestamp, l.value)`,
};
