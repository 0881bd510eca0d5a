import type { AbrDecision, EngineAbrInput } from '../model/abr.ts';
import type { Rendition } from '../model/rendition.ts';

/** What the start of a title was fetched in, and by which decision. */
export interface PreparedStart extends Omit<AbrDecision, 'renditionId'> {
  readonly rendition: Pick<Rendition, 'id' | 'bandwidthBps' | 'width' | 'height'>;
}

/** The decision for what was prepared, where a start is asked for and that is allowed; null: it is to be decided. */
export function startAsPrepared(input: EngineAbrInput, prepared: PreparedStart | null): AbrDecision | null {
  if (!prepared || input.currentId !== null || input.inFlight) return null;
  const { rendition, ...decision } = prepared;
  // Each engine has ids of its own.
  const alike = input.renditions.filter(
    ({ bandwidthBps, width, height }) =>
      bandwidthBps === rendition.bandwidthBps && width === rendition.width && height === rendition.height,
  );
  const same = alike.find(({ id }) => id === rendition.id) ?? alike[0];
  return same ? { ...decision, renditionId: same.id } : null;
}
