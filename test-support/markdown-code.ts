/**
 * The files that a page is made of, by name: its blocks that open with ```` ```ts name ````, those of one name joined in order.
 * Blocks without a name are no file.
 */
export function markdownCode(markdown: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const [, name = '', code = ''] of markdown.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)) {
    const before = files.get(name)
    files.set(name, before === undefined ? code : `${before}\n${code}`)
  }
  return files
}
