/**
 * The identity of a task instance in a run: `train`, `train[3]`, `fold[3].candidate[1].train`.
 * It is the activity id, the database key, the log key and the object key, and it never depends on
 * call order. The index of a named map sits on the map's id inside the path; the index of an
 * unnamed map sits behind the whole task id (`train[3]`, nested `train[3][1]`).
 */
export type InstancePath = string;
