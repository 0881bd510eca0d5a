import type Hls from 'hls.js';
import type { SourceBufferName } from 'hls.js';
import type { Scope } from '../../core/scope.ts';
import type { HlsJs } from './load-vendor.ts';

/**
 * Tells hls.js once more that all is there, where it has forgotten: the title would stop short of its end and wait for ever.
 *
 * Quirk, 2026-11-30, hls.js 1.7.4 in Chromium 156: what ends a fragment in one SourceBuffer takes the next operation off the
 * queues of all that are not updating. One that has just been done, and whose `updateend` is still to come, is lost. If it
 * is the removal of sound that was played (in a seek to the last seconds), the sound no longer counts as whole, and nothing
 * looks at it again: one such seek in forty to eighty on a busy processor. It can go when hls.js takes off only its own
 * operations (`stepOperationQueue` in its buffer-controller).
 */
export function watchEnd(
  hls: Pick<Hls, 'media' | 'on' | 'trigger'>,
  { Events }: Pick<HlsJs, 'Events'>,
  scope: Scope,
): void {
  const whole = new Set<SourceBufferName>();
  let names: readonly SourceBufferName[] = [];
  let source: MediaSource | undefined;
  let buffers = scope.child();

  hls.on(Events.MEDIA_ATTACHED, (_type, { mediaSource }) => (source = mediaSource));
  hls.on(Events.BUFFER_CREATED, (_type, { tracks }) => {
    buffers.dispose(new DOMException('There are others now.', 'AbortError'));
    buffers = scope.child();
    whole.clear();
    const created = Object.values(tracks).map(({ buffer }) => buffer);
    names = Object.keys(tracks) as SourceBufferName[];
    const look = (): void => {
      const isWhole = names.every((name) => whole.has(name)) && !created.some(({ updating }) => updating);
      // With no type all count as whole; what is still queued goes before the end.
      if (isWhole && source?.readyState === 'open') hls.trigger(Events.BUFFER_EOS, { type: null });
    };
    // Behind hls.js's own listener: what this event ends is no longer queued.
    for (const buffer of created) buffers.listen(buffer, 'updateend', look);
  });
  hls.on(Events.BUFFER_EOS, (_type, { type }) => {
    for (const name of type ? [type] : names) whole.add(name);
  });
  hls.on(Events.BUFFER_APPENDING, (_type, { type }) => whole.delete(type));
  hls.on(Events.BUFFER_FLUSHING, (_type, { type, endOffset }) => {
    if (endOffset <= (hls.media?.currentTime ?? 0)) return; // what has been played: nothing is taken off the end
    for (const name of type ? [type] : names) whole.delete(name);
  });
}
