import { z } from 'zod';
import { unstorableText } from '../../runs/unstorable-text.ts';

/** Text that the database can keep: no NUL, no half of a surrogate pair. */
export function storableText(maxChars: number): z.ZodType<string, string> {
  return z
    .string()
    .max(maxChars)
    .refine(
      (text) => unstorableText(text) === undefined,
      'Text holds a character that no database keeps',
    );
}
