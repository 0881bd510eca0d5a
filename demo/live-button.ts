import type { Player } from '../src/index.ts';
import { findElement } from './find-element.ts';

/** The button to the live edge, there while a live stream plays. */
export function connectLiveButton(player: Player): void {
  const button = findElement('go-live', HTMLButtonElement);
  const show = (): void => {
    button.hidden = player.presentation?.isLive !== true;
  };
  button.addEventListener('click', () => {
    player.goLive();
  });
  player.on('presentation', show);
  player.on('statechange', show);
  show();
}
