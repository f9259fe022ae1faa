/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { branch, type Ref } from '../index.ts';
import { cause, causes, ingest, m, raw, soft } from './fixtures.test-d.ts';

const out = branch(m.verdict, {
  promote: () => ingest({ url: 'a' }),
  reject: () => ({ uri: m.uri, n: 1 }),
  retry: () => {},
});
export const maybe: Ref<string | undefined> = out.uri;
soft({ why: 'x', uri: out.uri });
const bool = branch(m.ok, {
  true: () => ingest({ url: 'a' }),
  false: () => ingest({ url: 'b' }),
});
ingest({ url: bool.uri });
const several = branch(causes(), { a: () => ingest({ url: 'a' }), b: () => {} });
soft({ why: 'x', uri: several.a.uri });
branch(cause().kind, { data: () => {}, concept: () => {} });

// @ts-expect-error
branch(m.verdict, { promote: () => {}, reject: () => {} });
// @ts-expect-error
branch(m.verdict, { promote: () => {}, reject: () => {}, retry: () => {}, other: () => {} });
// @ts-expect-error
branch(m.uri, { x: () => {} });
// @ts-expect-error
branch(m.acc, {});
// @ts-expect-error
branch(m.ok, { yes: () => {}, no: () => {} });
// @ts-expect-error
branch(m.maybe.uri, {});
// @ts-expect-error
branch(causes(), { a: () => {} });
// @ts-expect-error
ingest({ url: branch(m.ok, { true: () => raw, false: () => {} }).uri });
// @ts-expect-error
ingest({ url: branch(causes(), { a: () => raw, b: () => raw }).a.uri });
// @ts-expect-error
branch(m.ok, { true: async () => raw, false: () => {} });
