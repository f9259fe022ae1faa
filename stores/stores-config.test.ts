import { describe, expect, it } from 'vitest';
import { storesConfigFromEnv } from './stores-config.ts';

const FILES = { DATABASE_URL: 'postgres://u:p@h/d', PERDURE_OBJECT_STORE: 'file:///data' };
const S3 = {
  ...FILES,
  PERDURE_OBJECT_STORE: 's3://bucket/p',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

describe('stores from the environment', () => {
  it('are a database and a folder, or a bucket with the usual variables', () => {
    expect(storesConfigFromEnv(FILES)).toEqual({
      databaseUrl: 'postgres://u:p@h/d',
      objectStore: 'file:///data',
    });
    const env = { ...S3, AWS_ENDPOINT_URL_S3: 'http://m:9000', AWS_REGION: 'eu-west-1' };
    expect(storesConfigFromEnv(env).s3).toEqual({
      endpoint: 'http://m:9000',
      region: 'eu-west-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
    const count = storesConfigFromEnv({ ...FILES, PERDURE_DATABASE_CONNECTIONS: '20' });
    expect(count.maxConnections).toBe(20);
  });

  it('name the variable that is missing or wrong, never a secret', () => {
    expect(() => storesConfigFromEnv({ ...FILES, DATABASE_URL: ' ' })).toThrow(
      /DATABASE_URL is not/,
    );
    expect(() => storesConfigFromEnv({ DATABASE_URL: 'x' })).toThrow(/PERDURE_OBJECT_STORE is not/);
    const lacking = { ...S3, AWS_SECRET_ACCESS_KEY: undefined };
    expect(() => storesConfigFromEnv(lacking)).toThrow(/AWS_SECRET_ACCESS_KEY is not set/);
    for (const text of ['0', 'many', '1.5', '9999']) {
      const env = { ...FILES, PERDURE_DATABASE_CONNECTIONS: text };
      expect(() => storesConfigFromEnv(env), text).toThrow(/from 1 to 1000/);
    }
  });
});
