/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { length, type Given, type Ref, type Wire } from '../index.ts';
import {
  ModelUri,
  cause,
  child,
  dated,
  ingest,
  m,
  many,
  params,
  publish,
  raw,
  run,
  soft,
  train,
  tree,
  useCause,
} from './fixtures.test-d.ts';

train({ data: raw, lr: 0.1, layers: [1, 2] });
train({ data: { ...raw, rows: 3 }, lr: 1, layers: [] });
train({
  data: { uri: 'x', rows: m.acc },
  lr: m.acc,
  layers: [m.acc, 2],
  tag: m.uri,
  seed: 1,
});
train({ data: m.data, lr: length(many), layers: [], mode: params.mode });
tree({
  t: { value: raw.rows, children: tree({ t: { value: 1, children: [] } }).children },
});
useCause({ c: cause() });
useCause({ c: { kind: 'data', column: raw.uri } });
publish({ uri: publish({ uri: ModelUri.parse('x') }) });
dated({ at: run.logicalDate });
dated({ at: '2026-01-01T00:00:00Z' });
soft({ why: 'x', model: m });
const sub = (data: Ref<{ uri: string; rows: number }>, lr: Wire<number>) =>
  train({ data, lr, layers: [1] });
sub(raw, 1);
sub(m.data, m.acc);
export const given: Given<string> = params.url;
void child;

// @ts-expect-error
train({ data: raw.uri, lr: 1, layers: [] });
// @ts-expect-error
train({ data: raw, lr: 'a', layers: [] });
// @ts-expect-error
train({ data: raw, layers: [] });
// @ts-expect-error
train({ data: raw, lr: 1, layers: [], tga: 'x' });
// @ts-expect-error
train({ data: { ...raw, rows: 'x' }, lr: 1, layers: [] });
// @ts-expect-error
train({ data: { uri: raw.uri }, lr: 1, layers: [] });
// @ts-expect-error
train({ data: { uri: raw.rows, rows: 1 }, lr: 1, layers: [] });
// @ts-expect-error
train({ data: raw, lr: 1, layers: [raw.uri] });
// @ts-expect-error
train({ data: raw, lr: 1, layers: m.tags });
// @ts-expect-error
train({ data: raw, lr: 1, layers: [], mode: 'fats' });
// @ts-expect-error
train({ data: raw, lr: 1, layers: [], mode: params.url });
// @ts-expect-error
train();
// @ts-expect-error
ingest();
// @ts-expect-error
ingest({ url: m.maybe.uri });
// @ts-expect-error
ingest({ url: m.nul });
// @ts-expect-error
publish({ uri: 'plain' });
// @ts-expect-error
publish({ uri: raw.uri });
// @ts-expect-error
useCause({ c: { kind: 'data', since: 'x' } });
// @ts-expect-error
useCause({ c: { kind: 'dta', column: 'x' } });
// @ts-expect-error
tree({ t: { value: 'x', children: [] } });
// @ts-expect-error
dated({ at: new Date() });
