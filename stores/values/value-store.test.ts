import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../objects/memory-object-store.ts';
import { valueKey } from '../objects/object-key.ts';
import type { Json } from '../../dsl/plan/json.ts';
import { canonicalJson, loadValue, storeValue } from './index.ts';

describe('values by hash', () => {
  it('come back as they were stored, under the same hash for the same value', async () => {
    const objects = new MemoryObjectStore();
    const value = { b: [1, 2.5, -0, 1e21], a: 'é\u0000😀', c: null };
    const stored = await storeValue(objects, value);
    expect(await storeValue(objects, { c: null, a: 'é\u0000😀', b: [1, 2.5, 0, 1e21] })).toEqual(
      stored,
    );
    expect(await loadValue(objects, stored)).toEqual({ ...value, b: [1, 2.5, 0, 1e21] });
    expect(await objects.list('values/')).toHaveLength(1);
  });

  it('are refused when one byte was changed, or the size does not fit', async () => {
    const objects = new MemoryObjectStore();
    const stored = await storeValue(objects, { amount: 100 });
    const wrongSize = loadValue(objects, { ...stored, size: stored.size + 1 });
    await expect(wrongSize).rejects.toMatchObject({ type: 'TamperedObject' });
    await objects.put(valueKey(stored.sha256), Buffer.from('{"amount":900}'));
    const tampered = { type: 'TamperedObject', code: 'TAMPERED_OBJECT' };
    await expect(loadValue(objects, stored)).rejects.toMatchObject(tampered);
  });

  it('say so when they are gone', async () => {
    const objects = new MemoryObjectStore();
    const missing = loadValue(objects, { sha256: 'a'.repeat(64), size: 1 });
    await expect(missing).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
  });

  it('have one text each, whatever order their keys were written in', () => {
    expect(canonicalJson({ b: 1, a: { d: [], c: {} } })).toBe('{"a":{"c":{},"d":[]},"b":1}');
    // Keys that read as numbers come in their own order, not JavaScript's.
    expect(canonicalJson({ b: 1, '10': 2, '9': 3 })).toBe('{"10":2,"9":3,"b":1}');
    expect(canonicalJson(JSON.parse('{"__proto__": 1, "a": 2}') as Json)).toBe(
      '{"__proto__":1,"a":2}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // fast-check's JSON values are JSON.
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });

  it('refuse what JSON cannot hold', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => canonicalJson(cycle as Json)).toThrow(/nested over 1000 deep, or in itself/);
    expect(() => canonicalJson({ a: [1, { b: NaN }] })).toThrow(/"\.a\[1\]\.b" is NaN/);
    for (const value of [NaN, Infinity, () => 1, 1n, Symbol('x')]) {
      // Not JSON on purpose.
      expect(() => canonicalJson({ value } as unknown as Json)).toThrow(TypeError);
    }
  });
});
