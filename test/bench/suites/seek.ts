import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { TITLES } from '../titles.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** In the middle of a segment of either length, and far enough ahead that no default buffer reaches it in the second before. */
const FAR_SEC = 45.4;
/** Back to what has been played a moment before. */
const NEAR_SEC = 0.6;

export const seek: Suite = {
  title: 'Seek',
  about:
    'From the request to a frame of the target on the screen: to a position that is not buffered, and to one that is.',
  profiles: ['fibre', 'cable', 'mobile'],
  runs: 7,
  inAll: { runs: 1, profiles: ['cable'] },
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const title = titleUrl(context.origin, TITLES[context.entry.protocol].first);
  return visiting(context, {}, async (visit) => {
    await visit.ask('load', (url) => window.bench.firstFrameOf(url), title);
    await visit.ask('play', (sec) => window.bench.heightAt(sec), 1);
    const buffered = await visit.ask('seek in the buffer', (toSec) => window.bench.seek(toSec), NEAR_SEC);
    await visit.ask('play', (sec) => window.bench.heightAt(sec), 1);
    const isAhead = await visit.ask('buffer', (sec) => window.bench.isBuffered(sec), FAR_SEC);
    if (isAhead)
      throw new Error(`${FAR_SEC} s is buffered already: on this profile the seek measures nothing`);
    const unbuffered = await visit.ask('seek', (toSec) => window.bench.seek(toSec), FAR_SEC);
    return { unbufferedMs: unbuffered, bufferedMs: buffered };
  });
}
