/**
 * What a newcomer reads: each file of code begins by saying what it is, and ARCHITECTURE.md has a line
 * for each folder that there is, and none for a folder that there is not.
 */
import { isCode, isTest, type SourceFile } from './source.ts'

const headLinesMax = 10

/** Files of code without a head comment, or with one that is an essay. Of tests, the titles say enough. */
export function headless(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (!isCode(path) || isTest(path)) return []
    const lines = headLines(text)
    if (lines > 0 && lines <= headLinesMax) return []
    const found = lines === 0 ? 'none' : `${lines} lines`
    return [`${path}: expected a head comment of 1 to ${headLinesMax} lines that says what this is, found ${found}`]
  })
}

/** How many lines the comment has with which the text begins; a drawing may follow below an empty line of it. */
function headLines(text: string): number {
  const start = text.replace(/^#!.*\n/, '')
  const head = /^(?:\/\/.+\n)+/.exec(start)?.[0] ?? /^\/\*[\s\S]*?(?:\*\/|\n \*)\n/.exec(start)?.[0] ?? ''
  return head.split('\n').length - 1
}

/**
 * Folders without a line in ARCHITECTURE.md, and lines without a folder. A line names its folder in
 * backquotes, with a slash at its end. Inside a package's `src` every folder has one; elsewhere the first level has.
 */
export function unexplainedFolders(files: SourceFile[], architecture: string): string[] {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)))
  const named = new Set([...architecture.matchAll(/`([a-z][a-z0-9/-]*\/)`/g)].map((match) => match[1] ?? ''))
  const missing = [...folders].filter((folder) => !named.has(folder))
  const gone = [...named].filter((folder) => isOurs(folder) && !folders.has(folder))
  return [
    ...missing.map((folder) => `${folder}: expected a line for \`${folder}\` in ARCHITECTURE.md, found none`),
    ...gone.map((folder) => `ARCHITECTURE.md: has a line for \`${folder}\`, which does not exist`),
  ]
}

/** Whether a name in backquotes is the path of a folder from the root, and not a room's short name. */
function isOurs(folder: string): boolean {
  return /^(?:packages\/[^/]+\/src\/.|(?:examples|benchmarks|test|scripts|docs)\/)/.test(folder)
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  const all = parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
  return all.filter((folder) => isOurs(folder) && (folder.startsWith('packages/') || folder.split('/').length <= 3))
}
