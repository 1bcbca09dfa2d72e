export const MAX_USER_ID_BYTES = 128

/** Whether a text can be a user id: 1 to 128 bytes of UTF-8, and neither NUL nor half a character, which some stores cannot keep. */
export function isUserId(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text !== '' &&
    Buffer.byteLength(text) <= MAX_USER_ID_BYTES &&
    !text.includes('\0') &&
    !/\p{Cs}/u.test(text)
  )
}
