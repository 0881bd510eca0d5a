// The bundle takes the built package in its place.
import { createPlayer, type PlayerConfig } from '../../../src/index.ts';
import { openBench } from './bench-page.ts';

/** Kinora at its defaults, or through another engine. */
export function openKinora(config: PlayerConfig = {}): void {
  openBench((video, servers) => {
    video.autoplay = true;
    const player = createPlayer(video, servers ? { ...config, drm: { servers } } : config);
    let loadedAtMs = 0;
    return {
      load: (url) => {
        loadedAtMs = performance.now();
        return player.load(url);
      },
      phases: () => {
        const phases = Object.entries(player.stats()?.joinTime.phases ?? {});
        return Object.fromEntries(phases.map(([phase, sinceLoadMs]) => [phase, loadedAtMs + sinceLoadMs]));
      },
      preload: (url) => player.preload(url),
      setAudioLanguage: (language) => {
        const track = player.tracks.find((each) => each.kind === 'audio' && each.language === language);
        if (track) player.selectTrack(track.id);
      },
      setHeight: (height) => {
        const rendition = player.renditions.find((each) => each.height === height);
        if (rendition) player.setQuality(rendition.id);
      },
      destroy: () => player.destroy(),
    };
  });
}
