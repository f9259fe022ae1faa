/** A queue of small whole numbers, smallest first (a binary heap). */
export class Agenda {
  private readonly heap: number[] = [];

  push(value: number): void {
    const heap = this.heap;
    let hole = heap.length;
    heap.push(value);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] ?? value;
      if (above <= value) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = value;
  }

  pop(): number | undefined {
    const heap = this.heap;
    const smallest = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.sink(last);
    return smallest;
  }

  private sink(value: number): void {
    const heap = this.heap;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right < left) child += 1;
      const smaller = Math.min(left, right ?? left);
      if (smaller >= value) break;
      heap[hole] = smaller;
      hole = child;
    }
    heap[hole] = value;
  }
}
