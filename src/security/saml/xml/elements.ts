import { SamlRefused } from '../refusal.js';
import type { SamlRefusalReason } from '../refusal.js';

export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
export type Namespace = typeof PROTOCOL | typeof ASSERTION | typeof METADATA | typeof SIGNATURE;

const ELEMENT_NODE = 1;

/** The part of the document object model that the service reads. The types of the whole model would add a browser's globals. */
export interface XmlNode {
  readonly nodeType: number;
  readonly firstChild: XmlNode | null;
  readonly nextSibling: XmlNode | null;
  readonly textContent: string | null;
}
export interface XmlElement extends XmlNode {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly attributes: { readonly length: number; item(at: number): XmlAttribute | null };
  getAttributeNode(name: string): XmlAttribute | null;
}
export interface XmlAttribute {
  readonly name: string;
  readonly localName: string;
  readonly value: string;
}

/** Tells whether an element has this name in this namespace. */
export function isNamed(element: XmlElement, namespace: Namespace, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

/** Returns the element children, in document order. */
export function elementsIn(parent: XmlNode): XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node)) found.push(node);
  }
  return found;
}

/** Returns an element and all elements within it, in document order. */
export function subtree(root: XmlElement): XmlElement[] {
  return [root, ...elementsIn(root).flatMap(subtree)];
}

export function childrenNamed(parent: XmlElement, namespace: Namespace, name: string): XmlElement[] {
  return elementsIn(parent).filter((child) => isNamed(child, namespace, name));
}

/** Returns the only child of this name, or null without one. */
export function optionalChild(
  parent: XmlElement,
  [namespace, name]: readonly [Namespace, string],
  reason: SamlRefusalReason,
): XmlElement | null {
  const [child = null, ...more] = childrenNamed(parent, namespace, name);
  if (more.length > 0) throw new SamlRefused(reason);
  return child;
}

/** Returns the only child of this name, and refuses the message without one or with two. */
export function onlyChild(
  parent: XmlElement,
  name: readonly [Namespace, string],
  reason: SamlRefusalReason,
): XmlElement {
  const child = optionalChild(parent, name, reason);
  if (child === null) throw new SamlRefused(reason);
  return child;
}

/** Returns the text of an element, or null if it contains elements. Comments never get past the gate. */
export function textOf(element: XmlElement): string | null {
  return elementsIn(element).length > 0 ? null : (element.textContent ?? '');
}

/** Returns the attribute of this name without a prefix, or null. */
export function attributeOf(element: XmlElement, name: string): string | null {
  return element.getAttributeNode(name)?.value ?? null;
}

export function attributesOf(element: XmlElement): XmlAttribute[] {
  return Array.from({ length: element.attributes.length }, (_, at) => element.attributes.item(at)).filter(
    (attribute) => attribute !== null,
  );
}

function isElement(node: XmlNode): node is XmlElement {
  return node.nodeType === ELEMENT_NODE;
}
