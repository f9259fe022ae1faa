import type { SeededRandom } from '../random/seeded-random.ts';
import type { AugmentSpec } from './network-spec.ts';

/**
 * Changes the rows of a batch in place, each by a draw of its own, in double precision here, so
 * that every backend sees the same numbers.
 *
 * @param rows [B, …shape]
 * @throws RangeError when pictures are asked for and the rows are none
 */
export function augment(
  rows: Float32Array,
  shape: readonly number[],
  spec: AugmentSpec,
  random: SeededRandom,
): void {
  const size = shape.reduce((all, side) => all * side, 1);
  const moves = isWarped(spec) ? imageSides(shape) : undefined;
  for (let at = 0; at < rows.length; at += size) {
    const row = rows.subarray(at, at + size);
    if (moves !== undefined) row.set(warp(row, moves, draw(spec, random)));
    const { noise = 0 } = spec;
    if (noise > 0) row.forEach((value, i) => (row[i] = value + noise * random.normal()));
  }
}

const isWarped = ({ shift, flip, rotate, scale }: AugmentSpec): boolean =>
  [shift, rotate, scale].some((reach) => (reach ?? 0) > 0) || flip !== undefined;

type ImageSides = readonly [height: number, width: number, channels: number];
function imageSides([height, width, channels]: readonly number[]): ImageSides {
  if (height !== undefined && width !== undefined && channels !== undefined) {
    return [height, width, channels];
  }
  throw new RangeError(
    'Only noise can be added to rows that are no images; shift, flip, rotate and scale need an input of [height, width, channels].',
  );
}

/** Where a place of the new image comes from: centre + matrix · (place - centre) - shift. */
interface Warp {
  readonly matrix: readonly [number, number, number, number];
  readonly down: number;
  readonly right: number;
}

function draw(spec: AugmentSpec, random: SeededRandom): Warp {
  const { shift = 0, flip, rotate = 0, scale = 0 } = spec;
  const between = (reach: number): number => (2 * random.next() - 1) * reach;
  const down = between(shift);
  const right = between(shift);
  const angle = (between(rotate) * Math.PI) / 180;
  const size = 1 + between(scale);
  const upset = (way: string): number =>
    (flip === way || flip === 'both') && random.next() < 0.5 ? -1 : 1;
  const [mirrorDown, mirrorRight] = [upset('vertical'), upset('horizontal')];
  const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const matrix = [
    mirrorDown * cos,
    mirrorDown * sin,
    -mirrorRight * sin,
    mirrorRight * cos,
  ] as const;
  return { matrix, down, right };
}

function warp(image: Float32Array, [height, width, channels]: ImageSides, by: Warp): Float32Array {
  const made = new Float32Array(image.length);
  const [a, b, c, d] = by.matrix;
  const [midY, midX] = [(height - 1) / 2, (width - 1) / 2];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dy, dx] = [y - midY, x - midX];
      const from = { y: midY + a * dy + b * dx - by.down, x: midX + c * dy + d * dx - by.right };
      blend(image, [height, width, channels], from, made.subarray((y * width + x) * channels));
    }
  }
  return made;
}

/** Bilinear interpolation between the four neighbours; outside the image is 0. */
function blend(
  image: Float32Array,
  [height, width, channels]: ImageSides,
  from: { readonly y: number; readonly x: number },
  into: Float32Array,
): void {
  const [top, left] = [Math.floor(from.y), Math.floor(from.x)];
  for (const [y, x] of [
    [top, left],
    [top, left + 1],
    [top + 1, left],
    [top + 1, left + 1],
  ] as const) {
    const share = (1 - Math.abs(from.y - y)) * (1 - Math.abs(from.x - x));
    if (share <= 0 || y < 0 || x < 0 || y >= height || x >= width) continue;
    const at = (y * width + x) * channels;
    for (let k = 0; k < channels; k += 1) {
      // Rounded by each neighbour; all in one order, so the same everywhere.
      into[k] = (into[k] ?? 0) + share * (image[at + k] ?? 0);
    }
  }
}
