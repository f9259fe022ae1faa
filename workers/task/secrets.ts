/**
 * S1 A secret is the value of `PERDURE_SECRET_<NAME>` of the worker's own environment; a task's
 *    child process has no such variable and asks its worker.
 * S2 All secrets of the environment are masked in everything a worker writes about a task: logs,
 *    failure messages, reasons of skips. Also in the forms in which JSON, base64 and addresses
 *    would show them.
 */
const PREFIX = 'PERDURE_SECRET_';
const MASK = '***';
/** Shorter values would blot out ordinary text, and protect nothing. */
const MIN_MASKED_CHARS = 4;

export class Secrets {
  readonly #env: NodeJS.ProcessEnv;
  readonly #masked: RegExp | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
    this.#masked = maskOf(env);
  }

  /** @throws Error saying which variable to set. */
  read(name: string): string {
    const variable = variableOf(name);
    const value = this.#env[variable];
    if (value !== undefined && value !== '') return value;
    throw new Error(`Secret "${name}" is not there. Set ${variable} where this worker is started.`);
  }

  mask(text: string): string {
    return this.#masked === undefined ? text : text.replace(this.#masked, MASK);
  }
}

function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

function maskOf(env: NodeJS.ProcessEnv): RegExp | undefined {
  const forms = Object.entries(env)
    .filter(([name]) => name.startsWith(PREFIX))
    .flatMap(([, value = '']) => formsOf(value))
    .filter((form) => form.length >= MIN_MASKED_CHARS)
    // The longest first, or a part of a secret could be masked and the rest shown.
    .sort((a, b) => b.length - a.length);
  if (forms.length === 0) return undefined;
  return new RegExp([...new Set(forms)].map(escaped).join('|'), 'g');
}

function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64');
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    encodeURIComponent(value),
    // A key file is logged line by line.
    ...value.split(/\r?\n/).map((line) => line.trim()),
  ];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
