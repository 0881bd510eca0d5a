const NONE = '–';

export function formatMbps(bitsPerSec: number | null): string {
  if (bitsPerSec === null) return NONE;
  const mbps = bitsPerSec / 1e6;
  return mbps >= 10 ? `${mbps.toFixed(0)} Mbit/s` : `${mbps.toFixed(mbps >= 1 ? 1 : 2)} Mbit/s`;
}

export function formatMs(ms: number | null): string {
  if (ms === null) return NONE;
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(0)} ms`;
}

export function formatSec(sec: number | null): string {
  return sec === null ? NONE : `${sec.toFixed(1)} s`;
}

export function formatBytes(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(0)} kB`;
}

/** `en` → `English`; what the browser has no name for stays as it is. */
export function nameLanguage(language: string | null): string {
  if (language === null) return 'unknown language';
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
  } catch (error) {
    // Manifests hold tags that BCP 47 does not allow; the tag itself is the best name then.
    if (error instanceof RangeError) return language;
    throw error;
  }
}
