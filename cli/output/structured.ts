import { stringify } from 'yaml';

export type OutputFormat = 'table' | 'json' | 'yaml';

/** A value for programs, in the format that was asked for; `table` has its own words. */
export function structured(value: unknown, format: OutputFormat): string {
  return format === 'yaml'
    ? stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()
    : JSON.stringify(value, null, 2);
}
