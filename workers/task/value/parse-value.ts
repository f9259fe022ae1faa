import { core, type z } from 'zod';
import { faultOfThrown } from '../describe-thrown.ts';
import { finalFault, type Fault } from '../fault.ts';
import { placeOf, shownAt } from './value-place.ts';

const MAX_ISSUES = 5;

/**
 * Parses a value by the author's schema.
 * @throws TaskFault of `type`, not retryable: the same value would fail again.
 */
export async function parseValue(
  schema: z.ZodType,
  value: unknown,
  fault: { readonly type: Fault['type']; readonly subject: string },
): Promise<unknown> {
  const result = await parsed(schema, value).catch((thrown: unknown) => {
    const { message } = faultOfThrown(thrown);
    throw finalFault(
      fault.type,
      `${fault.subject} could not be checked; its schema threw ${message}`,
    );
  });
  if (result.success) return result.data;
  const { issues } = result.error;
  const lines = issues.slice(0, MAX_ISSUES).map((issue) => issueLine(issue, value));
  if (issues.length > MAX_ISSUES) lines.push(`and ${issues.length - MAX_ISSUES} more`);
  throw finalFault(fault.type, `${fault.subject} does not fit its schema: ${lines.join('; ')}.`);
}

function issueLine(issue: core.$ZodIssue, value: unknown): string {
  return `${placeOf(issue.path)} is ${shownAt(value, issue.path)}: ${issue.message}`;
}

/** Synchronous where the schema allows: zod's fast path exists only there. */
async function parsed(schema: z.ZodType, value: unknown): Promise<z.ZodSafeParseResult<unknown>> {
  try {
    return schema.safeParse(value);
  } catch (thrown) {
    if (!(thrown instanceof core.$ZodAsyncError)) throw thrown;
    return schema.safeParseAsync(value);
  }
}
