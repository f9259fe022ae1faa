/** One line of the peers' table. */
export interface PeerRow {
  readonly engine: string;
  readonly work: string;
  readonly medianMs: number;
  readonly repeats: number;
}

/** Placeholder until the peers' runner is written. */
export async function peerTable(): Promise<PeerRow[]> {
  return [];
}
