import type { RunEvent } from '../../event.ts';
import type { ReferenceModel } from '../reference-model.ts';

/** Tells the model what the reducer was told. */
export function tellModel(model: ReferenceModel, event: RunEvent): void {
  switch (event.type) {
    case 'start':
      model.start();
      return;
    case 'cancel':
      model.cancel();
      return;
    case 'pause':
      model.pause();
      return;
    case 'resume':
      model.resume();
      return;
    case 'clear':
      model.clear(event.selection);
      return;
    case 'mark':
      model.mark(event.selection, event.state);
      return;
    case 'running':
      model.move(event.path, 'running');
      return;
    case 'waiting':
      model.move(event.path, event.state);
      return;
    case 'retrying':
      model.move(event.path, 'up_for_retry');
      return;
    case 'skipped':
    case 'failed':
      model.report(event.path, event.type);
      return;
    case 'succeeded':
      if (event.output.kind !== 'inline') throw new Error('Random outputs are inline.');
      model.report(event.path, 'success', event.output.value);
      return;
    case 'shardEnded':
      throw new Error('Random runs have no shards.');
  }
}
