import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import { manifestMalformed } from '../manifest-malformed.ts';
import { createIdClaim } from './claim-id.ts';
import { createNotes } from './mpd-notes.ts';
import type { MpdNotes } from './mpd-notes.ts';
import { readDurationSec } from './mpd-values.ts';
import { isRemote, parsePeriod } from './parse-period.ts';
import { inferPeriodTimes } from './period-times.ts';
import { resolveBaseUrls } from './resolve-urls.ts';
import { findChildren, parseXml } from './xml.ts';

/**
 * Reads a DASH MPD that came from `url` (after redirects).
 * @throws PlayerError `manifest-malformed` (`detail` has line and column), `manifest-unsupported` where all that it
 * lists needs a feature that is missing here, `manifest-empty` where it lists nothing that could be played.
 * @see ISO/IEC 23009-1:2022 §5.3
 */
export function parseMpd(text: string, url: string): Presentation {
  const mpd = parseXml(text, url);
  if (mpd.name !== 'MPD') throw manifestMalformed(url, `The root element is <${mpd.name}>, not <MPD>`);
  const notes = createNotes();
  const isLive = mpd.attributes['type'] === 'dynamic';
  const declaredSec = readDurationSec(mpd.attributes['mediaPresentationDuration']) || null;
  const elements = findChildren(mpd, 'Period').filter((period) => !isRemote(period, notes));
  const times = inferPeriodTimes(elements, declaredSec, notes);
  const manifestUrls = [url];
  const context = {
    notes,
    isComplete: !isLive,
    bases: resolveBaseUrls(mpd, manifestUrls),
    manifestUrls,
    hasIdPrefix: isLive || times.length > 1,
    continuityKeys: new Map<string, string>(),
    claimPeriodId: createIdClaim(),
    claimTrackId: createIdClaim(),
    claimRenditionId: createIdClaim(),
  };
  const periods = times
    .map((time) => parsePeriod(time, context))
    .filter((period) => {
      if (period.tracks.length === 0) notes.warn(`Period ${period.id} has nothing to play`);
      return period.tracks.length > 0;
    });
  const last = periods[periods.length - 1];
  if (!last) throw nothingToPlay(url, notes);
  const endSec = last.durationSec === null ? null : last.startSec + last.durationSec;
  return {
    protocol: 'dash',
    url,
    isLive,
    durationSec: isLive ? declaredSec : endSec,
    preferredStartSec: null,
    periods,
    warnings: [...notes.warnings],
  };
}

function nothingToPlay(url: string, notes: MpdNotes): PlayerError {
  const shown = stripUrl(url);
  const feature = [...notes.unsupported].join(', ');
  if (feature !== '')
    return new PlayerError('manifest-unsupported', `Reading ${shown}: unsupported ${feature}`, {
      url: shown,
      feature,
    });
  const detail = [...notes.warnings].join('; ') || 'No Period';
  return new PlayerError('manifest-empty', `Reading ${shown}: nothing to play (${detail})`, {
    url: shown,
    detail,
  });
}
