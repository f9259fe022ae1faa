import { drawDag } from '../random-dags/draw-dag.ts';

/** Random dags of scripted tasks, always the same ones; what their tasks do depends on the run. */
export const randomDags = Array.from({ length: 200 }, (_, shape) =>
  drawDag(`random${shape}`, shape),
);
