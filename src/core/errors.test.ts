import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCause, isPlayerError, PlayerError, stripUrl } from './errors.ts';

const refused = (options = {}): PlayerError<'network-status'> =>
  new PlayerError(
    'network-status',
    'The manifest answered 503',
    { url: 'https://a.test/x.mpd', requestType: 'manifest', status: 503, attempts: 3 },
    options,
  );

describe('PlayerError', () => {
  it('carries code, context, message and cause', () => {
    const cause = new TypeError('boom');
    const error = refused({ cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('PlayerError');
    expect(error.code).toBe('network-status');
    expect(error.context.status).toBe(503);
    expect(error.message).toBe('The manifest answered 503');
    expect(error.cause).toBe(cause);
  });

  it('takes from its code whether a later attempt makes sense, unless told otherwise', () => {
    expect(refused().retryable).toBe(true);
    expect(refused({ isRetryable: false }).retryable).toBe(false);
    const malformed = new PlayerError('manifest-malformed', 'bad', { url: '', detail: '' });
    expect(malformed.retryable).toBe(false);
    expect(malformed.business).toBe(false);
    expect(refused({ isBusiness: true }).business).toBe(true);
  });

  it('is told from other errors, and by its code', () => {
    expect(isPlayerError(refused())).toBe(true);
    expect(isPlayerError(refused(), 'network-status')).toBe(true);
    expect(isPlayerError(refused(), 'network-failed')).toBe(false);
    expect(isPlayerError(new Error('no'))).toBe(false);
    expect(isPlayerError({ code: 'network-status' })).toBe(false);
    expect(isPlayerError(null)).toBe(false);
  });
});

describe('describeCause', () => {
  it('finds words for anything thrown', () => {
    expect(describeCause(new TypeError('no net'))).toBe('TypeError: no net');
    expect(describeCause('plain')).toBe('plain');
    expect(describeCause(undefined)).toBe('undefined');
  });

  it.each([
    // Node's, Firefox's and Chromium's own words.
    [
      'Request cannot be constructed from a URL that includes credentials: https://u:SECRET@h/x.mpd?token=SECRET',
      'Request cannot be constructed from a URL that includes credentials: https://h/x.mpd',
    ],
    ['Failed to parse URL from http://[bad/x?token=SECRET#SECRET', 'Failed to parse URL from http://[bad/x'],
    ['Failed to parse URL from //u:SECRET@[bad/x', 'Failed to parse URL from //[bad/x'],
    [
      'Window.fetch: https://u:SECRET@h/x is an url with embedded credentials.',
      'Window.fetch: https://h/x is an url with embedded credentials.',
    ],
    ['error loading (https://u:SECRET@h/a.js): retry?', 'error loading (https://h/a.js): retry?'],
    ['no URL: a@b, 1/2, what? #', 'no URL: a@b, 1/2, what? #'],
  ])('strips the URLs in them: %s', (message, shown) => {
    expect(describeCause(new TypeError(message))).toBe(`TypeError: ${shown}`);
    expect(describeCause(message)).toBe(shown);
  });

  it('never leaks query, fragment or credentials of a URL within words', () => {
    const secret = fc.stringMatching(/^[a-zA-Z0-9!$*()_+,;:.~-]{4,12}$/).map((text) => `SECRET${text}`);
    fc.assert(
      fc.property(
        fc.string(),
        secret,
        secret,
        secret,
        fc.string(),
        (before, user, query, fragment, after) => {
          const url = `https://${user}:${user}@host.test/a?q=${query}#${fragment}`;
          expect(describeCause(`${before} ${url} ${after}`)).not.toContain('SECRET');
          expect(describeCause(new Error(`${before}${url}`))).not.toContain('SECRET');
        },
      ),
    );
  });
});

describe('stripUrl', () => {
  it.each([
    ['https://a.test/b/c.mpd?token=secret#part', 'https://a.test/b/c.mpd'],
    ['https://user:pass@a.test/b', 'https://a.test/b'],
    ['https://user@a.test', 'https://a.test'],
    ['https://a.test/user@b/c', 'https://a.test/user@b/c'],
    ['relative/c.m3u8?x=1', 'relative/c.m3u8'],
    ['https://a.test/c#x?y', 'https://a.test/c'],
    ['https://a.test/c?x\ny', 'https://a.test/c'],
    ['', ''],
  ])('%s becomes %s', (url, stripped) => {
    expect(stripUrl(url)).toBe(stripped);
  });

  it('never leaks query, fragment or credentials of any URL', () => {
    const secret = fc.stringMatching(/^[a-zA-Z0-9!$*()_+,;:.~-]{4,12}$/).map((text) => `SECRET${text}`);
    const path = fc.stringMatching(/^[a-z0-9/._@:-]{0,20}$/);
    fc.assert(
      fc.property(secret, secret, secret, secret, path, (user, password, query, fragment, tail) => {
        const url = `https://${user}:${password}@host.test/${tail}?q=${query}#${fragment}`;
        const stripped = stripUrl(url);
        expect(stripped).not.toContain('SECRET');
        expect(stripped).toBe(`https://host.test/${tail}`);
        expect(stripUrl(stripped)).toBe(stripped);
      }),
    );
  });
});

it('leaks nothing of a password with an @ in it', () => {
  expect(stripUrl('https://user:p@ss@host.test/x')).toBe('https://host.test/x');
});
