import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { FIRST_TONE_HZ, OTHER_LANGUAGE, TITLES } from '../titles.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** Played before the switch, so that there is something in the buffer to be replaced. */
const SETTLED_SEC = 4;
/** The rungs between which the choice goes, lines. */
const FROM_HEIGHT = 360;
const TO_HEIGHT = 720;

export const switching: Suite = {
  title: 'Switch',
  about:
    'From the choice to its effect, in the middle of playing: another audio language, until its tone is heard; ' +
    `another quality (${FROM_HEIGHT} to ${TO_HEIGHT} lines), until it is on the screen; and stalls meanwhile.`,
  profiles: ['cable'],
  runs: 7,
  inAll: { runs: 1 },
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const title = titleUrl(context.origin, TITLES[context.entry.protocol].first);
  return visiting(context, {}, async (visit) => {
    const features = await visit.ask('features', () => window.bench.features, null);
    if (features.audio) await visit.ask('listen', () => window.bench.listen(), null);
    await visit.ask('load', (url) => window.bench.firstFrameOf(url), title);
    const sample: Record<string, number> = {};
    if (features.height) {
      await visit.ask('first quality', (height) => window.bench.switchHeight(height), FROM_HEIGHT);
      await visit.ask('play', (sec) => window.bench.playOn(sec), SETTLED_SEC);
      const quality = await visit.ask('quality', (height) => window.bench.switchHeight(height), TO_HEIGHT);
      sample['qualityMs'] = quality.ms;
      sample['qualityStalls'] = quality.stalls;
    }
    if (features.audio) {
      await visit.ask('first tone', (hz) => window.bench.heard(hz), FIRST_TONE_HZ);
      await visit.ask('play', (sec) => window.bench.playOn(sec), SETTLED_SEC);
      const audio = await visit.ask(
        'audio',
        ({ language, toneHz }) => window.bench.switchAudio(language, toneHz),
        OTHER_LANGUAGE,
      );
      sample['audioMs'] = audio.ms;
      sample['audioStalls'] = audio.stalls;
    }
    return sample;
  });
}
