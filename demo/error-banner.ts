import { isPlayerError } from '../src/index.ts';
import { ERROR_ADVICE } from './error-advice.ts';
import { findElement } from './find-element.ts';

export interface ErrorBanner {
  show(error: unknown): void;
  hide(): void;
}

/** Errors in words, over the picture. */
export function createErrorBanner(onRetry: () => void): ErrorBanner {
  const banner = findElement('error', HTMLElement);
  const title = findElement('error-title', HTMLElement);
  const message = findElement('error-message', HTMLElement);
  const advice = findElement('error-advice', HTMLElement);
  findElement('error-retry', HTMLButtonElement).addEventListener('click', onRetry);
  return {
    show(error) {
      title.textContent = isPlayerError(error) ? error.code : 'Unexpected error';
      message.textContent = error instanceof Error ? error.message : String(error);
      advice.textContent = isPlayerError(error) ? ERROR_ADVICE[error.code] : '';
      banner.hidden = false;
    },
    hide() {
      banner.hidden = true;
    },
  };
}
