import createClient, { type Client } from 'openapi-fetch';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';
import { findConnection } from './connection.ts';
import type { components, paths } from './schema.gen.ts';

export type Schemas = components['schemas'];
export type ApiClient = Client<paths>;

/** A client of the server that belongs to this terminal. @throws CliError */
export function apiClient(terminal: Terminal): ApiClient {
  const { url, token } = findConnection(terminal);
  const client = createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
  });
  client.use({ onError: ({ error }) => unreachable(url, error) });
  return client;
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer. @throws CliError made from the server's refusal. */
export async function answered<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (data !== undefined && response.ok) return data;
  throw refused(response, error);
}

function refused(response: Response, body: unknown): CliError {
  const problem = isProblem(body) ? body : undefined;
  if (response.status === 401) {
    return new CliError('The server does not know this token.', {
      exitCode: 2,
      mend: 'Set PERDURE_TOKEN to the token of that server; `perdure dev` writes its own into .perdure/dev.json.',
    });
  }
  const text = problem?.detail ?? `The server answered ${response.status}.`;
  return new CliError(text, {
    exitCode: response.status < 500 && response.status !== 429 ? 2 : 1,
    details: (problem?.issues ?? []).map(({ path, message }) =>
      path === '' ? message : `${path}: ${message}`,
    ),
  });
}

function isProblem(body: unknown): body is Schemas['Problem'] {
  return typeof body === 'object' && body !== null && 'detail' in body;
}

function unreachable(url: string, cause: unknown): CliError {
  return new CliError(`No server answers at ${url}.`, {
    mend: 'Start one with `perdure dev`, or set PERDURE_URL to one that runs.',
    cause,
  });
}
