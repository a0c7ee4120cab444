import type { RequestHandler } from 'express';

/** The header in which trusted proxies report the address of the client. */
export type ProxyHeader = 'x-forwarded-for' | 'forwarded';

const FOR_PARAMETER = /^\s*for=(.*)$/i;
/** An IPv6 address in brackets, or an IPv4 address, with an optional port (RFC 7239 §6). */
const BRACKETED = /^\[([^\]]+)\](?::[\w.-]+)?$/;
const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):[\w.-]+$/;

/**
 * Rewrites `X-Forwarded-For` to plain addresses, the only form that Express understands. Proxies also send ports, brackets
 * and quotes. Without this, all of their clients would be one source.
 *
 * @param header the header to read; the other one is ignored
 */
export function plainForwardedFor(header: ProxyHeader): RequestHandler {
  return ({ headers }, _response, next) => {
    const value = [headers[header] ?? []].flat().join(',');
    const nodes = header === 'forwarded' ? forwardedNodes(value) : value.split(',');
    if (value === '') delete headers['x-forwarded-for'];
    else headers['x-forwarded-for'] = nodes.map(plainAddress).join(', ');
    next();
  };
}

/** Returns the `for` parameter of each element (RFC 7239 §4). An element without it hides its client. */
function forwardedNodes(value: string): string[] {
  return splitUnquoted(value, ',').map((element) => {
    const parameters = splitUnquoted(element, ';').map((text) => FOR_PARAMETER.exec(text)?.[1]);
    return parameters.find((node) => node !== undefined) ?? 'unknown';
  });
}

/** Splits a header at a separator outside of quoted strings (RFC 9110 §5.6.4). */
function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) i += 1;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Removes quotes, brackets and a port. Any other text is returned unchanged, and is not an address. */
function plainAddress(node: string): string {
  const bare = node
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  return BRACKETED.exec(bare)?.[1] ?? WITH_PORT.exec(bare)?.[1] ?? bare;
}
