export { canonicalJson } from './canonical-json.ts';
export { loadValue, storeValue, type StoredValue } from './value-store.ts';
export { sweepExpired } from './sweep-expired.ts';
