import type { NetworkInfo } from '../core/network-info.ts';

interface NetworkInformation {
  /** Mbit/s. */
  readonly downlink?: number;
  readonly type?: string;
  readonly saveData?: boolean;
}

/** `navigator.connection`: Chromium has it, webOS in part, others not at all. */
export function createBrowserNetworkInfo(): NetworkInfo {
  const { connection } = navigator as { readonly connection?: NetworkInformation };
  return {
    downlinkBps: () => (connection?.downlink ?? 0) * 1e6 || null,
    kind: () => connection?.type ?? '',
    savesData: () => connection?.saveData ?? false,
  };
}
