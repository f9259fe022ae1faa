import { DagDefinitionError } from '../fault/dag-definition-error.ts';
import { issuesOf } from '../fault/fault.ts';
import type { FaultCode } from '../fault/fault-code.ts';
import { PLAN_VERSION, type CompiledPlan } from '../plan/plan.ts';
import { planHash } from './plan-hash.ts';
import { planSchema } from './plan-schema.ts';

/**
 * Reads a plan that was stored or sent: its version, its form and its hash are checked.
 *
 * @throws DagDefinitionError with DAG092 (written by a newer version), DAG094 (not a plan) or
 * DAG093 (changed since it was compiled).
 */
export function readPlan(json: unknown): CompiledPlan {
  const version: unknown =
    typeof json === 'object' && json !== null && 'planVersion' in json
      ? json.planVersion
      : undefined;
  if (typeof version === 'number' && version > PLAN_VERSION) {
    throw refusal(
      'DAG092',
      `The plan has version ${version}.`,
      `This engine reads versions up to ${PLAN_VERSION}.`,
      'Update Perdure on this machine.',
    );
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    const words = issue?.message ?? 'not a plan';
    throw refusal(
      'DAG094',
      `It is not a plan: at "${where}", ${words}.`,
      `A plan of version ${PLAN_VERSION}.`,
      'Compile the dag again.',
    );
  }
  const plan = parsed.data;
  const hash = planHash(plan);
  if (hash !== plan.hash) {
    throw refusal(
      'DAG093',
      `The plan of dag "${plan.id}" has hash ${hash.slice(0, 12)}… and says it has ${plan.hash.slice(0, 12)}….`,
      'A plan is never changed after it was compiled.',
      'Compile the dag again.',
    );
  }
  return plan;
}

function refusal(
  code: FaultCode,
  problem: string,
  expected: string,
  hint: string,
): DagDefinitionError {
  return new DagDefinitionError(
    issuesOf([{ code, place: '', problem, expected, hint, trace: {} }], ''),
  );
}
