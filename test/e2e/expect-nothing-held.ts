import { expect } from './harness-test.ts';
import type { HeldResources } from './page/resource-counters.ts';
import type { PlayerPage } from './player-page.ts';

const NOTHING: HeldResources = {
  listeners: 0,
  timers: 0,
  objectUrls: 0,
  sourceBuffers: 0,
  openMediaSources: 0,
  fetches: 0,
};

export interface NothingHeldOptions {
  /** Default 3000. */
  readonly timeoutMs?: number;
  /** Listeners, as `Target:type#number`, on what nobody can reach any more. Default: none. */
  readonly isUnreachable?: (listener: string) => boolean;
}

/** The element's source is closed in a task of its own, so this looks until nothing of any load is left. */
export async function expectNothingHeld(
  player: PlayerPage,
  { timeoutMs = 3000, isUnreachable = () => false }: NothingHeldOptions = {},
): Promise<void> {
  const held = async (): Promise<HeldResources & { readonly names: readonly string[] }> => {
    const names = await player.heldListeners();
    const resources = await player.held();
    return {
      ...resources,
      listeners: resources.listeners - names.filter(isUnreachable).length,
      names: names.filter((name) => !isUnreachable(name)),
    };
  };
  await expect.poll(held, { timeout: timeoutMs }).toEqual({ ...NOTHING, names: [] });
}
