import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import { manifestMalformed } from '../manifest-malformed.ts';
import { createIdClaim } from './claim-id.ts';
import { createNotes } from './mpd-notes.ts';
import type { MpdNotes } from './mpd-notes.ts';
import { readDurationSec } from './mpd-values.ts';
import { isRemote, parsePeriod } from './parse-period.ts';
import { inferPeriodTimes } from './period-times.ts';
import type { ReadProtection } from './read-protection.ts';
import { resolveBaseUrls } from './resolve-urls.ts';
import type { LoadSidxReader } from './sidx-source.ts';
import { findChildren, parseXml } from './xml.ts';

/** Reads no protection: for a manifest in which nothing is called ContentProtection. */
export const readNoProtection: ReadProtection = () => ({
  cipher: null,
  obstacle: null,
  describe: () => [],
});

/** As `parseMpd`, with what reads protection and a sidx given: all of their code is a lot for a title without. */
export function readMpd(
  text: string,
  url: string,
  readProtection: ReadProtection,
  loadSidxReader: LoadSidxReader,
): Presentation {
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
    readProtection,
    loadSidxReader,
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
