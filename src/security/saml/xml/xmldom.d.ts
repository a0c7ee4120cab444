import type { XmlNode } from './elements.js';

/** Types of the parser alone. Its own types declare the globals of a browser in the whole project. */
export interface DOMParser {
  parseFromString(text: string, type: 'text/xml'): XmlNode;
}
export const DOMParser: new (options: {
  errorHandler: (level: string, message: string) => never;
}) => DOMParser;
