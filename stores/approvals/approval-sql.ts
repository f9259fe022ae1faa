import type { Statement } from '../postgres/database.ts';

const KEY = 'dag_id = $1 and run_id = $2 and path = $3 and generation = $4';

/** $1-4 key, $5 subject, $6 detail, $7 form, $8 assignees, $9 approvers, $10 deadline, $11 opened. */
export const OPEN_APPROVAL: Statement = {
  name: 'perdure-open-approval',
  text: `
    insert into perdure.approvals (dag_id, run_id, path, generation, subject, detail, form,
      assignees, approvers, deadline, opened_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
};

/** $5 who, $6 decision, $7 answer, $8 when. `for update` holds off a close until it is written. */
export const ANSWER: Statement = {
  name: 'perdure-answer',
  text: `
    with asked as (
      select from perdure.approvals where ${KEY} and outcome is null for update
    ), answered as (
      insert into perdure.approval_answers as a
        (dag_id, run_id, path, generation, by, decision, answer, at)
      select $1, $2, $3, $4, $5, $6, $7, $8 from asked
      on conflict (dag_id, run_id, path, generation, by) do update set
        decision = excluded.decision, answer = excluded.answer, at = excluded.at
      where a.at <= excluded.at
    )
    select exists (select from asked) as taken`,
};

export const CLOSE_APPROVAL: Statement = {
  name: 'perdure-close-approval',
  text: `update perdure.approvals set outcome = $5 where ${KEY} and outcome is null`,
};

const APPROVALS = `
  select dag_id, run_id, path, generation, subject, detail, form, assignees, approvers, deadline,
    opened_at, outcome,
    (select json_agg(json_build_object('by', a.by, 'decision', a.decision, 'answer', a.answer,
       'at', a.at) order by a.at, a.by collate "C")
     from perdure.approval_answers as a
     where (a.dag_id, a.run_id, a.path, a.generation) = (p.dag_id, p.run_id, p.path, p.generation)
    ) as answers
  from perdure.approvals as p`;

export const GET_APPROVAL: Statement = {
  name: 'perdure-get-approval',
  text: `${APPROVALS} where ${KEY}`,
};

// Not named: Postgres plans it for the filters that are given.
export const LIST_APPROVALS: Statement = {
  text: `${APPROVALS}
    where ($1::text is null or dag_id = $1) and ($2::text is null or run_id = $2)
      and ($3::boolean is null or (outcome is null) = $3)
    order by opened_at desc, dag_id collate "C", run_id collate "C", path collate "C" limit $4`,
};
