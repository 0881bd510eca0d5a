import type { ContentProtection } from '../../model/content-protection.ts';
import { expect, it, describe } from 'vitest';
import type { EngineEvent } from '../../engine/engine-event.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { UNKNOWN_DEVICE } from '../../../test/fixtures/unknown-device.ts';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { FakeMediaElement } from '../../../test/fixtures/fake-media-element.ts';
import { sampleIndex, sampleRendition, sampleTrack } from '../../../test/fixtures/model-samples.ts';
import { isPlayerError } from '../../core/errors.ts';
import { DEFAULT_MSE_ENGINE_CONFIG } from './mse-engine-config.ts';
import { RenditionChooser } from '../../abr/rendition-chooser.ts';
import { Title } from './title.ts';

const english = sampleTrack({
  id: 'en',
  kind: 'audio',
  language: 'en',
  renditions: [sampleRendition({ id: 'a1', codecs: 'mp4a.40.2' })],
});
const french = sampleTrack({
  id: 'fr',
  kind: 'audio',
  language: 'fr',
  renditions: [sampleRendition({ id: 'a2', codecs: 'mp4a.40.2' })],
});

const samplePresentation = (changes: Partial<Presentation> = {}): Presentation => ({
  protocol: 'hls',
  url: 'https://a.test/m.m3u8?token=secret',
  isLive: false,
  durationSec: null,
  preferredStartSec: null,
  periods: [
    { id: 'p0', startSec: 0, durationSec: null, tracks: [sampleTrack(), english, french], events: [] },
  ],
  warnings: [],
  ...changes,
});

function openTitle(presentation: Presentation, startSec: number | null = null) {
  const events: EngineEvent[] = [];
  const locks: (readonly ContentProtection[])[] = [];
  const title = new Title(presentation, {
    element: new FakeMediaElement(),
    clock: createVirtualClock(),
    log: () => undefined,
    config: DEFAULT_MSE_ENGINE_CONFIG,
    request: () => Promise.reject(new Error('no request is expected')),
    chooser: new RenditionChooser(
      ({ renditions }) => ({
        renditionId: renditions[0]?.id ?? '',
        reason: '',
        estimateBps: null,
      }),
      UNKNOWN_DEVICE,
      () => undefined,
    ),
    preferredAudioLanguages: ['fr'],
    startSec,
    signal: new AbortController().signal,
    isTypeSupported: (type) => !type.includes('hvc1'),
    viewport: () => null,
    emit: (event) => events.push(event),
    phase: () => undefined,
    titleKeys: () => null,
    onLocked: (error) => {
      throw error;
    },
    onLockTold: (error, lock) => {
      if (!lock) throw error;
      locks.push(lock);
    },
  });
  return { title, events, locks };
}

const ofVideo = (id: string) => ({ id, codecs: 'avc1.64001f' });

/** As a media playlist tells of it. */
const lockedBy = (schemeIdUri: string): ContentProtection => ({
  ...{ schemeIdUri, value: null, encryptionScheme: 'cbcs', keyId: null, initData: null, licenceUrl: null },
});

/** 20 s in ten segments. */
const index = (changes: Partial<SegmentIndex> = {}): SegmentIndex => ({
  ...sampleIndex(Array(10).fill(2)),
  ...changes,
});

function codeOf(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    return isPlayerError(error) ? error.code : String(error);
  }
  return null;
}

describe('where playback starts', () => {
  it.each([
    { wish: 'the app over the author', startSec: 7, preferredStartSec: 3, expected: 7 },
    { wish: 'the author over the beginning', startSec: null, preferredStartSec: 3, expected: 3 },
    { wish: 'the beginning', startSec: null, preferredStartSec: null, expected: 0 },
    { wish: 'from the end, where that is known', startSec: null, preferredStartSec: -5, expected: 15 },
    { wish: 'no later than the end', startSec: 99, preferredStartSec: null, expected: 20 },
  ])('$wish', ({ startSec, preferredStartSec, expected }) => {
    const { title } = openTitle(samplePresentation({ durationSec: 20, preferredStartSec }), startSec);
    expect(title.chooseStart()).toBe(expected);
  });

  it('counts a negative start from the end once a media playlist tells it', () => {
    const { title } = openTitle(samplePresentation({ preferredStartSec: -5 }));
    expect(title.chooseStart()).toBe(0);
    expect(title.reconsiderStart(index())).toBe(15);
    expect(title.reconsiderStart(index())).toBeNull();
  });

  it('heeds the media playlist only where neither app nor multivariant playlist said anything', () => {
    const wish = index({ preferredStartSec: 6 });
    const { title: silent } = openTitle(samplePresentation());
    silent.chooseStart();
    expect(silent.reconsiderStart(wish)).toBe(6);
    const { title: told } = openTitle(samplePresentation(), 0);
    told.chooseStart();
    expect(told.reconsiderStart(wish)).toBeNull();
  });
});

describe('what a title refuses', () => {
  const withVideo = (changes: Parameters<typeof sampleRendition>[0]): Presentation =>
    samplePresentation({
      periods: [
        {
          id: 'p0',
          startSec: 0,
          durationSec: null,
          tracks: [sampleTrack({ renditions: [sampleRendition(changes)] })],
          events: [],
        },
      ],
    });

  it('codecs that the browser cannot decode, protection, live, and nothing at all', () => {
    const protection = [
      {
        schemeIdUri: 'urn:mpeg:dash:mp4protection:2011',
        value: 'cenc',
        encryptionScheme: 'cenc',
        keyId: null,
        initData: null,
        licenceUrl: null,
      },
    ];
    expect(codeOf(() => openTitle(withVideo({ codecs: 'hvc1.1.6.L93.B0' })))).toBe('codec-unsupported');
    expect(codeOf(() => openTitle(withVideo({ protection })))).toBe('drm-unsupported');
    expect(codeOf(() => openTitle(samplePresentation({ isLive: true })))).toBe('manifest-unsupported');
    const named = protection.map((one) => ({ ...one, licenceUrl: 'https://licences.test/' }));
    try {
      openTitle(withVideo({ protection: named }));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'drm-unsupported', context: { namesServer: true } });
    }
    const protectedLive = { ...withVideo({ protection }), isLive: true }; // the choice of the next engine goes by the lock
    expect(codeOf(() => openTitle(protectedLive))).toBe('drm-unsupported');
    expect(codeOf(() => openTitle(samplePresentation({ periods: [] })))).toBe('manifest-empty');
  });

  it('an index that needs a licence, or that goes on growing', () => {
    const { title } = openTitle(samplePresentation());
    const protection = [lockedBy('com.apple.streamingkeydelivery')];
    expect(codeOf(() => title.onIndex(index({ protection }), ofVideo('v1')))).toBe('drm-unsupported');
    expect(codeOf(() => title.onIndex(index({ isComplete: false }), ofVideo('v2')))).toBe(
      'manifest-unsupported',
    );
  });

  it('and takes what locks HLS from its media playlists, where keys on the element open it', () => {
    const { title, locks } = openTitle(samplePresentation());
    const [rendition] = title.periods[0]!.tracks[0]!.renditions;
    const protection = [lockedBy('urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed')];
    const told = protection.map((one) => ({ ...one, licenceUrl: 'https://keys.test/1' }));
    const init = { id: 'i', urls: ['https://cdn.test/i.mp4'], range: null, encryption: null, bytes: null };
    const withInit: Partial<SegmentIndex> = {
      protection: told,
      at: (position) => ({ ...index().at(position)!, init }),
    };
    const isLive = { ...withInit, isComplete: false };
    const ofWhole = { ...withInit, protection: [{ ...protection[0]!, encryptionScheme: null }] };
    for (const changes of [{ protection }, isLive, ofWhole])
      expect(codeOf(() => title.onIndex(index(changes), ofVideo('other')))).toBe('drm-unsupported');
    const untold = index(withInit);
    const withoutCodecs = { id: 'other', codecs: null };
    for (const _time of [1, 2])
      expect(codeOf(() => title.onIndex(untold, withoutCodecs))).toBe('drm-unsupported');
    expect(title.protectionOf(rendition!)).toBeNull();
    title.onIndex(index(withInit), rendition!);
    expect(locks, 'the URI of a key is no licence server').toEqual([protection]);
    expect(title.protectionOf(rendition!)).toEqual(protection);
  });

  it('and its words hold no token', () => {
    try {
      openTitle(withVideo({ codecs: 'hvc1.1.6.L93.B0' }));
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    }
  });
});

describe('tracks', () => {
  it('follow the preferred language, and a later choice holds', () => {
    const { title } = openTitle(samplePresentation());
    expect(title.trackAt('audio', 0)?.id).toBe('fr');
    expect(title.selectTrack('en', 0).previous?.id).toBe('fr');
    expect(title.trackAt('audio', 0)?.id).toBe('en');
    expect(codeOf(() => title.selectTrack('xx', 0))).toBe('track-unknown');
  });

  it('continue in the next period what was chosen in this one', () => {
    const later = (track: typeof english) => ({ ...track, id: `later-${track.id}` });
    const { title } = openTitle(
      samplePresentation({
        periods: [
          { id: 'p0', startSec: 0, durationSec: 10, tracks: [sampleTrack(), english, french], events: [] },
          {
            id: 'p1',
            startSec: 10,
            durationSec: 10,
            tracks: [sampleTrack({ id: 'v2' }), later(french), later(english)],
            events: [],
          },
        ],
      }),
    );
    expect(title.trackAt('audio', 1)?.id).toBe('later-fr');
    title.selectTrack('en', 0);
    expect(title.trackAt('audio', 1)?.id).toBe('later-en');
    expect(title.periodAt(9.99)).toBe(0);
    expect(title.periodAt(10)).toBe(1);
  });
});

it('announces each media event once, and the duration when an index tells it', () => {
  const { title, events } = openTitle(samplePresentation());
  const event = {
    origin: 'emsg',
    schemeIdUri: 'urn:x',
    value: '',
    id: '1',
    startSec: 2,
    durationSec: null,
    data: null,
  } as const;
  title.announce([event, event]);
  title.announce([event]);
  title.onIndex(index(), ofVideo('v1'));
  expect(events.map(({ type }) => type)).toEqual(['media-event', 'duration']);
});
