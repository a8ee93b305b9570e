/**
 * Java's properties files, as `server.properties` is one: a name and a value a line, with `=`, `:` or a space
 * between them, comments behind `#` or `!`, lines that go on behind a backslash, and escapes.
 */

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

/** The values by their names; of a name that is there twice, the last. */
export function parseProperties(text: string): Record<string, string> {
  const entries = logicalLines(text).map((line): [string, string] => {
    const [, name = '', value = ''] = /^((?:[^\\=:\s]|\\.)*)(?:\s*[=:]\s*|\s+|$)(.*)$/s.exec(line) ?? []
    return [withoutEscapes(name), withoutEscapes(value)]
  })
  return Object.fromEntries(entries)
}

/** Lines without comments and empty ones; one that ends in a backslash goes on in the next. */
function logicalLines(text: string): string[] {
  const lines: string[] = []
  let open: string | null = null
  for (const physical of text.split(/\r\n|\r|\n/)) {
    const line = physical.trimStart()
    if (open === null && (line === '' || /^[#!]/.test(line))) continue
    const whole: string = (open ?? '') + line
    const isOpen = /(?:^|[^\\])(?:\\\\)*\\$/.test(whole)
    open = isOpen ? whole.slice(0, -1) : null
    if (!isOpen) lines.push(whole)
  }
  return open === null ? lines : [...lines, open]
}

function withoutEscapes(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, letter: string) => {
    return code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16))
  })
}
