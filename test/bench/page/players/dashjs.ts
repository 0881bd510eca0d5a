import { MediaPlayer, type MediaPlayerClass } from 'dashjs';
import { openBench } from '../bench-page.ts';

openBench((video) => {
  let player: MediaPlayerClass | null = null;
  let prepared: { readonly url: string; readonly player: MediaPlayerClass } | null = null;
  return {
    load: (url) => {
      player?.destroy();
      if (prepared?.url === url) {
        ({ player } = prepared);
        prepared = null;
        player.attachView(video);
        return;
      }
      player = MediaPlayer().create();
      player.initialize(video, url, true);
    },
    // A player without a view prepares until one is attached.
    preload: (url) => {
      const next = MediaPlayer().create();
      next.initialize(undefined, url, true);
      next.preload();
      prepared = { url, player: next };
    },
    setAudioLanguage: (language) => {
      const track = player?.getTracksFor('audio').find(({ lang }) => lang === language);
      if (track) player?.setCurrentTrack(track);
    },
    setHeight: (height) => {
      player?.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: false } } } });
      const rendition = player?.getRepresentationsByType('video').find((each) => each.height === height);
      if (rendition) player?.setRepresentationForTypeById('video', rendition.id, true);
    },
    destroy: () => {
      player?.destroy();
      player = null;
    },
  };
});
