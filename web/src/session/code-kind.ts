/** Returns the method that a typed code belongs to. Apps show digits; recovery codes have letters too. */
export function methodOfCode(code: string): 'totp' | 'recovery_code' {
  return /^\s*[\d\s]+$/.test(code) ? 'totp' : 'recovery_code';
}
