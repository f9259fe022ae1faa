import * as tf from '@tensorflow/tfjs-core';

/**
 * Makes products with a transposed side quick on the wasm backend: it has a fast product for plain
 * sides only, and every gradient of a dense layer or a convolution transposes one. Writing the
 * transposed side out first costs far less than the backend's own slow path.
 */
export function quickenTransposedProducts(): void {
  const plain = tf.getKernel('BatchMatMul', 'wasm');
  if (plain === undefined || replaced.has(plain.kernelFunc)) return;
  const kernelFunc: tf.KernelFunc = (call) => {
    // The engine calls this kernel with exactly these inputs, as tensors, and these attributes.
    const { a, b } = call.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
    const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
    if (!transposeA && !transposeB) return plain.kernelFunc(call);
    return tf.tidy(() => {
      const left = transposeA ? swapLastTwo(a) : a;
      const right = transposeB ? swapLastTwo(b) : b;
      return tf.matMul(left, right);
    });
  };
  replaced.add(kernelFunc);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...plain, kernelFunc });
}

const replaced = new WeakSet<tf.KernelFunc>();

function swapLastTwo(tensor: tf.Tensor): tf.Tensor {
  const last = tensor.shape.length - 1;
  const order = tensor.shape.map((_, axis) => axis);
  order.splice(last - 1, 2, last, last - 1);
  return tf.transpose(tensor, order);
}
