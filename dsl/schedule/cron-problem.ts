import { CronExpressionParser } from 'cron-parser';

/** A Monday, far from any change of clocks; validity must not hang on today's date. */
const FROM = new Date('2024-01-01T00:00:00Z');

/** Why a text is no cron expression that ever comes due; undefined if it is one. */
export function cronProblem(expression: unknown, timezone: string): string | undefined {
  if (typeof expression !== 'string') return `it is of type ${typeof expression}`;
  const fields = expression.trim().split(/\s+/);
  if (expression.length > 200) return `it has ${expression.length} characters`;
  if (fields.length !== 5 || fields[0] === '') {
    return `it has ${fields[0] === '' ? 0 : fields.length} fields`;
  }
  // The parser would draw a number for H, another one each time.
  if (fields.some((field) => /(^|,)H/i.test(field))) return '"H" is not a time';
  try {
    CronExpressionParser.parse(expression, { currentDate: FROM, tz: timezone }).next();
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return words.includes('day of month definition')
      ? 'its day does not exist in its months'
      : words.charAt(0).toLowerCase() + words.slice(1).replace(/\.$/, '');
  }
}
