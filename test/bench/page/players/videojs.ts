import videojs from 'video.js';
import { openBench } from '../bench-page.ts';

openBench((video) => {
  const player = videojs(video, { autoplay: true });
  return {
    load: (url) => player.src({ src: url, type: 'application/vnd.apple.mpegurl' }),
    setAudioLanguage: (language) => {
      const tracks = player.audioTracks(); // which can be indexed, but not iterated, whatever its type says
      for (let index = 0; index < tracks.length; index++) {
        const track = tracks[index];
        if (track?.language === language) track.enabled = true;
      }
    },
    setHeight: (height) => {
      for (const level of Array.from(player.qualityLevels())) level.enabled = level.height === height;
    },
    destroy: () => player.reset(),
  };
});
