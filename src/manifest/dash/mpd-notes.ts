/** Collects what stops nothing, and what was left out because nothing here plays it. */
export interface MpdNotes {
  readonly warnings: ReadonlySet<string>;
  readonly unsupported: ReadonlySet<string>;
  warn(text: string): void;
  /** Notes that something was left out for want of `feature`. */
  drop(feature: string): void;
}

/** For logs; a manifest with thousands of the same fault need not fill memory. */
const MAX_WARNINGS = 50;

export function createNotes(): MpdNotes {
  const warnings = new Set<string>();
  const unsupported = new Set<string>();
  const warn = (text: string): void => {
    if (warnings.size < MAX_WARNINGS) warnings.add(text);
  };
  return {
    warnings,
    unsupported,
    warn,
    drop(feature) {
      unsupported.add(feature);
      warn(`Left out: ${feature}`);
    },
  };
}
