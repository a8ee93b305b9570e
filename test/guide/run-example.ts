/**
 * Runs an example of a document and holds what it says against what comes out. Its module is handed to Node from
 * memory, under a name beside this file that ends in the page's; so errors tell the page and its line.
 */
import { registerHooks } from 'node:module'
import { type Claim, type Example, withClaims } from '../../scripts/document-examples.ts'
import { begin } from './begin.ts'
import { shownLines } from './shown.ts'

declare global {
  var shows: (line: number, value: unknown) => void
  var throws: (line: number, act: () => unknown) => void
}

const sources = new Map<string, string>()

registerHooks({
  resolve: (specifier, context, next) =>
    sources.has(specifier) ? { url: specifier, shortCircuit: true } : next(specifier, context),
  load(url, context, next) {
    const source = sources.get(url)
    return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true }
  },
})

/** What is wrong with the example, each with its page and line; nothing if it comes out as it says. */
export async function complaintsOf({ page, line, text }: Example): Promise<string[]> {
  const module = withClaims(text)
  const open = new Map<number, Claim>(module.claims.map((claim) => [claim.line, claim]))
  const complaints: string[] = []
  const hold = (at: number, found: string) => {
    const claim = open.get(at)
    open.delete(at)
    if (claim === undefined || isMet(claim, found)) return
    complaints.push(`${page}:${at}: expected\n${claim.expected}\nfound\n${found}`)
  }
  begin()
  globalThis.shows = (at, value) => hold(at, shownLines(value))
  globalThis.throws = (at, act) => hold(at, whatIsThrownBy(act))
  const url = new URL(`${page.replaceAll('/', '-')}-${line}.ts`, import.meta.url).href
  sources.set(url, module.text)
  try {
    await import(url)
  } catch (error) {
    complaints.push(`${page}:${lineOf(error, url) ?? line}: ${String(error)}`)
    return complaints
  }
  for (const claim of open.values()) complaints.push(`${page}:${claim.line}: is never reached`)
  return complaints
}

/** Of an error it is enough to say how it begins. */
function isMet({ kind, expected }: Claim, found: string): boolean {
  return kind === 'shows' ? found === expected : found.startsWith(expected)
}

/** `TopologyError: message`, or that nothing was thrown. */
function whatIsThrownBy(act: () => unknown): string {
  try {
    return `nothing, but comes to ${shownLines(act())}`
  } catch (error) {
    return String(error)
  }
}

function lineOf(error: unknown, url: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.indexOf(url)
  return at < 0 ? null : Number.parseInt(stack.slice(at + url.length + 1), 10)
}
