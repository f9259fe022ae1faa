import { z } from 'zod';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { ApprovalRow } from '../../stores/approvals/approval-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { Problem } from '../problem/problem.ts';
import { problemIssues } from '../problem/zod-issues.ts';
import { unstorableText } from './unstorable-text.ts';

/**
 * The newest question that an instance has asked: clearing it asks again.
 * @throws Problem UNKNOWN_APPROVAL.
 */
export async function findApproval(
  stores: Stores,
  dagId: string,
  runId: string,
  path: string,
): Promise<ApprovalRow> {
  const rows = await stores.approvals.list({ dagId, runId, limit: 1_000 });
  const asked = rows.filter((row) => row.path === path);
  const newest = asked.sort((left, right) => right.generation - left.generation)[0];
  if (newest !== undefined) return newest;
  throw new Problem(
    'UNKNOWN_APPROVAL',
    `Task instance "${path}" of run "${dagId}/${runId}" has asked nobody, or is no approval.`,
  );
}

/**
 * An answer that the run may have: the question is open, the person is asked, and the form is kept.
 * A rejection needs no form.
 * @throws Problem APPROVAL_CLOSED, NOT_ASSIGNED, INVALID_ANSWER with every fault.
 */
export function checkAnswer(
  approval: ApprovalRow,
  by: string,
  decision: 'approved' | 'rejected',
  given: JsonObject | undefined,
): JsonObject {
  const { path, assignees, outcome } = approval;
  if (outcome !== null) {
    throw new Problem('APPROVAL_CLOSED', `"${path}" is answered already: ${outcome}.`);
  }
  if (assignees.length > 0 && !assignees.includes(by)) {
    const names = assignees.join(', ');
    throw new Problem('NOT_ASSIGNED', `"${path}" asks ${names}; you are ${by}.`);
  }
  const place = given === undefined ? undefined : unstorableText(given);
  if (place !== undefined) {
    throw unfit(path, [{ path: place, code: 'unstorable_text', message: 'Text cannot be stored' }]);
  }
  if (decision === 'rejected' && given === undefined) return {};
  const schema = z.fromJSONSchema({ additionalProperties: false, ...approval.form });
  const parsed = schema.safeParse(given ?? {});
  if (!parsed.success) throw unfit(path, problemIssues(parsed.error));
  // The form is an object schema over JSON, so what it lets through is a JSON object.
  return parsed.data as JsonObject;
}

function unfit(path: string, issues: ReturnType<typeof problemIssues>): Problem {
  return new Problem('INVALID_ANSWER', `The answer does not fit the form of "${path}".`, {
    issues,
  });
}
