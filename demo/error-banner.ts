import { isPlayerError } from '../src/index.ts';
import { ERROR_TITLES } from './error-titles.ts';
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
  const code = findElement('error-code', HTMLElement);
  findElement('error-retry', HTMLButtonElement).addEventListener('click', onRetry);
  return {
    show(error) {
      title.textContent = isPlayerError(error) ? ERROR_TITLES[error.code] : 'Something went wrong';
      message.textContent = error instanceof Error ? error.message : String(error);
      code.textContent = isPlayerError(error) ? error.code : '';
      banner.hidden = false;
    },
    hide() {
      banner.hidden = true;
    },
  };
}
