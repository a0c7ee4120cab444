/** The field of edwards25519, and the constant of the curve (RFC 8032 §5.1). */
const P = 2n ** 255n - 19n;
const D = modulo(-121_665n * power(121_666n, P - 2n));

/**
 * Returns true if 32 bytes encode a point of edwards25519 (RFC 8032 §5.1.3). OpenSSL imports other bytes too, and then no
 * signature verifies.
 */
export function isEdwardsPoint(encoded: Buffer): boolean {
  const bits = BigInt(`0x${Buffer.from(encoded).reverse().toString('hex')}`);
  const y = bits & (2n ** 255n - 1n);
  if (y >= P) return false;
  // x² = (y² - 1) / (d·y² + 1). A quotient is a square if and only if the product is (Euler's criterion).
  const square = modulo(y * y);
  const product = modulo((square - 1n) * (D * square + 1n));
  return product === 0n || power(product, (P - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}
