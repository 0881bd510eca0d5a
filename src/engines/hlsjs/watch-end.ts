import type Hls from 'hls.js';
import type { SourceBufferName } from 'hls.js';
import { bufferedAheadSec } from '../../buffer/read-buffer.ts';
import type { Scope } from '../../core/scope.ts';
import type { HlsJs } from './load-vendor.ts';

/** Ends of a buffer that are no farther apart are one. Seconds. */
const SAME_END_SEC = 0.01;

/**
 * Tells hls.js once more that all is there, where it has forgotten: the title would stop short of its end and wait for ever.
 *
 * Quirk, 2026-11-30, hls.js 1.7.4 in Chromium 156: what ends a fragment in one SourceBuffer takes the operation at the head
 * off the queues of all that are not updating. One that has just been done, and whose `updateend` is still to come, is
 * lost. If it is the removal of what was played (seen with sound, in a seek to the last seconds: one in forty to eighty on a
 * busy processor), that buffer no longer counts as whole, and nothing looks at it again. It can go when hls.js takes off
 * only its own operations (`stepOperationQueue` in its buffer-controller).
 */
export function watchEnd(
  hls: Pick<Hls, 'media' | 'on' | 'trigger'>,
  { Events }: Pick<HlsJs, 'Events'>,
  scope: Scope,
): void {
  const buffers = new Map<SourceBufferName, SourceBuffer>();
  /** Where each buffer ended when hls.js said that it was whole. */
  const wholeUntilSec = new Map<SourceBufferName, number>();
  let source: MediaSource | undefined;
  let listening = scope.child();
  let cancelLook = (): void => undefined;

  const isWhole = ([name, buffer]: readonly [SourceBufferName, SourceBuffer]): boolean => {
    const untilSec = wholeUntilSec.get(name);
    // What has been taken off its end meanwhile is on its way again.
    return untilSec !== undefined && !buffer.updating && endSecOf(buffer) >= untilSec - SAME_END_SEC;
  };
  const look = (): void => {
    // With no type all count as whole; what is still queued goes before the end.
    if (source?.readyState === 'open' && [...buffers].every(isWhole))
      hls.trigger(Events.BUFFER_EOS, { type: null });
  };

  hls.on(Events.MEDIA_ATTACHED, (_type, { mediaSource }) => (source = mediaSource));
  hls.on(Events.BUFFER_CREATED, (_type, { tracks }) => {
    listening.dispose(new DOMException('There are others now.', 'AbortError'));
    listening = scope.child();
    buffers.clear();
    wholeUntilSec.clear();
    for (const [name, { buffer }] of Object.entries(tracks)) {
      buffers.set(name as SourceBufferName, buffer);
      // Behind hls.js's own listener: what this event ends is no longer queued.
      listening.listen(buffer, 'updateend', look);
    }
  });
  hls.on(Events.BUFFER_EOS, (_type, { type }) => {
    if (source?.readyState === 'closed') return;
    for (const [name, buffer] of buffers)
      if (type === null || type === name) wholeUntilSec.set(name, endSecOf(buffer));
    // The last one may be told when nothing is under way any more.
    cancelLook();
    if (type !== null) cancelLook = listening.timer(look, 0);
  });
  hls.on(Events.BUFFER_APPENDING, (_type, { type }) => wholeUntilSec.delete(type));
  hls.on(Events.BUFFER_FLUSHING, (_type, { type, endOffset }) => {
    if (endOffset <= (hls.media?.currentTime ?? 0)) return; // what has been played: nothing is taken off the end
    for (const name of type ? [type] : buffers.keys()) wholeUntilSec.delete(name);
  });
}

/** Of all that it holds; 0 where that is nothing. */
const endSecOf = ({ buffered }: SourceBuffer): number => bufferedAheadSec({ buffered, currentTime: 0 });
