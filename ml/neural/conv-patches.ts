import type { backend_util } from '@tensorflow/tfjs-core';

type ConvInfo = backend_util.Conv2DInfo;

/**
 * Lays side by side the input values that the filter meets at each place (Chellapilla, Puri and
 * Simard 2006), so that a convolution is one matrix product.
 *
 * @param x [N, height, width, channels]
 * @returns [N·h·w, kernel·kernel·channels], row-major; what lies in the padding is 0
 */
export function patchesOf(x: Float32Array, info: ConvInfo): Float32Array {
  const width = info.filterHeight * info.filterWidth * info.inChannels;
  const patches = new Float32Array(info.batchSize * info.outHeight * info.outWidth * width);
  const channels = info.inChannels;
  const taps = info.filterHeight * info.filterWidth;
  eachMeeting(info, (from, place, tap) => {
    const to = (place * taps + tap) * channels;
    for (let c = 0; c < channels; c += 1) patches[to + c] = x[from + c] ?? 0;
  });
  return patches;
}

/**
 * The transpose of `patchesOf`: adds each patch back to the places it was taken from.
 *
 * @param patches [N·h·w, kernel·kernel·channels]
 * @returns [N, height, width, channels]
 */
export function sumOfPatches(patches: Float32Array, info: ConvInfo): Float32Array {
  const x = new Float32Array(info.batchSize * info.inHeight * info.inWidth * info.inChannels);
  const channels = info.inChannels;
  const taps = info.filterHeight * info.filterWidth;
  eachMeeting(info, (to, place, tap) => {
    const from = (place * taps + tap) * channels;
    for (let c = 0; c < channels; c += 1) x[to + c] = (x[to + c] ?? 0) + (patches[from + c] ?? 0);
  });
  return x;
}

/**
 * Calls `meet` for every value of the filter at every place where it lies inside the input: with the
 * offset in x of the first channel there, the number of the place among the N·h·w, and the number of
 * the value among kernel·kernel.
 */
export function eachMeeting(
  info: ConvInfo,
  meet: (inX: number, place: number, tap: number) => void,
): void {
  const { outHeight, outWidth } = info;
  let number = 0;
  for (let image = 0; image < info.batchSize; image += 1) {
    for (let row = 0; row < outHeight; row += 1) {
      for (let column = 0; column < outWidth; column += 1) {
        eachOfPatch(info, { image, row, column, number }, meet);
        number += 1;
      }
    }
  }
}

interface Place {
  readonly image: number;
  readonly row: number;
  readonly column: number;
  readonly number: number;
}

function eachOfPatch(
  info: ConvInfo,
  { image, row, column, number }: Place,
  meet: (inX: number, place: number, tap: number) => void,
): void {
  const { filterHeight, filterWidth, inHeight, inWidth, inChannels, padInfo } = info;
  const top = row * info.strideHeight - padInfo.top;
  const left = column * info.strideWidth - padInfo.left;
  for (let i = 0; i < filterHeight; i += 1) {
    const y = top + i;
    if (y < 0 || y >= inHeight) continue;
    for (let j = 0; j < filterWidth; j += 1) {
      const z = left + j;
      if (z < 0 || z >= inWidth) continue;
      meet(((image * inHeight + y) * inWidth + z) * inChannels, number, i * filterWidth + j);
    }
  }
}
