import { describe, expect, it } from 'vitest';
import { contentsOf, metricsOf } from './output-contents.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('what an output names by hash', () => {
  it('is found at any depth, with what it is', () => {
    const output = {
      best: { model: { uri: `file-content://${A}.model.json`, sha256: A, size: 3 } },
      parts: [{ uri: `dataset://${B}`, sha256: B, rows: 2 }],
      'a/b': { sha256: A },
      objectKey: `models/digits/${B}.onnx`,
      sha256: B,
    };
    expect(contentsOf(output)).toEqual([
      { at: '', kind: 'model', sha256: B, uri: `models/digits/${B}.onnx` },
      { at: '/best/model', kind: 'model', sha256: A, uri: `file-content://${A}.model.json` },
      { at: '/parts/0', kind: 'data', sha256: B, uri: `dataset://${B}` },
      { at: '/a~1b', kind: 'file', sha256: A, uri: null },
    ]);
  });

  it('a text called sha256 that is no hash is none', () => {
    expect(contentsOf({ sha256: 'sha' })).toEqual([]);
    expect(contentsOf(['x', 1, null])).toEqual([]);
  });

  it('metrics are the numbers under that name', () => {
    const output = { metrics: { accuracy: 0.5, note: 'x' }, best: { metrics: { f1: 1 } }, n: 3 };
    expect(metricsOf(output)).toEqual([
      { at: '/metrics/accuracy', value: 0.5 },
      { at: '/best/metrics/f1', value: 1 },
    ]);
  });
});
