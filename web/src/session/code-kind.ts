type CodeMethod = 'totp' | 'sms' | 'recovery_code';

/** Returns the method that a typed code belongs to. Apps and messages have digits; recovery codes have letters too. */
export function methodOfCode(code: string, digits: 'totp' | 'sms'): CodeMethod {
  return /^\s*[\d\s]+$/.test(code) ? digits : 'recovery_code';
}
