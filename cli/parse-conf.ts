import { CliError } from './cli-error.ts';

/** The params given as `--conf`. @throws CliError unless they are a JSON object. */
export function parseConf(text: string | undefined): { [key: string]: unknown } {
  return text === undefined ? {} : parseObject('--conf', text);
}

/** A JSON object in an option. @throws CliError that names the option. */
export function parseObject(option: string, text: string): { [key: string]: unknown } {
  const value = parseJson(option, text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new CliError(`${option} is no JSON object.`, {
    exitCode: 2,
    mend: `Give one, such as ${option} '{"minAccuracy": 0.9}'.`,
  });
}

/** A JSON value in an option. @throws CliError that names the option. */
export function parseJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(`${option} is not valid JSON: ${reason}.`, {
      exitCode: 2,
      mend: `Quote it for the shell, such as ${option} '{"minAccuracy": 0.9}'.`,
      cause,
    });
  }
}
