import type { MediaElementPort } from '../core/media-ports.ts';

/**
 * Whether a picture may be seen though its page is hidden: it is in a window of its own, or on a remote screen. In a
 * document's picture-in-picture, the element belongs to that window's page. What has no picture counts as seen.
 * @see https://w3c.github.io/picture-in-picture/
 * @see https://www.w3.org/TR/remote-playback/
 */
export function isShownElsewhere(element: MediaElementPort): boolean {
  const { ownerDocument, remote } = element;
  return (
    element.videoWidth === 0 ||
    ownerDocument?.hidden === false ||
    ownerDocument?.pictureInPictureElement === element ||
    remote?.state === 'connected' ||
    element.webkitPresentationMode === 'picture-in-picture' ||
    element.webkitCurrentPlaybackTargetIsWireless === true
  );
}
