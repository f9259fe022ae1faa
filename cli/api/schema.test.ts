import openapiTS, { astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../../server/testing/test-server.ts';

describe('the types of the API client', () => {
  it('are those of our own OpenAPI document; `vitest -u cli/api` writes them anew', async () => {
    const test = await startTestServer();
    const address = `${test.server.url}/api/v1/openapi.json`;
    const headers = { authorization: 'Bearer test-token-of-24-characters' };
    const document = await (await fetch(address, { headers })).text();
    await test.close();
    const text = `/* eslint-disable */\n${astToString(await openapiTS(document))}`;
    await expect(text).toMatchFileSnapshot('schema.gen.ts');
  });
});
