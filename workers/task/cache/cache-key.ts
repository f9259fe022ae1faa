import type { Json } from '../../../dsl/plan/json.ts';
import type { PlanCache } from '../../../dsl/plan/plan-task-options.ts';
import { canonicalJson } from '../../../stores/values/canonical-json.ts';
import type { BoundExpression, TaskCall } from '../../../workflows/protocol/index.ts';
import { resolveInput } from '../value/resolve-input.ts';
import { sha256Of } from '../value/sha256.ts';

/**
 * What an output was made from, as one text.
 *
 * G1 It covers the whole input, the task's code (name, source, schemas), the author's salt, and what
 *    control flow reads of the output; the scope says among which runs it is shared.
 * G2 Large values stand in it by their hash, so that making a key reads no object.
 * G3 Equal inputs give equal keys, however they came to the task: whatever can be computed without
 *    an object is computed first. Parts of large values may miss a hit, and never cause a wrong one.
 */
export async function cacheKey(
  call: TaskCall,
  cache: PlanCache,
  input: BoundExpression,
): Promise<string> {
  const made = [
    scopeOf(call, cache.scope),
    cache.codeVersion,
    cache.salt,
    await formOf(input),
    call.facts.map(({ path, want }) => [[...path], want]),
  ];
  // Paths and facts are strings and numbers.
  return sha256Of(canonicalJson(made as Json));
}

function scopeOf({ run }: TaskCall, scope: PlanCache['scope']): readonly string[] {
  if (scope === 'global') return [];
  return scope === 'dag' ? [run.dagId] : [run.dagId, run.runId];
}

/** Tagged, so that no value can look like a reference. */
async function formOf(expression: BoundExpression): Promise<unknown> {
  if (!holdsBlob(expression)) {
    const value = await resolveInput(expression, refuse);
    return value === undefined ? ['absent'] : ['value', value];
  }
  switch (expression.kind) {
    case 'blob':
      return ['blob', expression.blob.sha256, expression.path];
    case 'list':
      return ['list', await Promise.all(expression.items.map(formOf))];
    case 'object':
      return ['object', await fieldsOf(expression.fields)];
    case 'template':
      return ['template', expression.text, await Promise.all(expression.values.map(formOf))];
    case 'call': {
      const { operator, path, args } = expression;
      return ['call', operator, path, await Promise.all(args.map(formOf))];
    }
    default:
      throw new Error(`An input of kind "${expression.kind}" holds no object.`);
  }
}

async function fieldsOf(fields: {
  readonly [key: string]: BoundExpression;
}): Promise<{ readonly [key: string]: unknown }> {
  const forms = await Promise.all(
    Object.entries(fields)
      .filter(([, field]) => field.kind !== 'absent')
      .map(async ([key, field]) => [key, await formOf(field)] as const),
  );
  return Object.fromEntries(forms);
}

function holdsBlob(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'absent':
      return false;
    case 'blob':
      return true;
    case 'instance':
      throw new Error('Outputs of instances are put in before a key is made.');
    case 'list':
      return expression.items.some(holdsBlob);
    case 'object':
      return Object.values(expression.fields).some(holdsBlob);
    case 'template':
      return expression.values.some(holdsBlob);
    case 'call':
      return expression.args.some(holdsBlob);
  }
}

function refuse(): Promise<never> {
  throw new Error('No object is read to make a key.');
}
