import { Problem } from '../problem/problem.ts';
import { dataTypeName } from './data-type.ts';
import type { WireTensor } from './session-message.ts';

/** An output as the Open Inference Protocol writes it. */
export interface ResponseTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: number[];
  readonly data: (number | boolean | string)[];
}

/** @throws Problem MODEL_OUTPUT_NOT_FINITE: NaN and infinities have no JSON form. */
export function writeTensor(name: string, tensor: WireTensor): ResponseTensor {
  const { type, dims, data } = tensor;
  return {
    name,
    datatype: dataTypeName(type),
    shape: [...dims],
    data: elementsOf(name, type, data),
  };
}

function elementsOf(
  name: string,
  type: string,
  data: WireTensor['data'],
): (number | boolean | string)[] {
  if (type === 'bool') return Array.from(data as Uint8Array, (element) => element !== 0);
  if (type === 'string') return [...(data as string[])];
  return Array.from(data as ArrayLike<number | bigint>, (element) => {
    const number = Number(element);
    if (Number.isFinite(number)) return number;
    throw new Problem('MODEL_OUTPUT_NOT_FINITE', `Output "${name}" of the model holds ${number}.`);
  });
}
