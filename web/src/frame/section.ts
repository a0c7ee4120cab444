import type { ComponentType } from 'react';
import type { TextKey } from '../language/language.js';
import type { IconName } from '../parts/icon.js';

/** A section of an application. */
export interface Section {
  /** The first part of its path; empty for the first page. */
  readonly path: string;
  readonly title: TextKey;
  readonly icon: IconName;
  readonly page: ComponentType<{ readonly rest: readonly string[] }>;
}
