import { ModelFault } from './model-fault.ts';
import { eachField, eachVarint, type ProtobufField } from './protobuf-fields.ts';

/** Bits of one element by `TensorProto.DataType`; texts have no size. */
const BITS: { readonly [type: number]: number } = {
  ...{ 1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64 },
  ...{ 14: 64, 15: 128, 16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4, 24: 8 },
  ...{ 25: 2, 26: 2, 27: 6, 28: 6 },
};
/** Lists of a tensor: float_data, int32_data, string_data, int64_data, double_data, uint64_data. */
const LISTS: { readonly [field: number]: 'fixed' | 'varint' | 'text' } = {
  ...{ 4: 'fixed', 5: 'varint', 6: 'text', 7: 'varint', 10: 'fixed', 11: 'varint' },
};
const WIDTHS: { readonly [field: number]: number } = { 4: 4, 10: 8 };

/**
 * A tensor keeps its values in the file, has no more of them than the limit, and as many as its
 * dims say. A negative dim reads as a huge one, which is refused too.
 *
 * @throws ModelFault
 */
export function checkTensor(bytes: Uint8Array, limit: number): void {
  let [elements, type, raw, listed] = [1, 0, -1, 0];
  eachField(bytes, (field) => {
    if (field.number === 13 || (field.number === 14 && field.value !== 0)) {
      throw new ModelFault('EXTERNAL_DATA', 'it keeps tensors in another file (external data)');
    }
    if (field.number === 1) elements = multiplied(elements, field, limit);
    if (field.number === 2) type = field.value;
    if (field.number === 9) raw = field.bytes.length;
    if (LISTS[field.number] !== undefined) listed += valuesIn(field);
  });
  if (elements > limit) throw tooLarge(limit);
  if (!holds(elements, type, raw, listed)) {
    throw new ModelFault('LYING_TENSOR', 'a tensor in it holds more or fewer values than it says');
  }
}

/** A sparse tensor is written out in full by a runtime: its own dims count. */
export function checkSparse(bytes: Uint8Array, limit: number): void {
  let elements = 1;
  eachField(bytes, (field) => {
    if (field.number === 3) elements = multiplied(elements, field, limit);
  });
  if (elements > limit) throw tooLarge(limit);
}

/** `dims` come one by one or packed; none alone may be above the limit. */
function multiplied(product: number, field: ProtobufField, limit: number): number {
  let elements = product;
  const times = (dim: number): void => {
    if (dim > limit) throw tooLarge(limit);
    elements *= dim;
  };
  if (field.kind === 'varint') times(field.value);
  if (field.kind === 'bytes') eachVarint(field.bytes, times);
  return elements;
}

function valuesIn(field: ProtobufField): number {
  if (field.kind !== 'bytes' || LISTS[field.number] === 'text') return 1;
  const width = WIDTHS[field.number];
  if (width !== undefined) return field.bytes.length / width;
  let count = 0;
  eachVarint(field.bytes, () => (count += 1));
  return count;
}

function holds(elements: number, type: number, raw: number, listed: number): boolean {
  const bits = BITS[type];
  if (raw >= 0) {
    return bits !== undefined && listed === 0 && raw === Math.ceil((elements * bits) / 8);
  }
  // Complex numbers are two, those of less than a byte share one.
  if (type === 14 || type === 15) return listed === 2 * elements;
  if (bits !== undefined && bits < 8) return listed === Math.ceil((elements * bits) / 8);
  return listed === elements;
}

const tooLarge = (limit: number): ModelFault =>
  new ModelFault('TENSOR_TOO_LARGE', `a tensor in it is too large: over ${limit} elements`);
