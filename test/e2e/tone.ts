import type { PlayerPage } from './player-page.ts';

declare global {
  interface Window {
    /** The strongest frequency that the video element sounds now, Hz. */
    loudestHz?: () => number;
  }
}

/** Leads the element's sound through an analyser. Comes before `load`, as an element can be taken only once. */
export async function listen(player: PlayerPage): Promise<void> {
  await player.page.evaluate(async () => {
    const { video } = window.harness;
    video.muted = false;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    context.createMediaElementSource(video).connect(analyser);
    // Nothing is pulled through a graph that ends nowhere.
    analyser.connect(context.destination);
    await context.resume();
    const levels = new Float32Array(analyser.frequencyBinCount);
    window.loudestHz = () => {
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.reduce(
        (best, level, bin) => (level > (levels[best] ?? -Infinity) ? bin : best),
        0,
      );
      const isSilent = (levels[loudest] ?? -Infinity) < -90;
      return isSilent ? 0 : (loudest * context.sampleRate) / analyser.fftSize;
    };
  });
}

/** Resolves when the element sounds this tone. */
export async function hearTone(player: PlayerPage, hz: number, timeoutMs = 15_000): Promise<void> {
  await player.page.waitForFunction((wanted) => Math.abs((window.loudestHz?.() ?? 0) - wanted) < 12, hz, {
    timeout: timeoutMs,
  });
}
