import { DASH } from 'rx-player/features';
import RxPlayer from 'rx-player/minimal';
import { openBench } from '../bench-page.ts';

RxPlayer.addFeatures([DASH]);

openBench((video) => {
  const player = new RxPlayer({ videoElement: video });
  return {
    load: (url) => player.loadVideo({ url, transport: 'dash', autoPlay: true }),
    setAudioLanguage: (language) => {
      // It knows languages by their three letters.
      const track = player
        .getAvailableAudioTracks()
        .find(({ normalized }) => normalized.startsWith(language));
      if (track) player.setAudioTrack(track.id);
    },
    setHeight: (height) => {
      const rendition = player.getVideoTrack()?.representations.find((each) => each.height === height);
      if (rendition) player.lockVideoRepresentations([rendition.id]);
    },
    destroy: () => player.dispose(),
  };
});
