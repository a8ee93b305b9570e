/** How the guide writes down what comes out: texts as they are, windowed keys by their window, all else as Node does. */
import { inspect } from 'node:util'
import { showWindowed, type Windowed } from '@millrace/streams'

export function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (isWindowed(value)) return showWindowed(value)
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 5 })
}

/** A list of texts is a line each; anything else is one line. */
export function shownLines(value: unknown): string {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return shown(value)
  return value.length === 0 ? 'nothing' : value.join('\n')
}

function isWindowed(value: unknown): value is Windowed<unknown> {
  return typeof value === 'object' && value !== null && 'window' in value && 'key' in value
}
