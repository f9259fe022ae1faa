import { CliError } from './cli-error.ts';

/** The params given as `--conf`. @throws CliError unless they are a JSON object. */
export function parseConf(text: string | undefined): { [key: string]: unknown } {
  if (text === undefined) return {};
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new CliError('--conf is no JSON object.', {
    exitCode: 2,
    mend: `Give one, such as --conf '{"minAccuracy": 0.9}'.`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(`--conf is not valid JSON: ${reason}.`, {
      exitCode: 2,
      mend: `Quote it for the shell, such as --conf '{"minAccuracy": 0.9}'.`,
      cause,
    });
  }
}
