import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

/** Whether more is to come. With an announced end Shaka calls a live presentation `in progress`. */
export function isLive(player: Pick<shaka.Player, 'isLive' | 'isInProgress'>): boolean {
  return player.isLive() || player.isInProgress();
}
