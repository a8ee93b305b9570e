/**
 * The examples in the documents: blocks of code that are run, type-checked and held against what they say. Each
 * becomes a module that has its page's lines, blank where they are not its own, so that whatever goes wrong in it
 * goes wrong at the page's line.
 *
 * A fence says what its block is: `ts run` is an example; `ts shared` stands before every example that follows on
 * the page; `ts of=FILE` is cut from a file of the repository; `ts refused` is not run, because it does not compile.
 * Behind `// =>` stands what an expression comes to, a line each; behind `// throws`, how the error begins that it
 * ends with; behind `// refused:`, something of what the compiler says of the line.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.ts'

/** A block of TypeScript between fences. */
export interface Block {
  readonly page: string
  /** The line of its fence, from 1. */
  readonly line: number
  /** What the fence says behind `ts`. */
  readonly kind: string
  readonly lines: readonly string[]
}

/** An example that can be run: a module by the name of its page and line. */
export interface Example {
  readonly page: string
  readonly line: number
  readonly text: string
  /** Whether it is there to be run, or to be refused by the compiler. */
  readonly isRun: boolean
}

/** What a line of an example says that an expression comes to. */
export interface Claim {
  readonly line: number
  readonly kind: 'shows' | 'throws'
  readonly expected: string
}

/** The documents whose examples are run, as paths from the repository's root. */
export function pagesWithExamples(): string[] {
  const guide = readdirSync(join(root, 'docs/guide')).filter((name) => name.endsWith('.md'))
  const others = ['README.md', 'docs/errors.md', 'packages/core/README.md', 'packages/streams/README.md']
  return [...others, ...guide.map((name) => `docs/guide/${name}`)].sort()
}

export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** The blocks of TypeScript on a page, from the top. */
export function blocksOf(page: string, text: string): Block[] {
  const blocks: Block[] = []
  let open: { line: number; kind: string; lines: string[] } | null = null
  text.split('\n').forEach((line, index) => {
    const fence = /^```(\S*) ?(.*)$/.exec(line)
    if (fence === null) open?.lines.push(line)
    else if (open === null) open = { line: index + 1, kind: `${fence[1]} ${fence[2]}`, lines: [] }
    else {
      if (open.kind.startsWith('ts ')) blocks.push({ ...open, page, kind: open.kind.slice(3) })
      open = null
    }
  })
  return blocks
}

/** The examples of a page as modules, those that the compiler refuses among them. */
export function examplesOf(page: string, text: string): Example[] {
  const blocks = blocksOf(page, text)
  const isSharedWith = (block: Block) => (other: Block) => other.kind === 'shared' && other.line < block.line
  return blocks
    .filter(({ kind }) => kind === 'run' || kind === 'refused')
    .map((block) => ({
      page,
      line: block.line,
      text: onTheirLines([...blocks.filter(isSharedWith(block)), block]),
      isRun: block.kind === 'run',
    }))
}

function onTheirLines(blocks: readonly Block[]): string {
  const lines: string[] = []
  for (const block of blocks) {
    while (lines.length < block.line) lines.push('')
    lines.push(...block.lines)
  }
  return `${lines.join('\n')}\n`
}

const claimPattern = /^(.*?)\s*\/\/ (=>|throws) (.*)$/

/**
 * The module with its claims made calls: `read(kept) // => b: coffee` becomes `shows(12, read(kept))`, whatever
 * the expression is. A comment that begins with an arrow goes on with the claim above it, or with the line above it.
 */
export function withClaims(text: string): { text: string; claims: Claim[] } {
  const claims: { line: number; kind: Claim['kind']; expected: string }[] = []
  const lines = text.split('\n')
  lines.forEach((line, index) => {
    const [, code = '', mark, expected = ''] = claimPattern.exec(line) ?? []
    if (mark === undefined) return
    const kind = mark === '=>' ? 'shows' : 'throws'
    const above = claims.at(-1)
    const isContinued = code.trim() === ''
    if (isContinued && above !== undefined && /^(?:shows|throws|\s*\/\/ =>)/.test(lines[index - 1] ?? '')) {
      above.expected += `\n${expected}`
      return
    }
    const at = isContinued ? index - 1 : index
    const call = kind === 'shows' ? `shows(${at + 1}, ` : `throws(${at + 1}, () => `
    lines[at] = `${call}${isContinued ? lines[at] : code})`
    claims.push({ line: at + 1, kind, expected })
  })
  return { text: lines.join('\n'), claims }
}
