/** A queue that gives the least first, by the order it was made with (a binary heap). */
export class Heap<T> {
  private readonly items: T[] = [];
  private readonly compare: (left: T, right: T) => number;

  constructor(compare: (left: T, right: T) => number) {
    this.compare = compare;
  }

  get size(): number {
    return this.items.length;
  }

  clear(): void {
    this.items.length = 0;
  }

  push(item: T): void {
    const { items } = this;
    let hole = items.length;
    items.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = items[parent];
      if (above === undefined || this.compare(above, item) <= 0) break;
      items[hole] = above;
      hole = parent;
    }
    items[hole] = item;
  }

  pop(): T | undefined {
    const { items } = this;
    const least = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.sink(last);
    return least;
  }

  private sink(item: T): void {
    const { items } = this;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      let below = items[child];
      if (below === undefined) break;
      const right = items[child + 1];
      if (right !== undefined && this.compare(right, below) < 0) {
        child += 1;
        below = right;
      }
      if (this.compare(below, item) >= 0) break;
      items[hole] = below;
      hole = child;
    }
    items[hole] = item;
  }
}
