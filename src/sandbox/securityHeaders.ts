/**
 * The headers of everything below `/sandbox`. The page holds bearer tokens in its headers editor, so it may load, run
 * and call nothing but this origin, and no page may frame it.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy({
    'default-src': "'none'",
    'base-uri': "'none'",
    'connect-src': "'self'",
    'font-src': "'self'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    // data: because the editor writes the wavy line under an error as an SVG into its styles.
    'img-src': "'self' data:",
    'script-src': "'self'",
    // 'unsafe-inline' because the editor makes its themes and each line's position as <style> elements and style
    // attributes while it runs, and has no way to be given a nonce. Styles cannot call out: img-src and font-src hold.
    'style-src': "'self' 'unsafe-inline'",
    'worker-src': "'self'",
  }),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
}

function contentSecurityPolicy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')
}
