/**
 * The protocol that the text of a manifest tells: by its first characters, or by an MPD (or SmoothStreamingMedia) element in what begins like
 * XML; null where it is neither. A byte order mark and white space in front do no harm.
 */
export function sniffProtocol(text: string): 'dash' | 'hls' | 'smooth' | null {
  const head = text.trimStart();
  if (head.startsWith('#EXTM3U')) return 'hls';
  if (!head.startsWith('<')) return null;
  if (/<([\w.-]{1,99}:)?MPD[\s/>]/.test(head)) return 'dash';
  return /<SmoothStreamingMedia[\s/>]/.test(head) ? 'smooth' : null;
}
