import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { readBuffer } from '../../buffer/read-buffer.ts';
import type { EngineContext, EngineSnapshot } from '../../engine/engine.ts';

/** The figures of the moment; `player` null: it is no more. */
export function takeSnapshot(
  player: shaka.Player | null,
  { element, clock }: Pick<EngineContext, 'element' | 'clock'>,
): EngineSnapshot {
  const { start, end } = player?.seekRange() ?? { start: 0, end: 0 };
  const latencySec = (): number | null => player && readLatencySec(player, clock.epochMs());
  return {
    ...readBuffer(element),
    seekable: { startSec: start, endSec: end },
    live: player?.isDynamic() ? { syncSec: end, latencySec: latencySec() } : null,
  };
}

function readLatencySec(player: shaka.Player, nowMs: number): number | null {
  if (player.getPresentationStartTimeAsDate() === null) return null;
  const recordedMs = player.getPlayheadTimeAsDate()?.getTime() ?? 0;
  // Shaka 5.2 puts a ProducerReferenceTime without a UTCTiming of its own in the year 1900.
  return recordedMs > 0 ? (nowMs - recordedMs) / 1000 : null;
}
