import { beforeAll, describe, expect, it } from 'vitest';
import { deferred } from '../fixtures/deferred.ts';
import type { FakeAnswer } from '../fixtures/fake-transport.ts';
import { MockCdm, type MockKeySession } from '../fixtures/mock-cdm.ts';
import { createDashTitle, createHlsTitle, TOY_VIDEO, type ToyTitle } from '../fixtures/toy-title.ts';
import { BASE, MseHarness, type MseHarnessOptions } from './mse-harness.ts';

// A mock stands in for Widevine at the browser's narrowest port; the toy media needs no decryption.

const DRM = { servers: { 'com.widevine.alpha': `${BASE}licence` }, clearKeys: null };
const KIDS = TOY_VIDEO.map((_rendition, place) => String(place + 1).repeat(32));
const [LOW = '', MIDDLE = '', HIGH = ''] = KIDS;

/** Each rendition of the picture has a key of its own, and all come with one licence. Of the best one the manifest does not tell what to ask with. */
function lockedTitle(): ToyTitle {
  const title = createDashTitle({ segmentCount: 30 });
  const pssh = Buffer.from(`000000217073736800000000edef8ba979d64acea3c827dcd51d21ed0000000178`, 'hex');
  const widevine =
    '<ContentProtection schemeIdUri="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"><pssh>' +
    `${pssh.toString('base64')}</pssh></ContentProtection>`;
  const manifest = TOY_VIDEO.reduce(
    (mpd, { id }, place) =>
      mpd.replace(
        new RegExp(`<Representation id="${id}"([^>]*)/>`),
        `<Representation id="${id}"$1><ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"` +
          ` default_KID="${KIDS[place] ?? ''}"/>${place < 2 ? widevine : ''}</Representation>`,
      ),
    new TextDecoder().decode(title.files.get(title.manifest)),
  );
  const files = new Map(title.files).set(title.manifest, new TextEncoder().encode(manifest));
  return { ...title, files };
}

/** In HLS: of each rendition of the picture, its media playlist tells of a key of its own; the sound is clear. */
function lockedHls(
  change: (playlist: string) => string = (playlist) => playlist,
  kids: readonly string[] = KIDS,
): ToyTitle {
  const title = createHlsTitle({ segmentCount: 30 });
  const files = new Map(title.files);
  TOY_VIDEO.forEach(({ id }, place) => {
    const kid = kids[place] ?? '';
    const pssh = Buffer.from(`000000307073736800000000edef8ba979d64acea3c827dcd51d21ed00000010${kid}`, 'hex');
    const key =
      `#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,${pssh.toString('base64')}",KEYID=0x${kid},` +
      'KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"';
    const playlist = new TextDecoder().decode(files.get(`${id}.m3u8`));
    const locked = change(playlist.replace('#EXT-X-MAP', `${key}\n#EXT-X-MAP`));
    files.set(`${id}.m3u8`, new TextEncoder().encode(locked));
  });
  return { ...title, files };
}

/** What a session of `lockedHls` was asked to open. */
const kidOf = ({ asked: [first] }: MockKeySession): string =>
  Buffer.from(first?.bytes ?? [])
    .subarray(32)
    .toString('hex');

interface Locked {
  readonly harness: MseHarness;
  readonly cdm: MockCdm;
  readonly session: () => MockKeySession;
}

function load(
  options: MseHarnessOptions = {},
  cdm: MockCdm = new MockCdm(['com.widevine.alpha']),
  title: ToyTitle = lockedTitle(),
): Locked {
  const answer = (path: string) => (path === 'licence' ? { chunks: [Uint8Array.of(7)] } : undefined);
  const harness = new MseHarness(title, { keys: cdm, answer, ...options });
  void harness.load({ drm: DRM });
  const session = (): MockKeySession => {
    const [first] = cdm.sessions;
    if (!first) throw new Error('there is no session');
    return first;
  };
  return { harness, cdm, session };
}

async function playWithLicence(): Promise<Locked> {
  const locked = load();
  const { harness, cdm, session } = locked;
  await harness.runUntil(() => cdm.sessions.length > 0);
  session().message(Uint8Array.of(1, 2, 3));
  await harness.runUntil(() => session().licences.length > 0);
  session().tell(Object.fromEntries(KIDS.map((kid) => [kid, 'usable'])));
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  return locked;
}

describe('a locked title in Kinora’s own engine', () => {
  it('is asked for with its licence, which keeps no media waiting', async () => {
    const { harness, cdm, session } = load();
    await harness.runUntil(() => harness.paths.includes('a1/1.m4s') && cdm.sessions.length > 0);
    session().message(Uint8Array.of(1, 2, 3));
    await harness.runUntil(() => session().licences.length > 0);
    const licence = harness.server.requests.find(({ method }) => method === 'POST');
    expect(licence).toMatchObject({ url: `${BASE}licence`, body: Uint8Array.of(1, 2, 3) });
    expect(harness.paths.filter((path) => path === 'licence')).toHaveLength(1);
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('is given to the element only when that has its keys', async () => {
    const cdm = new MockCdm(['com.widevine.alpha']);
    const { setMediaKeys } = cdm.element;
    const gate = deferred();
    cdm.element.setMediaKeys = (keys) => gate.promise.then(() => setMediaKeys(keys));
    const { harness } = load({}, cdm);
    await harness.runUntil(() => harness.paths.includes('a1/1.m4s'));
    await harness.run(3000);
    expect(harness.mse.current?.buffers).toEqual([]);
    gate.resolve();
    await harness.runUntil(() => harness.snapshotAhead() > 0);
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('goes on lower where the display may not show its best picture', async () => {
    const { harness, session } = await playWithLicence();
    await harness.runUntil(() => harness.ofType('decision').at(-1)?.decision.renditionId === 'v3');
    session().tell({ [LOW]: 'usable', [MIDDLE]: 'output-downscaled', [HIGH]: 'output-restricted' });
    await harness.run(1000);
    const from = harness.ofType('decision').length;
    await harness.runUntil(() => harness.element.ended);
    const later = harness.ofType('decision').slice(from);
    expect(later.length).toBeGreaterThan(0);
    expect(later.map(({ decision }) => decision.renditionId)).not.toContain('v3');
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('does without its best picture where the licence has no key for that, and throws nothing away', async () => {
    const { harness, cdm, session } = load();
    await harness.runUntil(() => cdm.sessions.length > 0);
    session().message(Uint8Array.of(1, 2, 3));
    await harness.runUntil(() => session().licences.length > 0);
    session().tell({ [LOW]: 'usable', [HIGH]: 'usable' });
    await harness.run(1000);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('decision').map(({ decision }) => decision.renditionId)).not.toContain('v2');
    expect(harness.mse.sources).toHaveLength(1);
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('keeps its speed where the buffer is rebuilt for a key', async () => {
    const { harness, session } = await playWithLicence();
    harness.element.playbackRate = 1.5;
    await harness.runUntil(() => harness.element.currentTime > 5);
    const positionSec = harness.element.currentTime;
    session().tell({ [LOW]: 'usable', [MIDDLE]: 'output-restricted', [HIGH]: 'output-restricted' });
    await harness.run(1000);
    await harness.runUntil(() => harness.element.currentTime > positionSec + 4);
    expect(harness.mse.sources).toHaveLength(2);
    expect(harness.element.playbackRate).toBe(1.5);
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('ends where the display may show nothing of it, and keeps the position', async () => {
    const { harness, session } = await playWithLicence();
    await harness.runUntil(() => harness.element.currentTime > 3);
    session().tell(Object.fromEntries(KIDS.map((kid) => [kid, 'output-restricted'])));
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')[0]?.error).toMatchObject({ code: 'drm-failed' });
    expect(harness.element.currentTime).toBeGreaterThan(3);
  });

  it('takes a playhead that stands for a key for no fault', async () => {
    const { harness, cdm, session } = await playWithLicence();
    await harness.runUntil(() => harness.element.currentTime > 3);
    session().tell({ [LOW]: 'usable', [MIDDLE]: 'usable' }); // and of the third nothing
    cdm.element.readyState = 2;
    cdm.element.fire('waitingforkey');
    const standsAtSec = harness.element.currentTime;
    await harness.clock.advance(4000); // the clock goes on, and the element does not
    expect(harness.element.currentTime).toBe(standsAtSec);
    cdm.element.fire('playing'); // from here on it has no excuse
    await harness.clock.advance(4000);
    expect(harness.ofType('gap-jumped')).not.toEqual([]);
  });

  it('is declined where the browser has none of its key systems', async () => {
    const { harness } = load({}, new MockCdm([]));
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')[0]?.error).toMatchObject({
      code: 'drm-unsupported',
      context: {
        systems: ['urn:mpeg:dash:mp4protection:2011', 'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed'],
      },
    });
  });
});

describe('a locked title in HLS', () => {
  // Code comes in real time, and hours of the virtual clock may pass meanwhile.
  beforeAll(async () => {
    await Promise.all([
      import('../../src/engines/mse/hls-code.ts'),
      import('../../src/engines/mse/open-keys.ts'),
      import('../../src/manifest/hls/read-keys.ts'),
    ]);
  });

  /** Plays it to its end, or to its failure. Each session tells of its key as soon as it has a licence; `restricted`: the keys that may not be used. */
  async function playOut({ harness, cdm }: Locked, restricted: readonly string[] = []): Promise<void> {
    const [asked, told] = [new Set<MockKeySession>(), new Set<MockKeySession>()];
    const answer = (): void => {
      for (const session of cdm.sessions) {
        if (session.asked.length > 0 && !asked.has(session)) {
          asked.add(session);
          session.message(Uint8Array.of(1, 2, 3));
        }
        if (session.licences.length === 0 || told.has(session)) continue;
        told.add(session);
        const kid = kidOf(session);
        session.tell({ [kid]: restricted.includes(kid) ? 'output-restricted' : 'usable' });
      }
    };
    const until = (isReached: () => boolean): Promise<void> =>
      harness.runUntil(() => {
        answer();
        return isReached();
      });
    await until(() => harness.element.readyState >= 3);
    await harness.element.play();
    await until(() => harness.element.ended || harness.ofType('failed').length > 0);
  }

  it('is asked for with what its media playlist tells, and for each rendition when that is chosen', async () => {
    const locked = load({}, undefined, lockedHls());
    const { harness, cdm } = locked;
    await playOut(locked);
    expect(harness.element.ended).toBe(true);
    expect(harness.ofType('failed')).toEqual([]);
    const playlists = harness.paths.filter((path) => /^v\d\.m3u8$/.test(path));
    expect(playlists.length).toBeGreaterThan(1);
    expect(cdm.sessions).toHaveLength(playlists.length);
    expect(harness.mse.sources).toHaveLength(1);
  });

  it('is opened though its multivariant playlist tells of FairPlay alone', async () => {
    const title = lockedHls();
    const files = new Map(title.files);
    const playlist = new TextDecoder().decode(files.get(title.manifest));
    const sessionKey =
      '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://1",KEYFORMAT="com.apple.streamingkeydelivery"';
    files.set(
      title.manifest,
      new TextEncoder().encode(playlist.replace('#EXTM3U', `#EXTM3U\n${sessionKey}`)),
    );
    const locked = load({}, undefined, { ...title, files });
    await playOut(locked);
    expect(locked.harness.element.ended).toBe(true);
    expect(locked.harness.ofType('failed')).toEqual([]);
  });

  it('goes on with its other renditions where the first licence of all is refused', async () => {
    let licences = 0;
    const answer = (path: string): FakeAnswer | undefined => {
      if (path !== 'licence') return undefined;
      licences += 1;
      return licences === 1 ? { status: 403 } : { chunks: [Uint8Array.of(7)] };
    };
    const locked = load({ answer }, undefined, lockedHls());
    const { harness, cdm } = locked;
    await playOut(locked);
    expect(harness.element.ended).toBe(true);
    expect(harness.ofType('failed')).toEqual([]);
    expect(cdm.sessions.map((session) => session.licences.length)[0]).toBe(0);
    expect(new Set(cdm.sessions.map(kidOf)).size, 'each is asked for once').toBe(licences);
  });

  it('ends with the server’s word where all are refused, each asked for once', async () => {
    const answer = (path: string): FakeAnswer | undefined =>
      path === 'licence' ? { status: 403 } : undefined;
    const locked = load({ answer }, undefined, lockedHls());
    const { harness, cdm } = locked;
    await playOut(locked);
    expect(harness.ofType('failed')).toMatchObject([{ error: { code: 'drm-failed', business: true } }]);
    expect(harness.ofType('failed')[0]?.error.message).toContain('403');
    expect(cdm.sessions).toHaveLength(TOY_VIDEO.length);
  });

  it('throws its buffer away once for a refused key that several renditions have', async () => {
    const locked = load({}, undefined, lockedHls(undefined, [LOW, MIDDLE, MIDDLE]));
    const { harness, cdm } = locked;
    await playOut(locked, [MIDDLE]);
    expect(harness.element.ended).toBe(true);
    expect(harness.ofType('failed')).toEqual([]);
    expect(cdm.sessions.map(kidOf).sort()).toEqual([LOW, MIDDLE]);
    expect(harness.paths.filter((path) => /^v\d\.m3u8$/.test(path))).toHaveLength(3);
    expect(harness.mse.sources).toHaveLength(2);
  });

  it('goes on without what may not be shown here', async () => {
    const locked = load({}, undefined, lockedHls());
    const { harness } = locked;
    await playOut(locked, [HIGH]);
    expect(harness.element.ended).toBe(true);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('decision').at(-1)?.decision.renditionId, 'the second of three').toBe('v1');
    expect(locked.cdm.sessions.map(kidOf)).toContain(HIGH);
  });

  it.each([
    ['live', (playlist: string) => playlist.replace('#EXT-X-ENDLIST', '')],
    ['without init segments', (playlist: string) => playlist.replace(/#EXT-X-MAP.*/, '')],
    [
      'for FairPlay',
      (playlist: string) => playlist.replace(/KEYFORMAT=.*/, 'KEYFORMAT="com.apple.streamingkeydelivery"'),
    ],
    [
      'with keys that anyone may fetch',
      (playlist: string) => playlist.replace(/KEYFORMAT=.*/, 'KEYFORMAT="identity"'),
    ],
  ])('is declined where it is %s, before any media or licence is asked for', async (_how, change) => {
    const { harness, cdm } = load({}, undefined, lockedHls(change));
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')[0]?.error).toMatchObject({ code: 'drm-unsupported' });
    expect(cdm.sessions).toEqual([]);
    expect(harness.paths.filter((path) => path.endsWith('.m4s') && path.startsWith('v'))).toEqual([]);
  });
});
