/** Hands out ids, each once: the wanted one, or that with a number behind it. Same calls, same ids. */
export function createIdClaim(): (wanted: string) => string {
  const uses = new Map<string, number>();
  const claim = (wanted: string): string => {
    const count = (uses.get(wanted) ?? 0) + 1;
    uses.set(wanted, count);
    return count === 1 ? wanted : claim(`${wanted}-${count}`);
  };
  return claim;
}
