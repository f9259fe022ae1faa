import { z } from 'zod';
import { ID_PATTERN, RUN_ID_PATTERN } from '../../../workflows/protocol/names.ts';

const INSTANCE_PATH = /^[A-Za-z0-9][A-Za-z0-9_.[\]-]{0,4095}$/;

/** The one validator of ids that come from outside: never `..`, never a character of a path. */
function id(pattern: RegExp, what: string): z.ZodType<string, string> {
  return z
    .string()
    .regex(pattern, `Expected ${what}: ${String(pattern)}`)
    .refine((text) => !text.includes('..'), `Expected ${what} without ".."`);
}

export const DagId = id(ID_PATTERN, 'a dag id').meta({ description: 'A dag id.' });
export const RunId = id(RUN_ID_PATTERN, 'a run id').meta({ description: 'A run id.' });
export const InstancePath = id(INSTANCE_PATH, 'an instance path').meta({
  description: 'A task instance, such as `train` or `fold[3].train`.',
});
export const ModelName = id(ID_PATTERN, 'a model name').meta({ description: 'A model name.' });
export const AliasName = id(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/, 'an alias');
export const PlanHash = id(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex digits');
export const VersionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'Expected a whole number from 1')
  .transform(Number);
export const BuildId = id(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/, 'a build id');
