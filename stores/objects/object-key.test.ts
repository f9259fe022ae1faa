import { describe, expect, it } from 'vitest';
import { ObjectKeyError } from './object-error.ts';
import {
  artifactKey,
  artifactPrefix,
  checkpointKey,
  dataKey,
  logKey,
  modelKey,
  packageKey,
  planKey,
  valueKey,
} from './object-key.ts';

const SHA = 'ab'.repeat(32);
const INSTANCE = {
  dagId: 'digits',
  runId: 'manual-2026-11-21T03:00:00+00:00',
  path: 'fold[3].train',
};
const FENCE = { generation: 2, attempt: 11 };

/** What an attacker, or a slip, puts into an id. */
const HOSTILE = [
  ...['', '.', '..', '...', '../x', 'a/../b', 'a/b', '/etc/passwd', 'a//b', 'a..b', '.hidden'],
  ...[
    'a\\b',
    '..\\x',
    'C:\\x',
    'a\0b',
    'a\nb',
    'a\r\nb',
    'a\tb',
    'a\u007fb',
    'a\u0085b',
    ' a',
    '-a',
  ],
  ...['%2e%2e', '%2e%2e%2f', '%252e%252e', '..%2f', '%c0%ae%c0%ae', '%00', 'a?b', 'a#b', 'a b'],
  ...['．．', '‥', 'а', 'é', '😀', '\ud800', '\u202eabc', '\ufeffa', 'a\u200bb', '~a', 'a~b'],
  ...["a'b", 'a"b', 'a;b', 'a|b', '$(x)', '`x`', '<b>', 'a*b', '{a}', 'a&b', 'a=b', 'a,b'],
  ...[
    'x'.repeat(5000),
    '__proto__/x',
    's3://b/k',
    'file:///x',
    '//host/x',
    '\u2028',
    'a\u0000/../b',
  ],
];

describe('object keys', () => {
  it('have one form each', () => {
    expect(valueKey(SHA)).toBe(`values/ab/${SHA}.json`);
    expect(planKey(SHA)).toBe(`plans/${SHA}.json`);
    expect(dataKey(SHA, 'csv')).toBe(`data/ab/${SHA}.csv`);
    expect(modelKey('digits', SHA)).toBe(`models/digits/${SHA}.onnx`);
    expect(packageKey('digits', SHA)).toBe(`models/digits/${SHA}/`);
    expect(packageKey('digits', SHA, 'MLmodel')).toBe(`models/digits/${SHA}/MLmodel`);
    const place = `digits/${INSTANCE.runId}/fold[3].train`;
    expect(logKey(INSTANCE, FENCE)).toBe(`logs/${place}/g2-a11`);
    expect(checkpointKey(INSTANCE, 7, SHA)).toBe(`checkpoints/${place}/000000007-${SHA}`);
    expect(artifactKey(INSTANCE, FENCE, 'plots/roc curve.png')).toBe(
      `artifacts/${place}/g2-a11/plots/roc curve.png`,
    );
    expect(artifactPrefix(INSTANCE)).toBe(`artifacts/${place}/`);
  });

  it.each(HOSTILE)('are never made of %j', (text) => {
    const tries: readonly (() => string)[] = [
      () => logKey({ ...INSTANCE, dagId: text }, FENCE),
      () => logKey({ ...INSTANCE, runId: text }, FENCE),
      () => logKey({ ...INSTANCE, path: text }, FENCE),
      () => modelKey(text, SHA),
      () => modelKey('m', text),
      () => modelKey('m', SHA, text),
      () => packageKey(text, SHA),
      () => packageKey('m', text),
      () => valueKey(text),
      () => planKey(text),
      () => dataKey(text, 'csv'),
      () => checkpointKey(INSTANCE, 1, text),
    ];
    // Plain letters make a long path, which is shortened, not refused.
    const legalPath = /^x+$/.test(text) && text.length <= 4096;
    for (const [index, make] of tries.entries()) {
      if (index === 2 && legalPath) continue;
      expect(make, `${index}`).toThrow(ObjectKeyError);
    }
  });

  it.each(HOSTILE)('of artifacts stay in their folder, whatever the name: %j', (text) => {
    let key = '';
    try {
      key = artifactKey(INSTANCE, FENCE, text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'OBJECT_KEY' });
      return;
    }
    const folder = artifactPrefix(INSTANCE);
    expect(key.startsWith(folder)).toBe(true);
    expect(new URL(`file:///root/${key}`).pathname.startsWith('/root/artifacts/')).toBe(true);
    expect(key.split('/')).not.toContain('..');
  });

  it('refuse numbers that are none', () => {
    for (const number of [-1, 1.5, NaN, Infinity, 2 ** 60]) {
      expect(() => checkpointKey(INSTANCE, number, SHA)).toThrow(/whole/);
      expect(() => logKey(INSTANCE, { generation: 1, attempt: number })).toThrow(/whole/);
    }
  });

  it('of deep paths fit a file name and still differ', () => {
    const deep = (last: string): string => `${'fold[3].'.repeat(100)}${last}`;
    const keys = ['a', 'b'].map((last) => logKey({ ...INSTANCE, path: deep(last) }, FENCE));
    expect(new Set(keys).size).toBe(2);
    for (const segment of keys.join('/').split('/')) expect(segment.length).toBeLessThan(256);
  });
});
