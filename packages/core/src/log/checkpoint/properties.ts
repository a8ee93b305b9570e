/**
 * Java's properties files, as far as Kafka's own use them: a line a property, `#` and `!` before
 * comments, `=`, `:` or a space behind the name, and backslashes before characters that mean
 * something. A value that goes on in the next line is not spoken here: Java does not write it.
 */

const LINE = /^\s*((?:\\.|[^\\\s=:])*)\s*[=:]?\s*(.*)$/
const NAMED_ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^\s*(?:[#!]|$)/.test(line)) continue
    const match = LINE.exec(line)
    if (match !== null) properties.set(unescaped(match[1] ?? ''), unescaped(match[2] ?? ''))
  }
  return properties
}

export function printProperties(properties: ReadonlyMap<string, string>): string {
  return [...properties].map(([name, value]) => `${escaped(name, / /g)}=${escaped(value, /^ /)}\n`).join('')
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|(.)|$)/g, (_, unicode?: string, character?: string) => {
    if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16))
    return character === undefined ? '' : (NAMED_ESCAPES[character] ?? character)
  })
}

/** The text with backslashes where they are needed; of spaces, where `spaces` finds them. */
function escaped(text: string, spaces: RegExp): string {
  const marked = text.replace(/[\\=:#!]/g, '\\$&').replace(spaces, '\\ ')
  return marked.replace(/[^ -~]/g, (character) => {
    const name = Object.keys(NAMED_ESCAPES).find((candidate) => NAMED_ESCAPES[candidate] === character)
    return `\\${name ?? `u${character.charCodeAt(0).toString(16).padStart(4, '0')}`}`
  })
}
