import { openBench } from './bench-page.ts';

/** Shaka's two builds differ by their file alone. */
export function openShaka(shaka: ShakaNamespace): void {
  shaka.polyfill.installAll();
  openBench((video) => {
    video.autoplay = true;
    const player = new shaka.Player();
    const attached = player.attach(video);
    const prepared = new Map<string, ShakaPreload | null>();
    return {
      load: async (url) => {
        await attached;
        await player.load(prepared.get(url) ?? url);
      },
      preload: async (url) => {
        prepared.set(url, await player.preload(url));
      },
      setAudioLanguage: (language) => {
        const track = player.getAudioTracks().find((each) => each.language === language);
        if (track) player.selectAudioTrack(track);
      },
      setHeight: (height) => {
        player.configure('abr.enabled', false);
        const track = player.getVideoTracks().find((each) => each.height === height);
        if (track) player.selectVideoTrack(track, true);
      },
      destroy: () => player.destroy(),
    };
  });
}
