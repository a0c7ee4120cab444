import type { DOMParser } from '@xmldom/xmldom';
import { demand, SamlRefused } from '../refusal.js';
import { attributesOf, elementsIn, subtree, textOf } from './elements.js';
import type { XmlElement } from './elements.js';

const MAX_DEPTH = 40;
const MAX_ELEMENTS = 2_000;
const MAX_ATTRIBUTES = 100;
/** The verifier searches all attributes for identifiers, several times. */
const MAX_ATTRIBUTES_IN_ALL = 4_000;
const DECLARATION =
  /^<\?xml version=["']1\.0["'](?: encoding=["']utf-8["'])?(?: standalone=["'](?:yes|no)["'])?\s?\?>/i;
/** Canonical XML has no meaning for relative namespaces, and implementations differ on them. */
const ABSOLUTE_URI = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Parses a small document without any markup beside elements. The limits are counted before the parser runs, because its
 * work grows faster than the text.
 *
 * @param options.maxElements the most elements of the document
 * @throws SamlRefused the text is not such a document
 */
export async function parseXml(text: string, { maxElements = MAX_ELEMENTS } = {}): Promise<XmlElement> {
  demand(text.isWellFormed() && !text.includes('\uFEFF') && !text.includes('\0'), 'encoding');
  const content = text.replace(DECLARATION, '');
  // No DOCTYPE, comment, CDATA section or processing instruction: each is a way to make two readers differ.
  demand(!content.includes('<!') && !content.includes('<?'), 'markup');
  // The parser drops text around the root.
  demand(/^\s*</.test(content) && content.trimEnd().endsWith('>'), 'syntax');
  admitStructure(content, maxElements);
  // The parser is loaded with the first message: most deployments never need it.
  const xmldom = await import('@xmldom/xmldom');
  const root = parseStrictly(new xmldom.DOMParser({ errorHandler: refuseSyntax }), content);
  subtree(root).forEach(admitText);
  return root;
}

function parseStrictly(parser: DOMParser, content: string): XmlElement {
  try {
    const [root, ...more] = elementsIn(parser.parseFromString(content, 'text/xml'));
    demand(root !== undefined && more.length === 0, 'syntax');
    return root;
  } catch {
    // The parser throws errors of several kinds for bytes that a stranger has chosen.
    throw new SamlRefused('syntax');
  }
}

/** Treats each fault that the parser would repair as the end of the document. */
function refuseSyntax(): never {
  throw new SamlRefused('syntax');
}

function admitStructure(content: string, maxElements: number): void {
  let [depth, elements, attributes] = [0, 0, 0];
  for (let at = content.indexOf('<'); at !== -1;) {
    const tag = readTag(content, at);
    if (tag.kind !== 'end') elements += 1;
    if (tag.kind === 'start') depth += 1;
    if (tag.kind === 'end') depth -= 1;
    attributes += tag.attributes;
    demand(elements <= maxElements && depth <= MAX_DEPTH, 'structure');
    demand(tag.attributes <= MAX_ATTRIBUTES && attributes <= MAX_ATTRIBUTES_IN_ALL, 'structure');
    at = content.indexOf('<', tag.end);
  }
}

/** Reads a tag from its `<`. Quoted values may contain `>`, and never `<`. */
function readTag(
  content: string,
  from: number,
): { kind: 'start' | 'end' | 'empty'; attributes: number; end: number } {
  let quote: string | null = null;
  let attributes = 0;
  for (let at = from + 1; at < content.length; at += 1) {
    const character = content.charAt(at);
    demand(character !== '<', 'syntax');
    if (character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      attributes += 1;
    } else if (quote === null && character === '>') {
      if (content.charAt(from + 1) === '/') return { kind: 'end', attributes, end: at };
      return { kind: content.charAt(at - 1) === '/' ? 'empty' : 'start', attributes, end: at };
    }
  }
  throw new SamlRefused('syntax');
}

/** Refuses control characters and half characters, which references such as `&#0;` can hide from the check of the text. */
function admitText(element: XmlElement): void {
  demand(isClean(textOf(element) ?? ''), 'encoding');
  for (const { name, value } of attributesOf(element)) {
    demand(isClean(value), 'encoding');
    const declares = name === 'xmlns' || name.startsWith('xmlns:');
    const isUnset = name === 'xmlns' && value === '';
    demand(!declares || isUnset || ABSOLUTE_URI.test(value), 'namespace');
  }
}

function isClean(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(text) && !/[\uFFFE\uFFFF]/.test(text);
}
