import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverHandle } from './server-handle.ts';
import { childEnvironment, objectStoreUrl, type StackAddresses } from './stack-environment.ts';
import { ManagedProcess } from './managed-process.ts';
import type { StackProcess } from './stack-process.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'perdure-env-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function addresses(started: boolean): Promise<StackAddresses> {
  // Only its presence is looked at here.
  const managed = started
    ? await ManagedProcess.start(async () => ({}) as StackProcess)
    : undefined;
  const facts = { address: '127.0.0.1:7233', namespace: 'default', uiUrl: 'http://127.0.0.1:8233' };
  return {
    home,
    temporal: { ...verbs(), ...facts, managed },
    postgres: { ...verbs(), databaseUrl: 'postgres://p', managed: undefined },
    objectStore: 'file:///o',
    serverUrl: 'http://127.0.0.1:8080',
    token: 't',
  };
}

function verbs(): Pick<
  ReturnType<typeof serverHandle>,
  'pid' | 'logFile' | 'stop' | 'kill9' | 'restart'
> {
  return serverHandle(undefined);
}

describe('the environment of the processes of a stack', () => {
  it("has none of the user's Temporal settings with our own server: they are for another", async () => {
    const env = {
      TEMPORAL_TLS: 'true',
      TEMPORAL_API_KEY: 'k',
      TEMPORAL_PROFILE: 'cloud',
      OTHER: '1',
    };
    const child = childEnvironment(await addresses(true), env);
    const names = Object.keys(child).filter((name) => name.startsWith('TEMPORAL_'));
    expect(names.sort()).toEqual([
      'TEMPORAL_ADDRESS',
      'TEMPORAL_CONFIG_FILE',
      'TEMPORAL_NAMESPACE',
    ]);
    expect(child['OTHER']).toBe('1');
    const file = join(home, 'temporal.toml');
    expect(child['TEMPORAL_CONFIG_FILE']).toBe(file);
    expect(readFileSync(file, 'utf8')).toContain('address = "127.0.0.1:7233"');
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('has all of them with a server that was given', async () => {
    const env = { TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_TLS: 'true', TEMPORAL_API_KEY: 'k' };
    expect(childEnvironment(await addresses(false), env)).toMatchObject(env);
  });
});

describe('the object store', () => {
  it('is a folder in the home, closed to others', () => {
    expect(objectStoreUrl(home, {})).toBe(pathToFileURL(join(home, 'objects')).href);
    expect(statSync(join(home, 'objects')).mode & 0o077).toBe(0);
  });

  it('is the bucket of an S3 server that was given, or what PERDURE_OBJECT_STORE says', () => {
    const s3 = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' };
    expect(objectStoreUrl(home, s3)).toBe('s3://perdure');
    const named = { ...s3, PERDURE_OBJECT_STORE: 's3://mine/prefix' };
    expect(objectStoreUrl(home, named)).toBe('s3://mine/prefix');
  });
});
