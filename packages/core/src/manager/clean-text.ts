/** Control characters, line and paragraph separators, those that turn the direction of text, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu

/** A text that is safe to store, to log on one line and to show (OWASP ASVS 16.4.1). It is cut first, so none is too long to clean. */
export function cleanText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(UNPRINTABLE, '')
}
