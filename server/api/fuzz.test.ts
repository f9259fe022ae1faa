import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

/** What is needed here of the server's own OpenAPI document. */
interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
}

let test: TestServer;
let operations: { method: string; path: string; operation: Operation }[];
beforeAll(async () => {
  test = await startTestServer({ requestsPerMinute: 0 });
  await test.call('POST', '/api/v1/dags/lifecycle/dagRuns', { dag_run_id: 'one' });
  await test.stores.approvals.open({
    ...{ dagId: 'lifecycle', runId: 'one', path: 'release', generation: 1 },
    ...{ subject: 'Release?', detail: null, form: { type: 'object' }, deadline: null },
    ...{ assignees: [], approvers: 3, openedAt: new Date() },
  });
  const { body } = await test.call('GET', '/api/v1/openapi.json');
  // It is the server's own document; the test fails below when it has another form.
  const { paths } = body as unknown as Document;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
});
afterAll(() => test.close());

/** Ids that exist, ids that could, and text of all sorts. */
const part = fc.oneof(
  fc.constantFrom(
    'lifecycle',
    'release',
    'build-1',
    'one',
    '~',
    'prepare.ingest',
    '1',
    '0',
    '..',
    '.',
    '__proto__',
  ),
  fc
    .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
    .map((text) => encodeURIComponent(text)),
  fc.stringMatching(/^[A-Za-z0-9%._~[\]:-]{1,40}$/),
);
const value = fc.oneof(fc.constantFrom('1', '0', '-1', 'true', 'mermaid', 'x'), fc.string());
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string(),
  fc
    .record({ conf: fc.dictionary(fc.string(), fc.jsonValue()) })
    .map((made) => JSON.stringify(made)),
  fc
    .record({ dag_run_id: fc.string(), logical_date: fc.string(), is_paused: fc.jsonValue() })
    .map((made) => JSON.stringify(made)),
  verbs().map((made) => JSON.stringify(made)),
);

/** Bodies that verbs may take, and bodies nearly so. */
function verbs(): fc.Arbitrary<object> {
  const name = fc.constantFrom('evaluate', 'prepare', 'fold[0].inner.train', 'nothing', '\u0000');
  const note = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('x'.repeat(501)));
  return fc.record(
    {
      dag_run_id: fc.constantFrom('one', 'two', '..'),
      dry_run: fc.boolean(),
      task_ids: fc.array(fc.oneof(name, fc.tuple(name, fc.integer())), { maxLength: 3 }),
      only_failed: fc.boolean(),
      include_downstream: fc.oneof(fc.boolean(), fc.jsonValue()),
      new_state: fc.constantFrom('success', 'failed', 'skipped', 'none'),
      state: fc.constantFrom('queued', 'success', 'failed', 'paused'),
      paused: fc.oneof(fc.boolean(), fc.jsonValue()),
      decision: fc.constantFrom('approved', 'rejected', 'perhaps'),
      answer: fc.oneof(fc.constant({ share: 0.5 }), fc.jsonValue()),
      source: fc.string({ unit: 'binary' }),
      event_id: fc.string({ unit: 'binary' }),
      payload: fc.jsonValue(),
      note,
    },
    { requiredKeys: [] },
  );
}

describe('any request', () => {
  it(
    'is answered by its own schema or by a refusal with a code, never by a failure',
    { timeout: 120_000 },
    async () => {
      const index = fc.nat();
      await fc.assert(
        fc.asyncProperty(
          index,
          fc.array(part, { minLength: 4, maxLength: 4 }),
          fc.array(value, { maxLength: 2 }),
          body,
          async (pick, parts, values, text) => {
            const chosen = operations[pick % operations.length];
            if (chosen === undefined) throw new Error('The document has no operation.');
            const { method, path, operation } = chosen;
            let used = 0;
            const filled = path.replace(/\{[a-z_]+\}/g, () => parts[used++] ?? 'x');
            const names = (operation.parameters ?? []).filter(({ in: where }) => where === 'query');
            const query = names
              .slice(0, values.length)
              .map(({ name }, at) => `${name}=${encodeURIComponent(values[at] ?? '')}`)
              .join('&');
            const answer = await test.call(
              method.toUpperCase(),
              query === '' ? filled : `${filled}?${query}`,
              operation.requestBody === undefined ? undefined : text,
            );
            // An answer that breaks its schema is refused by the serializer, and would be a 500.
            expect(answer.status).toBeLessThan(500);
            if (answer.status >= 400) expect(answer.body['code']).toMatch(/^[A-Z_]+$/);
            else expect(answer.body).not.toHaveProperty('code');
          },
        ),
        { numRuns: 2_500, seed: 20_261_121 },
      );
    },
  );

  it('covers every operation of the document', () => {
    expect(operations.length).toBeGreaterThanOrEqual(40);
  });
});
