/** Position of the likeliest class of each row; the first of equals, as ONNX's ArgMax takes it. */
export function likeliest(probabilities: ArrayLike<number>, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let c = 1; c < classes; c += 1) {
      const [value, top] = [probabilities[row * classes + c], probabilities[row * classes + best]];
      if ((value ?? 0) > (top ?? 0)) best = c;
    }
    return best;
  });
}
