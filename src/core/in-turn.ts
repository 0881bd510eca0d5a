/** What is under way on each. */
const underWay = new WeakMap<object, Promise<void>>();

/**
 * Runs what may only be done one after the other to an object: at once where nothing is under way. A browser refuses to put keys on an
 * element while others are being put on or taken off.
 * @see https://www.w3.org/TR/encrypted-media-2/#dom-htmlmediaelement-setmediakeys
 */
export function inTurn(target: object, run: () => Promise<void>): Promise<void> {
  const answer = underWay.get(target)?.then(run) ?? run();
  const settled = answer
    .catch(() => undefined) // whoever has asked meets it
    .then(() => {
      if (underWay.get(target) === settled) underWay.delete(target);
    });
  underWay.set(target, settled);
  return answer;
}
