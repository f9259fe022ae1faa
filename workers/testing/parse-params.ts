import type { JsonObject } from '../../dsl/plan/json.ts';
import type { DagRuntime } from '../../dsl/runtime/index.ts';

/** Thrown when params do not fit the dag; nothing was run. */
export class ParamsError extends Error {
  override readonly name = 'ParamsError';
  /** One line an issue: where, and what is wrong. */
  readonly issues: readonly string[];

  constructor(dagId: string, issues: readonly string[]) {
    super(`The params do not fit dag "${dagId}": ${issues.join('; ')}.`);
    this.issues = issues;
  }
}

/** The params of a run with defaults filled in. @throws ParamsError with every issue. */
export async function parseParams(runtime: DagRuntime, params: unknown): Promise<JsonObject> {
  const parsed = await runtime.params.safeParseAsync(params ?? {});
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.') || 'params'}: ${issue.message}`,
    );
    throw new ParamsError(runtime.plan.id, issues);
  }
  // The schema of params is that of a JSON object; `dag()` refuses others.
  return parsed.data as JsonObject;
}
